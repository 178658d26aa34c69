"""What capture tells the rooms above: ids only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from liggaren.lib.events import Event


@dataclass(frozen=True)
class Captured(Event):
    """New items were sealed: their first versions."""

    account_id: uuid.UUID
    version_ids: tuple[int, ...]


@dataclass(frozen=True)
class Edited(Event):
    """Known items have a new version: text, media, sender or standing."""

    account_id: uuid.UUID
    version_ids: tuple[int, ...]


@dataclass(frozen=True)
class WentMissing(Event):
    """An item was absent from a whole listing; nothing is known yet of why."""

    item_id: uuid.UUID


@dataclass(frozen=True)
class Gone(Event):
    """A look-up by id confirmed that the platform has deleted the item."""

    item_id: uuid.UUID


@dataclass(frozen=True)
class Unreachable(Event):
    """A look-up by id was refused: the item is closed to us and may still be there."""

    item_id: uuid.UUID


@dataclass(frozen=True)
class Returned(Event):
    """An item that was missing, deleted or unavailable is there again."""

    item_id: uuid.UUID


@dataclass(frozen=True)
class Pictured(Event):
    """New versions name pictures whose bytes have not been fetched."""

    version_ids: tuple[int, ...]
