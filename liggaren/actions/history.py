"""The only way an outbox row moves, and the lines its history is told by."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from liggaren.actions.models import Outbox, Step, StepKind
from liggaren.actions.states import ForbiddenMove, OutboxState, may_move
from liggaren.lib import clock
from liggaren.people.models import User

# After an answer that tells nothing: at once, then after a minute, five, fifteen, and every hour (seconds).
LOOK_AFTER = (0, 60, 300, 900, 3600)
# A request on its way may still arrive: so long a look-up that finds nothing changed is not believed.
SETTLE = timedelta(minutes=2)
# What the look-ups of a question have said so far (`Outbox.note`): not as ordered, or nothing at all.
NOT_AS_ORDERED, NOT_TOLD = "not_as_ordered", "not_told"


def step(row: Outbox, kind: StepKind, *, by: User | None = None, **facts: Any) -> Step:
    """Add one line to the row's history. Facts are codes, numbers and times, never content."""
    return Step.objects.create(outbox=row, at=clock.now(), kind=kind, by=by, facts=facts)


def locked(outbox_id: uuid.UUID) -> Outbox:
    """The row, locked until the transaction ends; related rows are not locked."""
    return Outbox.objects.select_for_update(of=("self",)).get(pk=outbox_id)


def move(row: Outbox, state: OutboxState, *, note: str = "", **fields: Any) -> None:
    """Save the row in its new state. Raises ForbiddenMove outside the table; the trigger holds the same
    table.
    """
    if not may_move(row.state, state):
        raise ForbiddenMove(f"outbox: {row.state} -> {state}")
    row.state, row.note = state, note
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def next_look(looks: int, now: datetime) -> datetime:
    """When the look-up after `looks` earlier ones is due."""
    return now + timedelta(seconds=LOOK_AFTER[min(looks, len(LOOK_AFTER) - 1)])


def waits_still(due: datetime | None, now: datetime) -> bool:
    """Whether a row's moment is yet to come, with a second for clocks that differ (pure)."""
    return due is not None and due > now + timedelta(seconds=1)


def facts_of(row: Outbox, **more: Any) -> Mapping[str, Any]:
    """What the ledger records of an act: ids and codes, never text."""
    return {
        "act": row.act,
        "account": str(row.account_id),
        "item": str(row.item_id) if row.item_id else None,
        "version": row.version_id,
        "decision": row.decision_ref,
        "state": str(row.state),
        **more,
    }
