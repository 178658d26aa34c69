"""Taking, giving back and finishing what has come in (C5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from liggaren.capture.models import Item, Version
from liggaren.ledger import services as ledger
from liggaren.ledger.services import Draft
from liggaren.lib import clock
from liggaren.moderation import news, not_done_duties
from liggaren.moderation.arriving import row_of
from liggaren.moderation.errors import TakenByOther
from liggaren.moderation.models import Handling
from liggaren.moderation.permissions import account_for
from liggaren.moderation.states import OPEN, HandlingState, move
from liggaren.people.models import User


@transaction.atomic
def came_back(*, version_ids: Iterable[int]) -> int:
    """An edited item that was finished comes back as untaken: what was harmless may no longer be."""
    changed = Version.objects.filter(pk__in=list(version_ids), change=Version.Change.EDIT)
    ended = Handling.objects.select_for_update(of=("self",)).exclude(state__in=OPEN)
    rows = list(ended.filter(item_id__in=changed.values("item_id")))
    drafts = [_reopen(row) for row in rows]
    news.tell(row.account_id for row in rows)
    ledger.append_many(drafts)
    return len(rows)


def _reopen(row: Handling) -> Draft:
    move(row, HandlingState.UNTAKEN)
    row.taken_by, row.changed_by, row.changed_at, row.came_back = None, None, clock.now(), True
    row.save()
    return Draft(kind="handling.reopened", actor="system", obj=f"item:{row.item_id}", facts=None, digests={})


@transaction.atomic
def take(*, item: Item, by: User) -> Handling:
    """Claim an item so that colleagues see it. Taking what a colleague has taken raises TakenByOther with the
    name.
    """
    row = _locked(item, by)
    if row.state == HandlingState.TAKEN and row.taken_by_id != by.pk and row.taken_by is not None:
        raise TakenByOther(row.taken_by.name)
    if row.state == HandlingState.TAKEN:
        return row
    return _set(row, HandlingState.TAKEN, by=by, taken_by=by)


@transaction.atomic
def release(*, item: Item, by: User) -> Handling:
    """Give the item back to the queue; a colleague may do it too, and the ledger tells who did."""
    return _set(_locked(item, by), HandlingState.UNTAKEN, by=by, taken_by=None)


@transaction.atomic
def mark_done(*, item: Item, by: User) -> Handling:
    """Done without an act: read, and nothing more is needed."""
    return _set(_locked(item, by), HandlingState.DONE, by=by, taken_by=by)


def end(item_id: UUID, state: HandlingState, *, by: User | None) -> None:
    """End an item's handling when its answer or removal is confirmed; one already ended is left alone."""
    row = Handling.objects.select_for_update(of=("self",)).filter(item_id=item_id, state__in=OPEN).first()
    if row is not None:
        _set(row, state, by=by, taken_by=row.taken_by)


def _locked(item: Item, by: User) -> Handling:
    account = account_for(by, item)
    Handling.objects.bulk_create([row_of(item, account)], ignore_conflicts=True)
    # Without the join: after a wait for the lock it would still show the person of before.
    return Handling.objects.select_for_update().get(item=item)


def _set(row: Handling, state: HandlingState, *, by: User | None, taken_by: User | None) -> Handling:
    if row.state == state and row.taken_by == taken_by:
        return row
    move(row, state)
    row.taken_by, row.changed_by, row.changed_at = taken_by, by, clock.now()
    row.came_back = row.came_back and state in OPEN
    row.save()
    news.tell([row.account_id])
    if state not in OPEN:
        not_done_duties.answered(row.item_id, state.value, by=by)
    ledger.append(
        kind=f"handling.{state.value}",
        actor=by.actor if by else "system",
        obj=f"item:{row.item_id}",
        facts={"state": state.value},
    )
    return row


@transaction.atomic
def wait_for_colleague(*, item: Item, by: User) -> Handling:
    """The item waits for a colleague's answer; the asker has it. One that has ended stays so.

    Raises NotYours.
    """
    row = _locked(item, by)
    if row.state == HandlingState.UNTAKEN:
        row = _set(row, HandlingState.TAKEN, by=by, taken_by=by)
    if row.state == HandlingState.WAITING or row.state not in OPEN:
        return row
    return _set(row, HandlingState.WAITING, by=by, taken_by=by)


def waited(item_id: UUID, *, by: User | None) -> None:
    """The waiting is over: the asker has the item again. Does nothing to one that no longer waits."""
    row = Handling.objects.select_for_update().filter(item_id=item_id, state=HandlingState.WAITING).first()
    if row is not None:
        _set(row, HandlingState.TAKEN, by=by, taken_by=row.taken_by)


def again(item_id: UUID, *, by: User | None) -> None:
    """What ended the item did not come about: whoever had it has it again."""
    row = Handling.objects.select_for_update().filter(item_id=item_id).exclude(state__in=OPEN).first()
    if row is not None:
        _set(row, HandlingState.TAKEN, by=by, taken_by=row.taken_by or by)
