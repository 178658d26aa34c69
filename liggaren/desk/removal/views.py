"""The decision page: read the evidence, say why, choose a way, read the sentence, decide."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.capture.models import Item, Version
from liggaren.desk.access import staff, staff_required
from liggaren.desk.inbox.thing import find
from liggaren.desk.removal.forms import DecisionForm, basis_options, grounds, tapped, way_options
from liggaren.desk.removal.paper import Paper, lay_out
from liggaren.desk.removal.telling import steps_now
from liggaren.moderation import sentences, services
from liggaren.moderation.judging import judge, needs_second
from liggaren.moderation.masking import mask, sight_of
from liggaren.moderation.models import Removal
from liggaren.moderation.permissions import reach_of
from liggaren.moderation.queries import removal_of
from liggaren.moderation.removing import today, ways
from liggaren.people.models import User
from liggaren.people.queries import municipality
from liggaren.register import media
from liggaren.register.models import Account


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def remove(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Open a decision on the item; POST reads it in words (`granska`) or makes it (`besluta`)."""
    by = staff(request)
    item, account = find(reach_of(by), item_id, deciding=True)
    try:
        removal = services.open_removal(item=item, by=by)
        # Nobody decides about what they have not read: what is closed is opened first.
        if request.method != "POST" or sight_of(by, [item]).is_closed(item):
            return _page(request, item, account, removal, _blank())
        return _posted(request, item, account, removal, by)
    except services.SomeoneWasFirst as refusal:
        messages.warning(request, refusal.message)
        first = removal_of(item)
        return redirect("removal", first.pk) if first else redirect("inbox-item", item_id)


def _blank() -> DecisionForm:
    distance, rule = sentences.proposed_halves(municipality().name)
    return DecisionForm(initial={"distance": distance, "rule": rule})


def _posted(request: HttpRequest, item: Item, account: Account, removal: Removal, by: User) -> HttpResponse:
    form = DecisionForm(tapped(request.POST))
    if "besluta" not in request.POST or not _has_read(request, form, item, account):
        return _page(request, item, account, removal, form, review="fras" not in request.POST)
    version_id = _number(request.POST.get("version", ""))
    try:
        found = services.decide_removal(
            removal=removal, decision=form.decision(), version_id=version_id, by=by
        )
    except services.NotYours as refusal:
        raise Http404 from refusal
    except services.Incomplete as refusal:
        form.show(refusal.problems)
    except (services.Changed, services.Gone, services.NotRead) as refusal:
        messages.warning(request, refusal.message)
        item.refresh_from_db()
        return _page(request, item, account, removal, form, read=version_id)
    else:
        return redirect("removal", found.pk)
    return _page(request, item, account, removal, form)


def _has_read(request: HttpRequest, form: DecisionForm, item: Item, account: Account) -> bool:
    """Whether the sentence above the button was this decision's: a choice changed afterwards is read
    again.
    """
    return request.POST.get("mening", "") == _sentence(form, item, account)


def _sentence(form: DecisionForm, item: Item, account: Account) -> str:
    decision = form.decision()
    if judge(decision, ways(account), today()) or item.latest is None:
        return ""
    return sentences.sentence(
        decision, kind=item.kind, sender=mask(item.latest.sender_name), place=media.get(account.platform).name
    )


@require_POST
@staff_required
def sentence(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The confirm row alone, for the page that changes as one chooses."""
    item, account = find(reach_of(staff(request)), item_id, deciding=True)
    sight_of(staff(request), [item]).cover(item)
    words = _confirm(DecisionForm(request.POST), item, account)
    return render(request, "desk/removal/confirm.html", words)


def _confirm(form: DecisionForm, item: Item, account: Account) -> dict[str, object]:
    """The sentence, the button's words and whether another person must agree."""
    said, decision = _sentence(form, item, account), form.decision()
    place = media.get(account.platform).name
    return {
        "said": said,
        "button": sentences.button(decision.way, place) if said else "",
        "way": decision.way,
        "item": item,
        "place": place,
        "second": bool(said) and needs_second(decision, two_deciders=municipality().two_deciders),
        "two_deciders": municipality().two_deciders,
    }


def _page(
    request: HttpRequest, item: Item, account: Account, removal: Removal, form: DecisionForm, *,
    review: bool = False, read: int = 0,
) -> HttpResponse:  # fmt: skip
    seen = Version.objects.filter(pk=read, item=item).first() if read else None
    paper: Paper = lay_out(item, account, removal, sight_of(staff(request), [item]), seen)
    if review:
        form.show(judge(form.decision(), paper.ways, today()))
    words = {
        "paper": paper, "form": form, "steps": steps_now(paper.evidence.ok),
        "categories": grounds(),
        "bases": basis_options(form["basis"].value() or ""),
        "ways": way_options(paper.ways, form["way"].value() or ""),
        **(_confirm(form, item, account) if form.is_bound else {"two_deciders": municipality().two_deciders}),
    }  # fmt: skip
    return render(
        request, "desk/removal/decide.html", words, status=422 if form.is_bound and form.errors else 200
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
