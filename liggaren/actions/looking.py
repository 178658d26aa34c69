"""Looking up what became of an act: the only way an unknown outcome is answered (design 3.9, 3.10)."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from liggaren.actions.events import ActConfirmed, ActEnded, ActUnknown
from liggaren.actions.fault_points import reach
from liggaren.actions.history import (
    NOT_AS_ORDERED,
    NOT_TOLD,
    SETTLE,
    facts_of,
    locked,
    move,
    next_look,
    step,
    waits_still,
)
from liggaren.actions.models import REMOVALS, Outbox, OutboxAct, StepKind
from liggaren.actions.states import OutboxState
from liggaren.capture import services as capture
from liggaren.connectors import registry
from liggaren.connectors.base import Act, Connection, Found, Receipt
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.people.models import User
from liggaren.register import queries as register

log = logging.getLogger(__name__)
WANTED: dict[str, frozenset[Found]] = {
    OutboxAct.DELETE: frozenset({Found.DELETED}),
    OutboxAct.HIDE: frozenset({Found.HIDDEN, Found.DELETED}),
    OutboxAct.REJECT: frozenset({Found.HIDDEN, Found.DELETED}),
    OutboxAct.UNHIDE: frozenset({Found.PRESENT}),
    OutboxAct.REPLY: frozenset({Found.PRESENT, Found.HIDDEN}),
    OutboxAct.PUBLISH: frozenset({Found.PRESENT, Found.HIDDEN}),
}
DOUBTED_AFTER = 2  # look-ups that did not show what the platform said yes to: then a person is told
# Our clocks and the platform's may differ; what we wrote is searched for from so long before we sent it.
CLOCKS_DIFFER = timedelta(hours=2)


def confirm(outbox_id: uuid.UUID) -> OutboxState:
    """Look up a *sent* or *unknown* act and return its state. Never raises for a platform's fault; never
    sends.

    What is found changed as ordered is confirmed and captured again. What is found unchanged is believed only
    when
    the request can no longer be on its way; then the act has failed, and a person may order a new one.
    """
    row = Outbox.objects.select_related("item", "account").get(pk=outbox_id)
    if row.state not in (OutboxState.SENT, OutboxState.UNKNOWN):
        return OutboxState(row.state)
    try:
        found, receipt = _found(row, register.connection(row.account))
    except Exception as error:
        log.warning("act %s could not be looked up: %s", row.pk, type(error).__name__)
        return _no_answer(row.pk, getattr(error, "status", None))
    reach("after_look_up")
    state = _settle(row.pk, found, receipt)
    if state == OutboxState.CONFIRMED:
        capture_again(row)
    return state


def _found(row: Outbox, connection: Connection) -> tuple[Found | None, Receipt | None]:
    """What the platform shows now, and for a text of ours where it stands; None: our text is not there."""
    connector = registry.get(row.account.platform)
    if row.item is not None and (row.act in REMOVALS or row.act == OutboxAct.UNHIDE):
        return connector.look_up(connection, row.item.native_id, kind=row.item.kind)[0], None
    kind = "comment" if row.act == OutboxAct.REPLY else "post"
    if native_id := row.answer.get("native_id"):
        return connector.look_up(connection, native_id, kind=kind)[0], None
    receipt = connector.find_performed(
        connection,
        Act(row.act),
        native_id=row.item.native_id if row.item else "",
        text=row.text,
        key=row.key,
        after=(row.sending_at or row.prepared_at) - CLOCKS_DIFFER,
    )
    return (Found.PRESENT if receipt else None), receipt


@transaction.atomic(durable=True)
def _no_answer(outbox_id: uuid.UUID, status: int | None) -> OutboxState:
    row = locked(outbox_id)
    if row.state not in (OutboxState.SENT, OutboxState.UNKNOWN):
        return OutboxState(row.state)
    row.looks += 1
    step(row, StepKind.LOOK_UP_FAILED, status=status)
    return _still_asked(row, row.note if row.note == NOT_AS_ORDERED else NOT_TOLD, clock.now())


@transaction.atomic(durable=True)
def _settle(outbox_id: uuid.UUID, found: Found | None, receipt: Receipt | None) -> OutboxState:
    """Commit what the look-up saw: confirmed, failed, or still a question with its next look-up."""
    row = locked(outbox_id)
    if row.state not in (OutboxState.SENT, OutboxState.UNKNOWN):
        return OutboxState(row.state)
    now = clock.now()
    row.looks += 1
    step(row, StepKind.LOOKED_UP, found=str(found) if found else "absent")
    if receipt is not None:
        row.answer = {**row.answer, "native_id": receipt.native_id, "address": receipt.address}
    if found in WANTED[row.act]:
        return _confirmed(row, now, str(found))
    if found is not Found.UNAVAILABLE and is_settled(row.sending_at, now):
        return _not_done(row, str(found) if found else "absent")
    return _still_asked(row, NOT_TOLD if found is Found.UNAVAILABLE else NOT_AS_ORDERED, now)


def _still_asked(row: Outbox, note: str, now: datetime) -> OutboxState:
    """The question stands: keep what was seen and when to look next. A yes that the look-ups do not bear out
    is *unknown* after `DOUBTED_AFTER` of them.
    """
    due = next_look(row.looks, now)
    settled = (row.sending_at or now) + SETTLE
    due = min(due, settled) if settled > now else due
    if row.state == OutboxState.SENT and row.looks >= DOUBTED_AFTER:
        move(row, OutboxState.UNKNOWN, note=note, next_at=due)
        events.emit(ActUnknown(row.pk))
        ledger.append(kind="act.unknown", actor="system", obj=f"act:{row.pk}", facts=facts_of(row, note=note))
    else:
        row.note, row.next_at = note, due
        row.save()
    look_later(row)
    return OutboxState(row.state)


def look_later(row: Outbox) -> None:
    """Queue the look-up for the moment that the page names; the sweep makes it if the job is lost."""
    from liggaren.actions.tasks import look_up_act

    look_up_act.configure(schedule_at=row.next_at).defer(outbox_id=str(row.pk))


def look_when_due(outbox_id: uuid.UUID) -> OutboxState:
    """`confirm`, unless the row has been looked up meanwhile and waits for a later time."""
    row = Outbox.objects.get(pk=outbox_id)
    return OutboxState(row.state) if waits_still(row.next_at, clock.now()) else confirm(outbox_id)


def is_settled(sending_at: datetime | None, now: datetime) -> bool:
    """Whether a request sent then can no longer be on its way now (pure)."""
    return sending_at is None or now - sending_at >= SETTLE


def _confirmed(row: Outbox, now: datetime, found: str, by: User | None = None) -> OutboxState:
    answer = {**row.answer, "found": found}
    move(row, OutboxState.CONFIRMED, confirmed_at=now, next_at=None, answer=answer)
    step(row, StepKind.CONFIRMED, by=by, found=found)
    events.emit(ActConfirmed(row.pk))
    ledger.append(
        kind="act.confirmed",
        actor=by.actor if by else "system",
        obj=f"act:{row.pk}",
        facts=facts_of(row, found=found),
    )
    return OutboxState.CONFIRMED


def _not_done(row: Outbox, found: str, by: User | None = None) -> OutboxState:
    move(row, OutboxState.FAILED, note="still_there" if row.act in REMOVALS else "not_there", next_at=None)
    step(row, StepKind.GAVE_UP, by=by, note=row.note)
    events.emit(ActEnded(row.pk))
    ledger.append(
        kind="act.failed",
        actor=by.actor if by else "system",
        obj=f"act:{row.pk}",
        facts=facts_of(row, found=found),
    )
    return OutboxState.FAILED


def capture_again(row: Outbox) -> None:
    """Seal how it looks afterwards. A fault here changes nothing of the outcome; the next capture makes it
    good.
    """
    try:
        if row.act in (OutboxAct.REPLY, OutboxAct.PUBLISH):
            capture.capture_account(row.account)
        elif row.item is not None:
            capture.look_up(row.item)
    except Exception as error:
        log.warning("act %s: capture afterwards failed: %s", row.pk, type(error).__name__)
