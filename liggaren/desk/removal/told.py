"""What the outcome page says of a decision, as one thing."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.moderation.models import Removal
from liggaren.register import media


@dataclass(frozen=True)
class Told:
    """The outcome page's words. `mark` and `word` are the state's icon and word; `last` the fifth step's
    state.
    """

    title: str
    lead: str
    note: str
    tone: str
    mark: str
    word: str
    last: str
    is_moving: bool = False


def place_of(removal: Removal) -> str:
    """The platform's name."""
    return media.get(removal.account.platform).name
