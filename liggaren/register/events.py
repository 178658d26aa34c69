"""What the register tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.lib.events import Event


@dataclass(frozen=True)
class AccountEntered(Event):
    """An account was entered, planned or adopted."""

    account_id: str


@dataclass(frozen=True)
class AccountStarted(Event):
    """An account was started."""

    account_id: str


@dataclass(frozen=True)
class AccountConnected(Event):
    """An account got a connection, or one that works again."""

    account_id: str


@dataclass(frozen=True)
class RosterChanged(Event):
    """An account got or lost an administrator."""

    account_id: str
