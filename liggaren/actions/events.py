"""What actions tells the rooms above; wired in `config/wiring.py`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from liggaren.lib.events import Event


@dataclass(frozen=True)
class ActEnded(Event):
    """An act reached its end: confirmed, refused, failed or cancelled."""

    outbox_id: uuid.UUID


@dataclass(frozen=True)
class ActConfirmed(ActEnded):
    """A look-up, or a person's own eyes, confirmed the act: what it touched should be captured again."""


@dataclass(frozen=True)
class ActUnknown(Event):
    """Nobody knows yet whether the act was carried out; the look-ups have begun."""

    outbox_id: uuid.UUID
