"""What a call to a platform told us (pure): only a request that surely did nothing may be sent again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from liggaren.actions.models import StepKind
from liggaren.actions.states import OutboxState
from liggaren.connectors.base import ConnectorError, Mending, OutcomeUnknown, Receipt, Refused

TRIES = 8  # of an act that surely has not left us, before a person must look
GONE_STATUSES = (404, 410)  # "no such thing" in answer to a removal is a question, answered by a look-up
TOO_MANY = 429


@dataclass(frozen=True)
class Outcome:
    """What one call to the platform told: the row's next state, its code, and facts without content."""

    state: OutboxState
    note: str
    step: StepKind
    answer: dict[str, Any] = field(default_factory=dict)
    retry_after: float | None = None


def accepted(receipt: Receipt) -> Outcome:
    status = receipt.reply.status if receipt.reply else None
    answer = {"status": status, "native_id": receipt.native_id, "address": receipt.address}
    return Outcome(OutboxState.SENT, "", StepKind.ANSWERED, answer)


def judge_fault(error: Exception, *, removal: bool, attempts: int) -> Outcome:
    """What a failed call means (pure). Only a request that surely did nothing may be sent again."""
    status = getattr(error, "status", None)
    answer: dict[str, Any] = {"status": status, "error": type(error).__name__}
    if not isinstance(error, ConnectorError) or isinstance(error, OutcomeUnknown):
        return Outcome(OutboxState.UNKNOWN, "no_answer", StepKind.NO_ANSWER, answer)
    if removal and status in GONE_STATUSES:
        return Outcome(OutboxState.UNKNOWN, "not_found", StepKind.ANSWERED, answer)
    if not error.sent or status == TOO_MANY:
        state = (
            OutboxState.PREPARED if error.mending is Mending.WAIT and attempts < TRIES else OutboxState.FAILED
        )
        return Outcome(state, "not_sent", StepKind.NOT_SENT, answer, error.retry_after)
    if isinstance(error, Refused):
        return Outcome(OutboxState.REFUSED, "refused", StepKind.REFUSED, answer)
    return Outcome(OutboxState.UNKNOWN, "no_answer", StepKind.NO_ANSWER, answer)
