"""What may happen to a case and to a question to a colleague: the tables, and `step()` (ui.md §8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from liggaren.moderation.states import ForbiddenMove


class CaseState(models.TextChoices):
    """Where a case stands, in the words that the citizen reads."""

    RECEIVED = "received", "Mottaget"
    ASSIGNED = "assigned", "Hos rätt enhet"
    IN_PROGRESS = "in_progress", "Åtgärdas"
    WAITING = "waiting", "Väntar på dig"
    CLOSED = "closed", "Avslutat"


class ColleagueState(models.TextChoices):
    """Where a question to a colleague stands."""

    SENT = "sent", "Väntar på svar"
    ANSWERED = "answered", "Besvarad"
    EXPIRED = "expired", "Inget svar kom"
    BOUNCED = "bounced", "Mejlet kom inte fram"
    WITHDRAWN = "withdrawn", "Återtagen"


C, Q = CaseState, ColleagueState
# Back to *received* is to be sent on to another unit; out of *closed* is to be opened again.
CASE_MOVES: dict[CaseState, frozenset[CaseState]] = {
    C.RECEIVED: frozenset({C.ASSIGNED, C.CLOSED}),
    C.ASSIGNED: frozenset({C.RECEIVED, C.IN_PROGRESS, C.WAITING, C.CLOSED}),
    C.IN_PROGRESS: frozenset({C.RECEIVED, C.WAITING, C.CLOSED}),
    C.WAITING: frozenset({C.RECEIVED, C.IN_PROGRESS, C.CLOSED}),
    C.CLOSED: frozenset({C.ASSIGNED}),
}
COLLEAGUE_MOVES: dict[ColleagueState, frozenset[ColleagueState]] = {
    Q.SENT: frozenset({Q.ANSWERED, Q.EXPIRED, Q.BOUNCED, Q.WITHDRAWN}),
    Q.BOUNCED: frozenset({Q.WITHDRAWN}),
    Q.ANSWERED: frozenset(),
    Q.EXPIRED: frozenset(),
    Q.WITHDRAWN: frozenset(),
}
TABLES: Mapping[type[models.TextChoices], Mapping[Any, frozenset[Any]]] = {
    CaseState: CASE_MOVES,
    ColleagueState: COLLEAGUE_MOVES,
}
OPEN_CASES = (C.RECEIVED, C.ASSIGNED, C.IN_PROGRESS, C.WAITING)


def step(thing: models.Model, state: CaseState | ColleagueState) -> None:
    """Set `thing.state`, unsaved. Raises ForbiddenMove when the table does not hold the move."""
    old, kind = getattr(thing, "state"), type(state)  # noqa: B009
    if state not in TABLES[kind][kind(old)]:
        raise ForbiddenMove(type(thing).__name__, old, state)
    setattr(thing, "state", state)  # noqa: B010
