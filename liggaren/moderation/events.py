"""What moderation tells the rooms above; wired in `config/wiring.py`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from liggaren.lib.events import Event


@dataclass(frozen=True)
class RemovalDecided(Event):
    """A person's decision stands and, where it asks for an act, the act is ordered."""

    removal_id: uuid.UUID


@dataclass(frozen=True)
class RemovalConfirmed(Event):
    """What was decided is done on the platform, confirmed by a look-up or by a person."""

    removal_id: uuid.UUID


@dataclass(frozen=True)
class ItemPurged(Event):
    """An item's content is destroyed by two people's order; the rooms above destroy what they hold of it."""

    item_id: uuid.UUID
    order_id: uuid.UUID


@dataclass(frozen=True)
class ItemRestricted(Event):
    """The registrar decided that few may read the item; the rooms above take it out of what they hold."""

    item_id: uuid.UUID
