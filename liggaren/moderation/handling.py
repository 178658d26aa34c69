"""What comes in, who takes it and when it is done (C5.1, design 2: path of data)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from liggaren.capture.models import Item, Relation, Sighting, Version, Visibility
from liggaren.ledger import services as ledger
from liggaren.ledger.services import Draft
from liggaren.lib import clock
from liggaren.moderation.errors import TakenByOther
from liggaren.moderation.models import Handling
from liggaren.moderation.permissions import account_for
from liggaren.moderation.states import OPEN, HandlingState, move
from liggaren.people.models import User
from liggaren.register.models import WorkingFacts

INCOMING = (Relation.COMMENT, Relation.MENTION, Relation.MESSAGE)
SECRET = (Visibility.FLAGGED, Visibility.SUSPECTED, Visibility.RESTRICTED)


@transaction.atomic
def enter(*, account_id: uuid.UUID, version_ids: Iterable[int]) -> int:
    """Put newly captured items of others in the inbox; one already there stays. Returns how many were
    entered.
    """
    items = Item.objects.filter(versions__in=list(version_ids), is_ours=False, handling=None)
    found = items.filter(sightings__account_id=account_id, sightings__relation__in=INCOMING).distinct()
    hours = _reply_hours({account_id}).get(account_id)
    rows = [_row(item, account_id, hours) for item in found]
    # A sweep on another machine may have entered the same: the first row holds.
    return len(Handling.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def enter_missed(*, limit: int = 1_000) -> int:
    """The nightly sweep: items that no event brought to the inbox. Returns how many were entered."""
    missed = Sighting.objects.filter(
        item__is_ours=False, item__handling=None, item__latest__isnull=False, relation__in=INCOMING
    )
    sightings = list(missed.select_related("item").order_by("item_id", "pk")[:limit])
    hours = _reply_hours({sighting.account_id for sighting in sightings})
    rows = {s.item_id: _row(s.item, s.account_id, hours.get(s.account_id)) for s in reversed(sightings)}
    return len(Handling.objects.bulk_create(rows.values(), ignore_conflicts=True))


def _row(item: Item, account_id: uuid.UUID, hours: int | None) -> Handling:
    urgency = Handling.Urgency.SECRECY if item.visibility in SECRET else Handling.Urgency.ORDINARY
    due = item.counted_at + timedelta(hours=hours) if hours else None
    return Handling(
        item=item,
        account_id=account_id,
        urgency=urgency,
        came_at=item.counted_at,
        due_at=due,
        changed_at=clock.now(),
    )


def _reply_hours(accounts: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    facts = WorkingFacts.objects.filter(account_id__in=accounts).order_by("account_id", "version")
    return {row.account_id: row.reply_hours for row in facts}


@transaction.atomic
def came_back(*, version_ids: Iterable[int]) -> int:
    """An edited item that was finished comes back as untaken: what was harmless may no longer be."""
    changed = Version.objects.filter(pk__in=list(version_ids), change=Version.Change.EDIT)
    ended = Handling.objects.select_for_update(of=("self",)).exclude(state__in=OPEN)
    rows = list(ended.filter(item_id__in=changed.values("item_id")))
    drafts = [_reopen(row) for row in rows]
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


def end(item_id: uuid.UUID, state: HandlingState, *, by: User | None) -> None:
    """End an item's handling when its answer or removal is confirmed; one already ended is left alone."""
    row = Handling.objects.select_for_update(of=("self",)).filter(item_id=item_id, state__in=OPEN).first()
    if row is not None:
        _set(row, state, by=by, taken_by=row.taken_by)


def _locked(item: Item, by: User) -> Handling:
    account = account_for(by, item)
    Handling.objects.bulk_create(
        [_row(item, account.pk, _reply_hours({account.pk}).get(account.pk))], ignore_conflicts=True
    )
    return Handling.objects.select_for_update(of=("self",)).select_related("taken_by").get(item=item)


def _set(row: Handling, state: HandlingState, *, by: User | None, taken_by: User | None) -> Handling:
    move(row, state)
    row.taken_by, row.changed_by, row.changed_at = taken_by, by, clock.now()
    row.came_back = row.came_back and state in OPEN
    row.save()
    ledger.append(
        kind=f"handling.{state.value}",
        actor=by.actor if by else "system",
        obj=f"item:{row.item_id}",
        facts={"state": state.value},
    )
    return row
