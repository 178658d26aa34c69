"""What became of a decision, and what a person can still do: agree, take back, check, say it is done."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from liggaren.actions import services as actions
from liggaren.actions.states import LIVE, OutboxState
from liggaren.desk.access import staff, staff_required
from liggaren.desk.find.story import web_link
from liggaren.desk.removal import restoring, telling
from liggaren.desk.removal.after import gather
from liggaren.desk.removal.after_forms import After
from liggaren.desk.removal.told import place_of
from liggaren.ledger import queries as ledger
from liggaren.lib.errors import Refusal
from liggaren.moderation import services, steps_by_hand
from liggaren.moderation.errors import NotYours
from liggaren.moderation.masking import mask, sight_of
from liggaren.moderation.models import Removal
from liggaren.moderation.ordering_again import may_be_ordered_again
from liggaren.moderation.queries import removal_for
from liggaren.moderation.sentences import told_of
from liggaren.moderation.states import RemovalState
from liggaren.people.models import User


def find_decision(request: HttpRequest, removal_id: uuid.UUID) -> tuple[Removal, User]:
    """The decision for someone who may work with its item; 404 for all others, and for one merely opened."""
    by = staff(request)
    try:
        found = removal_for(by, removal_id)
    except NotYours as error:
        raise Http404 from error
    if found.decided_at is None:
        raise Http404
    return found, by


@require_GET
@staff_required
def removal(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """The outcome page, in whatever state the decision is."""
    found, by = find_decision(request, removal_id)
    return show(request, found, by)


def show(request: HttpRequest, found: Removal, by: User, *, bound: After | None = None) -> HttpResponse:
    """The page, with a form that was sent with faults where `bound` is one."""
    history = telling.history(found.outbox)
    for reversal in found.reversals.select_related("outbox"):
        history += telling.history(reversal.outbox)
    # Read again after the history: the state shown is never older than what is told to have happened.
    found, by = find_decision(request, found.pk)
    own = _own_choice(found, by) if "eget" in request.GET else None
    words = {**_words(found, by, bound), "history": history, "own": own}
    return render(request, "desk/removal/outcome.html", words, status=422 if bound else 200)


def _words(found: Removal, by: User, bound: After | None) -> dict[str, object]:
    after, row, version = gather(found, by, bound), found.outbox, found.version
    told = restoring.tell(found, after.reversal) or telling.tell(found)
    place = place_of(found)
    entries = [version.entry_id, *([found.entry_id] if found.entry_id else [])]
    seals = ledger.seals(entries)
    sight = sight_of(by, [found.item])
    follows = not found.item.is_readable  # decided it, and may no longer read it
    sight.cover(found.item)
    found.item.is_masked = sight.cover_version(version, closed=follows or not found.item.is_readable)
    return {
        "follows": follows, "removal": found, "after": after, "told": told, "bound": bound,
        "not_restored": restoring.not_done(after.reversal), "row": row, "version": version, "place": place,
        "steps": telling.steps_then(told.last),
        "decided": _decided(found),
        "seal": seals.get(version.entry_id), "decision_seal": seals.get(found.entry_id or 0),
        "link": web_link(version.address), "may_agree": _may_agree(found, by),
        "may_withdraw": found.state == RemovalState.SECOND or (row is not None and row.state in WITHDRAWABLE),
        "by_hand": _by_hand(found, place) if row is not None and row.state == OutboxState.BY_HAND else (),
        "has_changed": found.state == RemovalState.SECOND and found.item.latest_id != found.version_id,
        "renews": told.is_moving or _is_behind(found, seals),
        "order_again": may_be_ordered_again(found) and not follows,
        "again": found.state in (RemovalState.NOT_DONE, RemovalState.WITHDRAWN, RemovalState.RESTORED),
    }  # fmt: skip


def _is_behind(found: Removal, seals: Mapping[int, object]) -> bool:
    """Whether the clock or the seal has yet to catch up with what is told: the page asks once more."""
    row = found.outbox
    carried = row is None or row.state in LIVE or found.state != RemovalState.DECIDED
    return not carried or (found.entry_id or 0) not in seals


def _own_choice(found: Removal, by: User) -> dict[str, str] | None:
    """What the person had filled in when a colleague was first; nothing of what they may not read."""
    own = Removal.objects.filter(item=found.item_id, opened_by=by, state=RemovalState.OPENED).first()
    if own is None or not found.item.is_readable or found.item.is_closed:
        return None
    way = own.draft.get("way", "")
    return {
        "way": Removal.Way(way).label if way in Removal.Way.values else "",
        "reason": own.draft.get("reason", ""),
    }


def _decided(found: Removal) -> str:
    """The decision in words, with nothing of what the reader has not opened."""
    who = found.decided_by.name if found.decided_by else ""
    return "" if not found.item.is_readable else told_of(mask(found.sentence), who)


WITHDRAWABLE = (OutboxState.PREPARED, OutboxState.BY_HAND)


def _may_agree(found: Removal, by: User) -> bool:
    return found.state == RemovalState.SECOND and found.decided_by_id != by.pk


def _by_hand(found: Removal, place: str) -> tuple[str, ...]:
    return steps_by_hand.steps(
        kind=found.item.kind, sender=found.version.sender_name, place=place, account=found.account.name
    )


def _do(request: HttpRequest, removal_id: uuid.UUID, act: Callable[[Removal, User], object]) -> HttpResponse:
    """Do one thing and show the page again; a refusal is told there."""
    found, by = find_decision(request, removal_id)
    try:
        act(found, by)
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("removal", removal_id)


def _act_id(found: Removal) -> uuid.UUID:
    if found.outbox_id is None:
        raise Http404
    return found.outbox_id


@require_POST
@staff_required
def agree(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """The second person agrees to the version on the page."""
    text = request.POST.get("version", "")
    version_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    return _do(request, removal_id, lambda row, by: services.agree(removal=row, version_id=version_id, by=by))


@require_POST
@staff_required
def withdraw(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Take the decision back."""
    return _do(request, removal_id, lambda row, by: services.withdraw(removal=row, by=by))


@require_POST
@staff_required
def check(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Look it up now; nothing is sent."""
    return _do(request, removal_id, lambda row, by: actions.confirm(_act_id(row)))


@require_POST
@staff_required
def again(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """Order the same again as a new decision, after a look-up."""
    found, by = find_decision(request, removal_id)
    try:
        return redirect("removal", services.order_again(removal=found, by=by).pk)
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("removal", removal_id)


@require_POST
@staff_required
def done_by_hand(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """The person says that the steps are done."""
    return _do(request, removal_id, lambda row, by: actions.confirm_by_hand(outbox_id=_act_id(row), by=by))


@require_POST
@staff_required
def tell(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """The person has looked for themselves and says whether it is done."""
    done = request.POST.get("gjort") == "ja"
    return _do(request, removal_id, lambda row, by: actions.tell(outbox_id=_act_id(row), done=done, by=by))
