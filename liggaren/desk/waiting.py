"""Counts in the top bar: only where something waits for this person, and right or absent (ui.md §2, §7)."""

from __future__ import annotations

from collections.abc import Collection

from liggaren.people.models import User


def counts(user: User, kinds: Collection[str]) -> dict[str, int]:
    """Address of a section -> how many things wait there. At most one query for each section."""
    return {}
