"""What the calendar tells the rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.lib.events import Event


@dataclass(frozen=True)
class DutyOverdue(Event):
    """A duty passed its due moment unclosed, and the level above has been told."""

    duty_id: int
    key: str
