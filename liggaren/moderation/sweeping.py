"""Many items decided on with the same words: asked, counted, then one decision each through the ordinary
gate.

A job decides a bounded batch and asks for the next. Each item is bound to its own removal before it is
decided,
so that a killed job goes on where it was and never decides twice (C6.1, C6.2; design 3.10).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from procrastinate.exceptions import AlreadyEnqueued

from liggaren.capture.models import Item, ItemState, Sighting
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.moderation.errors import Incomplete, NotRead, NotYours, Problem, SomeoneWasFirst
from liggaren.moderation.judging import Decision, judge, needs_second
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Category, Provision, Removal, Sweep, SweepItem
from liggaren.moderation.permissions import reach_of
from liggaren.moderation.removing import today, ways
from liggaren.moderation.states import ForbiddenMove
from liggaren.moderation.sweep_models import SWEEP_MOVES, SweepState
from liggaren.moderation.sweep_words import sentence_for
from liggaren.people import queries as people
from liggaren.people.models import User
from liggaren.register.models import Account

MOST = 2_000  # chosen at once; more is a crisis, and is taken in two
S = SweepState


def move(row: Sweep, state: SweepState) -> None:
    """Set `row.state`, unsaved. Raises ForbiddenMove outside the table."""
    if state not in SWEEP_MOVES[S(row.state)]:
        raise ForbiddenMove("Sweep", row.state, state)
    row.state = state


def choosable(user: User, account: Account) -> QuerySet[Item]:
    """The account's items of others that are there and that the person may read and work with."""
    reach = reach_of(user)
    if account.pk not in reach.working:
        raise NotYours
    here = Sighting.objects.filter(account=account).values("item")
    found = reach.readable.filter(pk__in=here, is_ours=False, state=ItemState.PRESENT, purged_at=None)
    if account.pk not in reach.roster:
        found = found.exclude(kind="message")
    return found.select_related("latest").order_by("-counted_at", "pk")


def matching(user: User, account: Account, words: str) -> QuerySet[Item]:
    """Of `choosable`, those whose text or sender's name holds the words; all without words.

    What is closed to the person is not found by its words: a hit would tell what it says (design 3.14).
    """
    found = choosable(user, account)
    if not words:
        return found
    open_ones = found.filter(visibility=Item.Visibility.OPEN)
    return open_ones.filter(Q(latest__text__icontains=words) | Q(latest__sender_name__icontains=words))


@transaction.atomic
def choose(*, account: Account, versions: Sequence[int], by: User) -> Sweep:
    """Choose items in the versions that were on the page. Raises NotYours for an account that is another's,
    Incomplete for none or too many. What one may not read, has not opened, or is gone, is left out.
    """
    allowed = choosable(by, account)
    found = list(allowed.filter(latest__in=list(versions)[: MOST + 1]))
    sight = sight_of(by, found)
    chosen = [item for item in found if not sight.is_closed(item)]
    if found and not chosen:
        raise NotRead(len(found))
    if not chosen:
        raise Incomplete([Problem("versions", "Välj minst en kommentar eller ett inlägg")])
    if len(chosen) > MOST:
        raise Incomplete([Problem("versions", f"Välj högst {MOST} åt gången")])
    row = Sweep.objects.create(account=account, chosen_by=by, chosen_at=clock.now())
    SweepItem.objects.bulk_create(
        [SweepItem(sweep=row, item=item, version_id=item.latest_id or 0) for item in chosen], batch_size=500
    )
    ledger.append(
        kind="sweep.chosen", actor=by.actor, obj=row.obj,
        facts={"account": str(account.pk), "items": [str(item.pk) for item in chosen]},
    )  # fmt: skip
    return row


def sweep_for(user: User, sweep_id: uuid.UUID) -> Sweep:
    """One sweep for someone who may work with its account. Raises NotYours, also when there is none."""
    related = ("account__unit", "chosen_by", "second_decider", "stopped_by")
    found = Sweep.objects.select_related(*related).filter(pk=sweep_id).first()
    if found is None or found.account_id not in reach_of(user).working:
        raise NotYours
    return found


@transaction.atomic
def decide_sweep(*, sweep: Sweep, decision: Decision, count: int, by: User) -> Sweep:
    """Decide on all of them with the same words. `count` is the number that was shown above the button.

    Raises NotYours, Incomplete, NotRead, SomeoneWasFirst when it is decided already or the number has
    changed.
    """
    row = _locked(sweep.pk, by)
    if row.state != S.CHOSEN or row.chosen_by_id != by.pk or row.items.count() != count:
        raise SomeoneWasFirst
    if problems := judge(decision, ways(row.account), today()):
        raise Incomplete(problems)
    if decision.emergency_reason.strip():
        raise Incomplete([Problem("emergency_reason", "Nödvägen går för en sak åt gången")])
    _all_read(row, by)
    row.decision, row.sentence = to_json(decision), sentence_for(decision, row.account, count)
    row.decided_at = clock.now()
    second = needs_second(decision, two_deciders=people.municipality().two_deciders)
    move(row, S.SECOND if second else S.RUNNING)
    row.save()
    if not second:
        queue(row)
    enter(row, "sweep.decided", by)
    return row


@transaction.atomic
def agree_sweep(*, sweep: Sweep, count: int, by: User) -> Sweep:
    """The second person agrees to all of them. Raises NotYours, NotRead, SomeoneWasFirst, Incomplete for the
    first.
    """
    row = _locked(sweep.pk, by)
    if row.state != S.SECOND or row.items.count() != count:
        raise SomeoneWasFirst
    if row.chosen_by_id == by.pk:
        words = "Du har redan beslutat. Det andra beslutet måste någon annan fatta"
        raise Incomplete([Problem("second", words)])
    _all_read(row, by)
    row.second_decider = by
    move(row, S.RUNNING)
    row.save()
    queue(row)
    enter(row, "sweep.agreed", by)
    return row


@transaction.atomic
def stop_sweep(*, sweep: Sweep, by: User) -> Sweep:
    """Decide on no more of them; what is decided stands. Raises NotYours, ForbiddenMove."""
    row = _locked(sweep.pk, by)
    move(row, S.STOPPED)
    row.stopped_by = by
    row.save()
    enter(row, "sweep.stopped", by)
    return row


@transaction.atomic
def go_on_sweep(*, sweep: Sweep, by: User) -> Sweep:
    """Go on after a stop; only its decider may. Raises NotYours, ForbiddenMove."""
    row = _locked(sweep.pk, by)
    if row.state == S.STOPPED and row.chosen_by_id != by.pk:
        raise NotYours
    if row.state != S.STOPPED:
        raise ForbiddenMove("Sweep", row.state, S.RUNNING)
    move(row, S.RUNNING)
    row.save()
    queue(row)
    enter(row, "sweep.resumed", by)
    return row


@transaction.atomic
def withdraw_sweep(*, sweep: Sweep, by: User) -> Sweep:
    """Leave the rest for good, or the whole choice before it is decided. Raises NotYours, ForbiddenMove."""
    row = _locked(sweep.pk, by)
    move(row, S.WITHDRAWN)
    row.ended_at = clock.now()
    row.save()
    enter(row, "sweep.withdrawn", by)
    return row


def _all_read(row: Sweep, by: User) -> None:
    """Each of them that may be secret has been opened by this person; those decided on one by one are asked
    again then.
    """
    closed = list(
        Item.objects.filter(pk__in=row.items.values("item")).exclude(visibility=Item.Visibility.OPEN)
    )
    sight = sight_of(by, closed)
    if number := sum(sight.is_closed(item) for item in closed):
        raise NotRead(number)


def _locked(sweep_id: uuid.UUID, by: User) -> Sweep:
    row = Sweep.objects.select_for_update(of=("self",)).select_related("account").get(pk=sweep_id)
    if row.account_id not in reach_of(by).working:
        raise NotYours
    return row


def queue(row: Sweep) -> None:
    """Ask for the next batch in the caller's transaction, unless one is asked for already."""
    from liggaren.moderation.tasks import carry_sweep

    # The savepoint keeps the caller's transaction whole.
    with suppress(AlreadyEnqueued), transaction.atomic():
        carry_sweep.configure(queueing_lock=row.obj).defer(sweep_id=str(row.pk))


def enter(row: Sweep, kind: str, by: User | None) -> None:
    """Tell the ledger how the many stand."""
    facts: dict[str, Json] = {
        "account": str(row.account_id), "sentence": row.sentence, "decision": row.decision,
        "items": row.items.count(), "decided": progress(row).decided,
    }  # fmt: skip
    ledger.append(kind=kind, actor=by.actor if by else "system", obj=row.obj, facts=facts)


def to_json(decision: Decision) -> dict[str, Json]:
    """The decision as kept, read again by `of_json`."""
    return {
        "category": decision.category.key if decision.category else None,
        "category_words": decision.category_words, "basis": str(decision.basis),
        "provision": decision.provision.key if decision.provision else None, "obvious": decision.obvious,
        "reason": decision.reason, "way": str(decision.way), "distance": decision.distance,
        "rule": decision.rule, "police": decision.police,
    }  # fmt: skip


def of_json(kept: dict[str, Json]) -> Decision:
    """The decision that `to_json` kept."""
    named = {name: kept[name] for name in kept if name not in ("category", "provision")}
    return Decision(
        category=Category.objects.filter(key=kept["category"]).first(),
        provision=Provision.objects.filter(key=kept["provision"]).first(),
        **named,  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class Progress:
    """How far the many have come; `gone` of the decided are confirmed away."""

    total: int
    waiting: int
    decided: int
    left: int
    gone: int


def progress(row: Sweep) -> Progress:
    """Exact counts, in two queries."""
    by_state = dict(row.items.values_list("state").annotate(Count("pk")))
    gone = Removal.objects.filter(sweep_item__sweep=row, state="done").count()
    waiting, decided, left = (by_state.get(name, 0) for name in ("waiting", "decided", "left"))
    return Progress(waiting + decided + left, waiting, decided, left, gone)
