"""Counts in the top bar: only where something waits for this person, and right or absent (ui.md §2, §7)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from liggaren.duties import queries as duties
from liggaren.lib import clock
from liggaren.moderation import case_queries, registrations
from liggaren.moderation import queries as moderation
from liggaren.moderation.permissions import remember
from liggaren.people.models import User


def _to_approve(user: User) -> int:
    return duties.due_for(user, clock.now()).filter(kind="plan.approve").count()


COUNTED: dict[str, tuple[Callable[[User], int], frozenset[str]]] = {
    "/inkorg/": (moderation.is_waiting, frozenset({"communicator", "information"})),
    "/arenden/": (case_queries.is_waiting, frozenset({"communicator", "unit_manager", "director"})),
    "/att-diariefora/": (registrations.is_waiting, frozenset({"registrar"})),
    "/godkann/": (_to_approve, frozenset({"unit_manager", "director"})),
}


def counts(user: User, kinds: Collection[str]) -> dict[str, int]:
    """Address of a section -> how many things wait there. At most one read for each section."""
    remember(user)
    return {
        address: count(user) for address, (count, wanted) in COUNTED.items() if not wanted.isdisjoint(kinds)
    }
