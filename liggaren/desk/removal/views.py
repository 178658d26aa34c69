"""The decision page: read the evidence, say why, choose a way, read the sentence, decide."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.capture.models import Item, Version
from liggaren.desk.access import staff, staff_required
from liggaren.desk.inbox.thing import find
from liggaren.desk.removal.forms import (
    DecisionForm,
    basis_options,
    filled_in,
    grounds,
    is_begun,
    tapped,
    way_options,
)
from liggaren.desk.removal.paper import Paper, lay_out
from liggaren.desk.removal.telling import steps_now
from liggaren.desk.templatetags.swedish import moment
from liggaren.moderation import sentences, services
from liggaren.moderation.judging import judge, needs_second
from liggaren.moderation.masking import mask, sight_of
from liggaren.moderation.models import Removal
from liggaren.moderation.permissions import reach_of
from liggaren.moderation.queries import removal_of
from liggaren.moderation.removing import away_now, today, ways
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
    if away := away_now(item):
        messages.info(request, _removed(away))
        return redirect("removal", away.pk)
    try:
        removal = services.open_removal(item=item, by=by)
        # Nobody decides about what they have not read: what is closed is opened first.
        if request.method != "POST" or sight_of(by, [item]).is_closed(item):
            return _page(request, item, account, removal, _begun(removal))
        return _posted(request, item, account, removal, by)
    except services.SomeoneWasFirst as refusal:
        return _lost(request, item, refusal, by)


def _lost(request: HttpRequest, item: Item, refusal: services.SomeoneWasFirst, by: User) -> HttpResponse:
    """The decision that was first; what this person had chosen is kept, and shown beside it."""
    first, asks = removal_of(item), ""
    if request.method == "POST" and not refusal.own:
        asks = "?eget=1" if services.keep_draft(item=item, fields=filled_in(request.POST), by=by) else ""
    (messages.info if refusal.own else messages.warning)(request, refusal.message)
    if first is None:
        return redirect("inbox-item", item.pk)
    return redirect(reverse("removal", args=[first.pk]) + asks)


def _removed(away: Removal) -> str:
    assert away.decided_at is not None
    who = away.decided_by.name if away.decided_by else ""
    return str(services.RemovedByUs(who, moment(away.decided_at)).message)


def _begun(removal: Removal) -> DecisionForm:
    """What the person had filled in before they left the page or lost the login; else nothing is chosen."""
    if is_begun(removal.draft):
        return DecisionForm(removal.draft)
    distance, rule = sentences.proposed_halves(municipality().name)
    return DecisionForm(initial={"distance": distance, "rule": rule})


def _posted(request: HttpRequest, item: Item, account: Account, removal: Removal, by: User) -> HttpResponse:
    form = DecisionForm(tapped(request.POST))
    services.keep_draft(item=item, fields=filled_in(form.data), by=by)
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
    except services.RemovedByUs as refusal:
        messages.info(request, refusal.message)
        return redirect("remove", item.pk)
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
    services.keep_draft(item=item, fields=filled_in(request.POST), by=staff(request))
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
        "paper": paper, "form": form, "kept": request.method != "POST" and form.is_bound,
        "steps": steps_now(paper.evidence.ok),
        "categories": grounds(),
        "bases": basis_options(form["basis"].value() or ""),
        "ways": way_options(paper.ways, form["way"].value() or ""),
        **(_confirm(form, item, account) if form.is_bound else {"two_deciders": municipality().two_deciders}),
    }  # fmt: skip
    return render(
        request,
        "desk/removal/decide.html",
        words,
        status=422 if request.method == "POST" and form.errors else 200,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
