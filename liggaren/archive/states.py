"""Which moves a snapshot may make, as a table. No state that is not validated leads to delivered without a
person.
"""

from __future__ import annotations

from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.lib.errors import Refusal

S = SnapshotState
MOVES: dict[SnapshotState, frozenset[SnapshotState]] = {
    S.DUE: frozenset({S.MAKING}),
    S.MAKING: frozenset({S.VALID, S.FAILED, S.NOT_VALIDATED, S.DUE}),
    S.VALID: frozenset({S.DELIVERED, S.MAKING}),
    S.FAILED: frozenset({S.MAKING}),
    S.NOT_VALIDATED: frozenset({S.DELIVERED, S.MAKING}),
    S.DELIVERED: frozenset({S.RECEIVED, S.REJECTED, S.DUE}),  # due again: it was called back
    S.REJECTED: frozenset({S.MAKING, S.DUE}),
    S.RECEIVED: frozenset({S.DUE}),
}


class NoSuchMove(Refusal):
    """The snapshot's state does not allow the move."""

    code = "snapshot_state"


def may_move(before: SnapshotState, after: SnapshotState) -> bool:
    """Whether the table holds the move."""
    return after in MOVES[before]


def move(snapshot: Snapshot, after: SnapshotState) -> None:
    """Set the state in memory; the caller saves. Raises NoSuchMove for any pair outside MOVES."""
    before = SnapshotState(snapshot.state)
    if not may_move(before, after):
        raise NoSuchMove(
            f"Ögonblicksbilden är ”{before.label.lower()}” och kan inte bli ”{after.label.lower()}”."
        )
    snapshot.state = after
