"""The job that decides on a sweep's items, a bounded batch at a time, and can be killed anywhere."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation.models import Removal, Sweep, SweepItem
from liggaren.moderation.removing import decide_removal, open_removal
from liggaren.moderation.second_thoughts import agree
from liggaren.moderation.states import RemovalState
from liggaren.moderation.sweep_models import SweepState
from liggaren.moderation.sweeping import enter, move, of_json, queue
from liggaren.people.models import User

BATCH = 25
log = logging.getLogger(__name__)


def carry_on(sweep_id: uuid.UUID, *, batch: int = BATCH) -> int:
    """Decide on the next items and ask for the rest; how many were taken. Nothing unless the sweep runs.

    One worker at a time: the lock is the connection's own, so a killed one leaves none behind.
    """
    with _alone(sweep_id) as mine:
        if not mine:
            return 0
        taken = 0
        for row in _next(sweep_id, batch):
            if not _runs(sweep_id):
                return taken
            _one(row)
            taken += 1
    _ask_for_more(sweep_id)
    return taken


@contextmanager
def _alone(sweep_id: uuid.UUID) -> Iterator[bool]:
    key = f"sweep {sweep_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _runs(sweep_id: uuid.UUID) -> bool:
    return Sweep.objects.filter(pk=sweep_id, state=SweepState.RUNNING).exists()


def _next(sweep_id: uuid.UUID, batch: int) -> list[SweepItem]:
    waiting = SweepItem.objects.filter(sweep=sweep_id, state=SweepItem.State.WAITING).order_by("pk")
    return list(
        waiting.select_related("sweep__chosen_by", "sweep__second_decider", "item", "removal")[:batch]
    )


def _one(row: SweepItem) -> None:
    """One item by itself: what stops it is noted on its row and stops no other."""
    try:
        removal = _bound(row)
        _decide(row, removal)
    except Refusal as refusal:
        _settle(row, SweepItem.State.LEFT, str(refusal.code))
    except Exception as fault:
        log.warning("sweep item %s: %s", row.pk, type(fault).__name__)
        _settle(row, SweepItem.State.LEFT, type(fault).__name__)
    else:
        _settle(row, SweepItem.State.DECIDED)


@transaction.atomic
def _bound(row: SweepItem) -> Removal:
    """The item's own removal, opened and named on the row in one commit."""
    if row.removal is None:
        row.removal = open_removal(item=row.item, by=row.sweep.chosen_by)
        row.save(update_fields=["removal"])
    return row.removal


def _decide(row: SweepItem, removal: Removal) -> None:
    """Decide, and let the second person agree, each only if a killed job had not come so far."""
    sweep, version = row.sweep, row.version_id
    if removal.state == RemovalState.OPENED:
        removal = decide_removal(
            removal=removal, decision=of_json(sweep.decision), version_id=version, by=sweep.chosen_by
        )
    if removal.state == RemovalState.SECOND and isinstance(sweep.second_decider, User):
        agree(removal=removal, version_id=version, by=sweep.second_decider)


def _settle(row: SweepItem, state: SweepItem.State, note: str = "") -> None:
    SweepItem.objects.filter(pk=row.pk).update(state=state, note=note[:40])


@transaction.atomic
def _ask_for_more(sweep_id: uuid.UUID) -> None:
    row = Sweep.objects.select_for_update(of=("self",)).select_related("account").get(pk=sweep_id)
    if row.state != SweepState.RUNNING:
        return
    if row.items.filter(state=SweepItem.State.WAITING).exists():
        queue(row)
        return
    move(row, SweepState.DONE)
    row.ended_at = clock.now()
    row.save()
    enter(row, "sweep.done", None)


def take_up() -> int:
    """Every minute: sweeps that run but whose job was lost go on. How many were asked for."""
    running = Sweep.objects.filter(state=SweepState.RUNNING)
    for row in running:
        queue(row)
    return len(running)
