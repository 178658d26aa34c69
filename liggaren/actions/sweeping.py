"""Picking up what was left: rows of killed workers, lost jobs, and questions whose look-up is due (design
3.10).
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from liggaren.actions import looking, sending
from liggaren.actions.events import ActUnknown
from liggaren.actions.history import facts_of, locked, move, next_look, step
from liggaren.actions.models import Outbox, StepKind
from liggaren.actions.states import OutboxState
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events

# Longer than any call to a platform may take (the guarded client's 20 s, redirects and retries counted in).
LEFT_BEHIND = timedelta(seconds=90)
BATCH = 100
log = logging.getLogger(__name__)


def sweep() -> int:
    """Take on every row that waits: `sending` too long becomes *unknown*, then what is due is looked up or
    sent.

    Returns how many rows were touched. Safe to run on several machines at once.
    """
    now = clock.now()
    left = Outbox.objects.filter(state=OutboxState.SENDING, sending_at__lt=now - LEFT_BEHIND)
    touched = [row_id for row_id in left.values_list("pk", flat=True)[:BATCH] if _left_behind(row_id)]
    due = Outbox.objects.filter(next_at__lte=now).order_by("next_at")
    for row_id in due.filter(state__in=(OutboxState.SENT, OutboxState.UNKNOWN)).values_list("pk", flat=True)[
        :BATCH
    ]:
        _try(looking.confirm, row_id)
        touched.append(row_id)
    for row_id in due.filter(state=OutboxState.PREPARED).values_list("pk", flat=True)[:BATCH]:
        _try(sending.send, row_id)
        touched.append(row_id)
    return len(set(touched))


def _try(act: Callable[[uuid.UUID], object], row_id: uuid.UUID) -> None:
    """One row's fault keeps no other row waiting; it stands as it was and is taken up at the next sweep."""
    try:
        act(row_id)
    except Exception as error:
        log.warning("act %s: %s in the sweep", row_id, type(error).__name__)


@transaction.atomic(durable=True)
def _left_behind(outbox_id: uuid.UUID) -> bool:
    """A worker died or lost its database while the request was out: nobody knows, so look it up."""
    row, now = locked(outbox_id), clock.now()
    if row.state != OutboxState.SENDING:
        return False
    move(row, OutboxState.UNKNOWN, note="left_behind", next_at=next_look(0, now))
    step(row, StepKind.LEFT_BEHIND)
    events.emit(ActUnknown(row.pk))
    ledger.append(
        kind="act.answered", actor="system", obj=f"act:{row.pk}", facts=facts_of(row, note="left_behind")
    )
    return True
