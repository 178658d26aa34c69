"""What the ledger tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.lib.events import Event


@dataclass(frozen=True)
class Sequenced(Event):
    """The log has grown to `size` leaves and a checkpoint of it is stored."""

    size: int
