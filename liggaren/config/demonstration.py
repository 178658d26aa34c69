"""Exempelköpings kommun, invented: the demonstration's town, made the first time and never twice."""

from __future__ import annotations

from collections.abc import Callable


def seed(*, say: Callable[[str], None]) -> None:
    """Make the demonstration's town through the rooms' own services, unless it is there."""
