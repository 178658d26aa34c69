"""Make a case of an item: `/inkorg/<item>/arende/`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.actions.texts import TextVerdict, signed
from liggaren.capture.models import Item
from liggaren.desk.access import staff, staff_required
from liggaren.desk.cases.forms import OpenForm
from liggaren.desk.inbox import thing
from liggaren.lib.errors import Refusal
from liggaren.moderation import answering, case_opening, case_queries
from liggaren.moderation.case_vocabulary import Proposal
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.masking import sight_of
from liggaren.moderation.permissions import remember
from liggaren.people import queries as people
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import RoleKind, User
from liggaren.register import media
from liggaren.register.models import Account


@require_http_methods(["GET", "HEAD", "POST"])
@kept_while_reading
@staff_required
def new(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The form, its preview, and the case."""
    by = staff(request)
    item, account = thing.find(remember(by), item_id)
    if (case := case_queries.of_item(item.pk)) is not None:
        return redirect("case", case.pk)
    proposals, units = case_queries.proposals(item), case_queries.receivers()
    bound = request.POST if request.method == "POST" else None
    form = OpenForm(bound, units=units, proposals=proposals, initial={"how": "ja"})
    words: dict[str, Any] = {"proposed": _proposed(proposals)}
    if request.method == "POST" and "visa" in request.POST:
        words |= _preview(form, account)
    elif request.method == "POST" and (made := _made(request, form, item, by)):
        return made
    return _page(request, item, account, form, words)


def _proposed(proposals: Sequence[Proposal]) -> str:
    """What the vocabulary says, beside the choice."""
    if not proposals:
        return "Ordlistan har inget förslag."
    said = "; ".join(f"{one.unit.name} ({', '.join(one.words)})" for one in proposals)
    return f"Ordlistan föreslår {said}. Du bestämmer."


def _page(
    request: HttpRequest, item: Item, account: Account, form: OpenForm, words: dict[str, Any]
) -> HttpResponse:
    by = staff(request)
    sight_of(by, [item]).cover(item)
    words |= {
        "item": item, "form": form, "account": account, "place": media.get(account.platform).name,
        "may_reply": answering.may_reply(account), "limit": answering.text_limit(account),
        "may_edit": people.has_role(by, RoleKind.INFORMATION),
    }  # fmt: skip
    return render(request, "desk/cases/new.html", words, status=422 if form.errors else 200)


def _preview(form: OpenForm, account: Account) -> dict[str, Any]:
    text = case_opening.sample(form.words("reply"), form.chosen)
    verdict: TextVerdict = answering.judge(text, account)
    return {"preview": signed(text, answering.signature(account)), "verdict": verdict}


def _made(request: HttpRequest, form: OpenForm, item: Item, by: User) -> HttpResponse | None:
    form.is_valid()
    for field, fault in form.faults():
        form.add_error(field, fault)
    if form.errors:
        form.show(case_opening.problems(item, form.wish))
        return None
    try:
        case = case_opening.open_case(item=item, wish=form.wish, by=by)
    except Incomplete as refusal:
        form.show(refusal.problems)
        return None
    except case_opening.HasCase as refusal:
        messages.warning(request, refusal.message)
        return redirect("case", refusal.case.pk)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, f"Ärende {case.number} är gjort och skickat till {case.unit.name}.")
    return redirect("case", case.pk)
