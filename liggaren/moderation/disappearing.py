"""What went away without our decision: the question, its answer by the look-up or by a person (G5.5).

A platform's answer settles it only where that answer leaves one cause: the thing it stood under is gone
by our
decision, or the item is our own and only colleagues could take it away there. Else it hints, and a
person answers.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from liggaren.actions.models import REMOVALS, Outbox
from liggaren.actions.states import LIVE as ON_ITS_WAY
from liggaren.actions.states import OutboxState
from liggaren.capture.models import Item, ItemState, Sighting
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.moderation import not_done_duties
from liggaren.moderation.disappearance_models import DISAPPEARANCE_MOVES, Disappearance, DisappearanceState
from liggaren.moderation.errors import Incomplete, Problem
from liggaren.moderation.permissions import NEAREST, account_for
from liggaren.moderation.states import ForbiddenMove
from liggaren.people.models import User

Cause, D = Disappearance.Cause, DisappearanceState
AWAY = (ItemState.MISSING, ItemState.DELETED, ItemState.UNAVAILABLE)
BY_US = Q(act__in=REMOVALS) & Q(state__in=(*ON_ITS_WAY, OutboxState.CONFIRMED))
# So long an event may be on its way before the sweep takes the item for missed.
SETTLE = timedelta(minutes=2)


def move(row: Disappearance, state: DisappearanceState) -> None:
    """Set `row.state`, unsaved. Raises ForbiddenMove outside the table."""
    if state not in DISAPPEARANCE_MOVES[D(row.state)]:
        raise ForbiddenMove("Disappearance", row.state, state)
    row.state = state


@transaction.atomic
def went_away(*, item_id: uuid.UUID) -> Disappearance | None:
    """Ask why an item is away, or learn more of one already asked about. None where our own decision
    says why.

    What the look-up says is entered at once; it never overrules a person.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("parent", "root").get(pk=item_id)
    if item.state == ItemState.DELETED:
        not_done_duties.answered(item.pk, "gone", by=None)
    if item.state not in AWAY or item.purged_at or _by_us(item):
        return None
    row = Disappearance.objects.filter(item=item).exclude(state=D.RETURNED).first()
    is_new = row is None
    if row is None:
        sighting = _sighting(item)
        if sighting is None:
            return None
        row = Disappearance.objects.create(item=item, account_id=sighting, seen_at=clock.now())
    _learn(row, item)
    if is_new:
        _enter(row, "disappearance.asked", None)
    return row


def _by_us(item: Item) -> bool:
    return Outbox.objects.filter(BY_US, item=item).exists()


def _sighting(item: Item) -> uuid.UUID | None:
    seen = list(Sighting.objects.filter(item=item).values_list("relation", "account_id"))
    order = [str(relation) for relation in NEAREST]
    return min(seen, key=lambda one: order.index(one[0]))[1] if seen else None


def _learn(row: Disappearance, item: Item) -> None:
    cause, sure = guess(item, above_by_us=_above_by_us(item))
    row.guess = cause
    if sure and row.state == D.OPEN:
        move(row, D.SETTLED)
        row.cause, row.at = cause, clock.now()
        _enter(row, "disappearance.settled", None)
    row.save()


def guess(item: Item, *, above_by_us: bool) -> tuple[str, bool]:
    """What the item's state hints at, and whether that is an answer (pure)."""
    if above_by_us:
        return Cause.THREAD, item.state == ItemState.DELETED
    if item.is_ours:
        return Cause.COLLEAGUE, False
    if item.state == ItemState.UNAVAILABLE:
        return Cause.PLATFORM, False
    if item.state == ItemState.DELETED:
        return Cause.AUTHOR, False
    return "", False


def _above_by_us(item: Item) -> bool:
    """Whether what it answered, or its thread, was taken away by us and is confirmed gone."""
    above = [pk for pk in (item.parent_id, item.root_id) if pk]
    done = Outbox.objects.filter(act__in=REMOVALS, state=OutboxState.CONFIRMED, item__in=above)
    return done.filter(item__state=ItemState.DELETED).exists()


@transaction.atomic
def came_back(*, item_id: uuid.UUID) -> int:
    """The item is there again: its question is closed. How many were."""
    rows = list(
        Disappearance.objects.select_for_update(of=("self",)).filter(item=item_id).exclude(state=D.RETURNED)
    )
    for row in rows:
        move(row, D.RETURNED)
        row.save()
        _enter(row, "disappearance.returned", None)
    return len(rows)


@transaction.atomic
def answer_disappearance(*, disappearance: Disappearance, cause: str, words: str, by: User) -> Disappearance:
    """A person says why. Raises NotYours, Incomplete, ForbiddenMove when it is answered or back already."""
    account_for(by, disappearance.item)
    row = Disappearance.objects.select_for_update(of=("self",)).get(pk=disappearance.pk)
    if cause not in Cause.values:
        raise Incomplete([Problem("cause", "Välj vad som har hänt, eller att det inte går att veta")])
    move(row, D.ANSWERED)
    row.cause, row.answer = cause, clean(words).text.strip()[:2_000]
    row.answered_by, row.at = by, clock.now()
    row.save()
    _enter(row, "disappearance.answered", by)
    return row


def _enter(row: Disappearance, kind: str, by: User | None) -> None:
    facts = {"item": str(row.item_id), "guess": str(row.guess), "cause": str(row.cause)}
    actor = by.actor if by else "system"
    ledger.append(kind=kind, actor=actor, obj=f"disappearance:{row.pk}", facts=facts)


def ask_missed(*, limit: int = 500) -> int:
    """The sweep: items away that no event brought here, and questions whose item is back. How many of
    both."""
    asked = Disappearance.objects.filter(item=OuterRef("pk")).exclude(state=D.RETURNED)
    ours = Outbox.objects.filter(BY_US, item=OuterRef("pk"))
    away = Item.objects.filter(~Exists(asked), ~Exists(ours), state__in=AWAY, purged_at=None)
    settled = away.filter(state_changes__at__lt=clock.now() - SETTLE).distinct()
    for item_id in (found := list(settled.values_list("pk", flat=True)[:limit])):
        went_away(item_id=item_id)
    back = Disappearance.objects.exclude(state=D.RETURNED).filter(item__state=ItemState.PRESENT)
    for item_id in (returned := list(back.values_list("item_id", flat=True)[:limit])):
        came_back(item_id=item_id)
    return len(found) + len(returned)
