"""What the rooms above need to know of platforms: acts, their dated capabilities, the longest text."""

from __future__ import annotations

from liggaren.actions.texts import DEFAULT_LIMIT
from liggaren.connectors import registry
from liggaren.connectors.base import Act, Capability

__all__ = ["Act", "Capability", "text_limit"]


def text_limit(platform: str) -> int:
    """How many characters the platform takes in a text of ours; the house's own limit where it names none."""
    if platform not in registry.keys():  # noqa: SIM118 - a function, not a dict's
        return DEFAULT_LIMIT
    return int(getattr(registry.get(platform), "text_limit", DEFAULT_LIMIT))
