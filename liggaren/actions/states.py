"""The outbox row's states and its only moves; the database's trigger holds the same table (design
3.3, 3.10).
"""

from __future__ import annotations

from django.db import models


class OutboxState(models.TextChoices):
    """Where one act stands. Labels are the words shown (ui.md §8)."""

    PREPARED = "prepared", "Bevis säkras"
    SENDING = "sending", "Skickas"
    SENT = "sent", "Skickad"
    CONFIRMED = "confirmed", "Utfört, bekräftat"
    UNKNOWN = "unknown", "Utfall okänt"
    REFUSED = "refused", "Nekad av plattformen"
    FAILED = "failed", "Inte utfört"
    BY_HAND = "by_hand", "Görs för hand"
    CANCELLED = "cancelled", "Återtaget"


S = OutboxState

# From a state to those it may become. `prepared` again only when the request surely never left us.
MOVES: dict[OutboxState, frozenset[OutboxState]] = {
    S.PREPARED: frozenset({S.SENDING, S.BY_HAND, S.CANCELLED, S.FAILED}),
    S.SENDING: frozenset({S.SENT, S.UNKNOWN, S.REFUSED, S.FAILED, S.PREPARED}),
    S.SENT: frozenset({S.CONFIRMED, S.UNKNOWN, S.FAILED}),
    S.UNKNOWN: frozenset({S.CONFIRMED, S.SENT, S.REFUSED, S.FAILED}),
    S.BY_HAND: frozenset({S.CONFIRMED, S.CANCELLED}),
    S.CONFIRMED: frozenset(),
    S.REFUSED: frozenset(),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}

# While a removal is in one of these, no other removal of the same item may be ordered.
LIVE = (S.PREPARED, S.SENDING, S.SENT, S.UNKNOWN, S.BY_HAND)


class ForbiddenMove(Exception):
    """A move that the table does not hold."""


def may_move(old: str, new: str) -> bool:
    """Whether the table holds the move `old` -> `new`."""
    return new in MOVES[OutboxState(old)]
