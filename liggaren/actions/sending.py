"""Sending one act: verify, commit *sending*, call, commit the answer, look up (design 3.3, 3.10).

Each commit is its own transaction, so that a kill at any place leaves a row that tells how far it came.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from liggaren.actions import looking
from liggaren.actions.events import ActEnded, ActUnknown
from liggaren.actions.fault_points import reach
from liggaren.actions.history import facts_of, locked, move, next_look, step, waits_still
from liggaren.actions.models import Outbox, StepKind
from liggaren.actions.ordering import is_removal, queue
from liggaren.actions.outcomes import TRIES, Outcome, accepted, judge_fault
from liggaren.actions.states import OutboxState
from liggaren.capture import services as capture
from liggaren.capture.models import Verification
from liggaren.connectors import registry
from liggaren.connectors.base import (
    Act,
    Connection,
)
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.lib.errors import Refusal
from liggaren.register import queries as register

log = logging.getLogger(__name__)
TRY_AGAIN = timedelta(seconds=30)
# Why an act waits, by why it could not begin.
WAITS = {"not_sealed": "waits", "not_sent": "unreached"}


def send(outbox_id: uuid.UUID) -> OutboxState:
    """Carry out an ordered act once and return the state it reached. Does nothing unless it is *prepared*.

    Never raises for a platform's or the evidence's faults: they become states. A database that goes away does
    raise,
    and the row then stands in the last state committed, for `sweep` to find.
    """
    row = Outbox.objects.select_related("item", "version", "account").get(pk=outbox_id)
    if row.state != OutboxState.PREPARED:
        return OutboxState(row.state)
    try:
        connection = None if row.hand else register.connection(row.account)
    except Exception as error:
        return _postpone(row.pk, error, "not_sent")
    try:
        verification = _evidence(row)
        reach("before_sending")
        state = _begin(row.pk, verification)
    except (Refusal, LookupError, IntegrityError) as error:
        return _postpone(row.pk, error, "not_sealed")
    if state != OutboxState.SENDING or connection is None:
        return state
    reach("after_sending")
    _answered(row.pk, _call(row, connection))
    reach("before_look_up")
    return looking.confirm(row.pk)


def send_when_due(outbox_id: uuid.UUID) -> OutboxState:
    """`send`, unless the platform has asked us meanwhile to wait longer."""
    row = Outbox.objects.get(pk=outbox_id)
    return OutboxState(row.state) if waits_still(row.next_at, clock.now()) else send(outbox_id)


def _evidence(row: Outbox) -> Verification | None:
    """A fresh verification of a removal's item and version; None where none is needed or an emergency stands
    in.
    """
    if not is_removal(row):
        return None
    assert row.item is not None and row.version is not None
    reach("before_verify")
    try:
        found: Verification = capture.verify(row.item, row.version)
    except Exception:
        if row.emergency_id is None:
            raise
        return None
    reach("after_verify")
    return found


@transaction.atomic(durable=True)
def _postpone(outbox_id: uuid.UUID, error: Exception, note: str) -> OutboxState:
    """Nothing has left us: try again soon, or after `TRIES`, or when no try can help, tell a person."""
    log.warning("act %s waits: %s", outbox_id, type(error).__name__)
    row = locked(outbox_id)
    if row.state != OutboxState.PREPARED:
        return OutboxState(row.state)
    kind = StepKind.NOT_SEALED if note == "not_sealed" else StepKind.NOT_SENT
    step(row, kind, reason=type(error).__name__)
    row.attempts += 1
    if row.attempts < TRIES and not isinstance(error, capture.Mismatch):
        row.note, row.next_at = WAITS[note], clock.now() + TRY_AGAIN * row.attempts
        row.save()
        queue(row.pk, at=row.next_at)
        return OutboxState.PREPARED
    move(row, OutboxState.FAILED, note=note, next_at=None)
    step(row, StepKind.GAVE_UP, note=note)
    events.emit(ActEnded(row.pk))
    ledger.append(kind="act.failed", actor="system", obj=f"act:{row.pk}", facts=facts_of(row, note=note))
    return OutboxState.FAILED


@transaction.atomic(durable=True)
def _begin(outbox_id: uuid.UUID, verification: Verification | None) -> OutboxState:
    """Commit *sending* (or *by hand*); the database's trigger checks the evidence. One worker wins
    the row.
    """
    row = locked(outbox_id)
    if row.state != OutboxState.PREPARED:
        return OutboxState(row.state)
    if is_removal(row) and _has_changed(row):
        return _changed(row)
    now = clock.now()
    if verification is not None:
        step(row, StepKind.VERIFIED, entry=verification.entry_id, verification=verification.pk)
    elif row.emergency_id:
        step(row, StepKind.EMERGENCY, emergency=row.emergency_id)
    fields: dict[str, Any] = {"verification": verification, "attempts": row.attempts + 1, "next_at": None}
    if row.hand:
        move(row, OutboxState.BY_HAND, **fields)
        step(row, StepKind.BY_HAND)
    else:
        move(row, OutboxState.SENDING, sending_at=now, **fields)
        step(row, StepKind.SENDING)
    return OutboxState(row.state)


def _has_changed(row: Outbox) -> bool:
    """Whether the item has a newer version than the one decided on; an emergency goes on anyway."""
    assert row.item is not None
    row.item.refresh_from_db(fields=["latest"])
    return row.emergency_id is None and row.item.latest_id != row.version_id


def _changed(row: Outbox) -> OutboxState:
    move(row, OutboxState.CANCELLED, note="changed", next_at=None)
    step(row, StepKind.CANCELLED, note="changed")
    events.emit(ActEnded(row.pk))
    ledger.append(
        kind="act.cancelled", actor="system", obj=f"act:{row.pk}", facts=facts_of(row, note="changed")
    )
    return OutboxState.CANCELLED


def _call(row: Outbox, connection: Connection) -> Outcome:
    """One call to the platform; every fault is told as what we know. A kill leaves the row in *sending*."""
    connector = registry.get(row.account.platform)
    native_id = row.item.native_id if row.item else ""
    kind = row.item.kind if row.item else "post"
    try:
        receipt = connector.perform(
            connection, Act(row.act), native_id=native_id, kind=kind, text=row.text, key=row.key
        )
    except Exception as error:
        return judge_fault(error, removal=is_removal(row), attempts=row.attempts + 1)
    reach("after_answer")
    return accepted(receipt)


@transaction.atomic(durable=True)
def _answered(outbox_id: uuid.UUID, outcome: Outcome) -> None:
    """Commit what the platform said. A row that the sweep has taken meanwhile may still learn of a clear
    answer.
    """
    row = locked(outbox_id)
    if row.state not in (OutboxState.SENDING, OutboxState.UNKNOWN) or row.state == outcome.state:
        return
    if row.state == OutboxState.UNKNOWN and outcome.state == OutboxState.PREPARED:
        return  # the sweep has begun to look it up; it stays a question
    now = clock.now()
    move(
        row,
        outcome.state,
        note=outcome.note,
        answered_at=now,
        answer=outcome.answer,
        next_at=_due(outcome, row, now),
    )
    step(row, outcome.step, **outcome.answer)
    if outcome.state == OutboxState.UNKNOWN:
        events.emit(ActUnknown(row.pk))
    elif outcome.state == OutboxState.PREPARED:
        queue(row.pk, at=row.next_at)
    elif outcome.state in (OutboxState.REFUSED, OutboxState.FAILED):
        events.emit(ActEnded(row.pk))
    ledger.append(
        kind="act.answered",
        actor="system",
        obj=f"act:{row.pk}",
        facts=facts_of(row, status=outcome.answer["status"]),
    )


def _due(outcome: Outcome, row: Outbox, now: datetime) -> datetime | None:
    if outcome.state == OutboxState.PREPARED:
        return now + max(TRY_AGAIN * row.attempts, timedelta(seconds=min(outcome.retry_after or 0, 3600)))
    return next_look(0, now) if outcome.state in (OutboxState.SENT, OutboxState.UNKNOWN) else None
