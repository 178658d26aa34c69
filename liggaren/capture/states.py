"""An item's state on its platform: the allowed moves, as a table (design 3.9).

A listing can only say *present* or *missing*. Only a look-up by id can say *deleted* or *unavailable*.
"""

from __future__ import annotations

from liggaren.capture.models import ItemState as S

MOVES: dict[S, frozenset[S]] = {
    S.PRESENT: frozenset({S.MISSING, S.DELETED, S.UNAVAILABLE}),
    S.MISSING: frozenset({S.PRESENT, S.DELETED, S.UNAVAILABLE}),
    S.DELETED: frozenset({S.PRESENT}),
    S.UNAVAILABLE: frozenset({S.PRESENT, S.DELETED}),
}
BY_LISTING = frozenset({S.PRESENT, S.MISSING})


def may_move(before: S, after: S) -> bool:
    """Whether the table holds the move. A state never moves to itself."""
    return after in MOVES[before]
