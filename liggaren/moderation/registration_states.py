"""What may happen to a registration request, to an incident of our own, to secrecy: tables and `step()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from liggaren.capture.models import Visibility
from liggaren.moderation.states import ForbiddenMove


class RegistrationState(models.TextChoices):
    """Where a request to the registrar stands; *late* is not kept, it is the time (`is_late`)."""

    TO_REGISTER = "to_register", "Att diarieföra"
    SENT = "sent", "Skickad"
    REGISTERED = "registered", "Diarieförd"
    WITHDRAWN = "withdrawn", "Återtagen"


class SlipState(models.TextChoices):
    """Where an incident of our own stands; its four steps are told by their own facts."""

    OPEN = "open", "Pågår"
    CLOSED = "closed", "Avslutad"
    WITHDRAWN = "withdrawn", "Återtagen"


R, S, V = RegistrationState, SlipState, Visibility
REGISTRATION_MOVES: dict[RegistrationState, frozenset[RegistrationState]] = {
    R.TO_REGISTER: frozenset({R.SENT, R.REGISTERED, R.WITHDRAWN}),
    R.SENT: frozenset({R.TO_REGISTER, R.REGISTERED, R.WITHDRAWN}),
    R.REGISTERED: frozenset(),
    R.WITHDRAWN: frozenset(),
}
SLIP_MOVES: dict[SlipState, frozenset[SlipState]] = {
    S.OPEN: frozenset({S.CLOSED, S.WITHDRAWN}),
    S.CLOSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
# What a person may decide here. The flag is the machine's own and lifted with its proposals.
SECRECY_MOVES: dict[Visibility, frozenset[Visibility]] = {
    V.OPEN: frozenset({V.SUSPECTED}),
    V.FLAGGED: frozenset({V.SUSPECTED}),
    V.SUSPECTED: frozenset({V.RESTRICTED, V.OPEN}),
    V.RESTRICTED: frozenset({V.SUSPECTED, V.OPEN}),
}
WAITING = (R.TO_REGISTER, R.SENT)
TABLES: Mapping[type[models.TextChoices], Mapping[Any, frozenset[Any]]] = {
    RegistrationState: REGISTRATION_MOVES,
    SlipState: SLIP_MOVES,
    Visibility: SECRECY_MOVES,
}


def check(name: str, old: str, new: RegistrationState | SlipState | Visibility) -> None:
    """Raises ForbiddenMove when the table does not hold the move from `old` to `new`."""
    kind = type(new)
    if new not in TABLES[kind][kind(old)]:
        raise ForbiddenMove(name, old, new)


def step(thing: models.Model, state: RegistrationState | SlipState) -> None:
    """Set `thing.state`, unsaved. Raises ForbiddenMove when the table does not hold the move."""
    check(type(thing).__name__, getattr(thing, "state"), state)  # noqa: B009
    setattr(thing, "state", state)  # noqa: B010
