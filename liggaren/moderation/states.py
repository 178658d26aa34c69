"""What may happen to an item in the inbox, to a decision and to what follows it: the tables, one `move()`."""

from __future__ import annotations

from typing import Any

from django.db import models

from liggaren.lib.errors import Refusal


class HandlingState(models.TextChoices):
    """Where an item stands in the queue (ui.md §8)."""

    UNTAKEN = "untaken", "Otagen"
    TAKEN = "taken", "Tagen"
    WAITING = "waiting", "Väntar på kollega"
    ANSWERED = "answered", "Besvarad"
    CASE = "case", "Blev ärende"
    REFERRED = "referred", "Hänvisad"
    DONE = "done", "Klar"


class RemovalState(models.TextChoices):
    """Where a decision stands; what became of its act is told by the outbox row."""

    OPENED = "opened", "Öppnat"
    SECOND = "second", "Väntar på andra beslutet"
    DECIDED = "decided", "Beslutat"
    DONE = "done", "Utfört, bekräftat"
    NOT_DONE = "not_done", "Inte utfört"
    WITHDRAWN = "withdrawn", "Återtaget"
    RESTORED = "restored", "Återställd"


class ReversalState(models.TextChoices):
    """Where the showing again of something hidden stands."""

    ORDERED = "ordered", "Visas igen"
    DONE = "done", "Återställd"
    NOT_DONE = "not_done", "Inte utfört"


class AppealState(models.TextChoices):
    """Where a wish to have a decision considered again stands."""

    RECEIVED = "received", "Att ompröva"
    UPHELD = "upheld", "Beslutet står fast"
    REVERSED = "reversed", "Beslutet ändrat"


H, R, V, A = HandlingState, RemovalState, ReversalState, AppealState
_ENDS = frozenset({H.ANSWERED, H.CASE, H.REFERRED, H.DONE})

# An ended item comes back as untaken when its author changes it.
HANDLING_MOVES: dict[HandlingState, frozenset[HandlingState]] = {
    H.UNTAKEN: frozenset({H.TAKEN}) | _ENDS,
    H.TAKEN: frozenset({H.UNTAKEN, H.WAITING}) | _ENDS,
    H.WAITING: frozenset({H.UNTAKEN, H.TAKEN}) | _ENDS,
    H.ANSWERED: frozenset({H.UNTAKEN, H.TAKEN}),
    H.CASE: frozenset({H.UNTAKEN, H.TAKEN}),
    H.REFERRED: frozenset({H.UNTAKEN, H.TAKEN}),
    H.DONE: frozenset({H.UNTAKEN, H.TAKEN}),
}
REMOVAL_MOVES: dict[RemovalState, frozenset[RemovalState]] = {
    R.OPENED: frozenset({R.SECOND, R.DECIDED, R.DONE, R.WITHDRAWN}),
    R.SECOND: frozenset({R.DECIDED, R.WITHDRAWN}),
    R.DECIDED: frozenset({R.DONE, R.NOT_DONE, R.WITHDRAWN}),
    R.DONE: frozenset({R.RESTORED}),
    R.NOT_DONE: frozenset(),
    R.WITHDRAWN: frozenset(),
    R.RESTORED: frozenset(),
}
REVERSAL_MOVES: dict[ReversalState, frozenset[ReversalState]] = {
    V.ORDERED: frozenset({V.DONE, V.NOT_DONE}),
    V.DONE: frozenset(),
    V.NOT_DONE: frozenset(),
}
APPEAL_MOVES: dict[AppealState, frozenset[AppealState]] = {
    A.RECEIVED: frozenset({A.UPHELD, A.REVERSED}),
    A.UPHELD: frozenset(),
    A.REVERSED: frozenset(),
}
State = HandlingState | RemovalState | ReversalState | AppealState
TABLES: dict[type[models.TextChoices], dict[Any, frozenset[Any]]] = {
    HandlingState: HANDLING_MOVES,
    RemovalState: REMOVAL_MOVES,
    ReversalState: REVERSAL_MOVES,
    AppealState: APPEAL_MOVES,
}
OPEN = (H.UNTAKEN, H.TAKEN, H.WAITING)
LIVE = (R.SECOND, R.DECIDED)


class ForbiddenMove(Refusal):
    """A move that the table does not hold: someone, or another window, was there first."""

    def __init__(self, thing: str, old: str, new: str) -> None:
        super().__init__("Läget har ändrats medan du tittade. Så här är det nu.", "forbidden_move")
        self.args = (f"{thing}: {old} -> {new}",)


def move(thing: models.Model, state: State) -> None:
    """Set `thing.state`, unsaved. Raises ForbiddenMove when the table does not hold the move."""
    old = getattr(thing, "state")  # noqa: B009
    kind = type(state)
    if state not in TABLES[kind][kind(old)]:
        raise ForbiddenMove(type(thing).__name__, old, state)
    setattr(thing, "state", state)  # noqa: B010
