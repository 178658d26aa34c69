"""How often an account is visited: often while somebody watches or something happens, else every five
minutes.

A pure decider: facts in, a time out. docs/operations.md tells the same for those who run the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CALM = timedelta(minutes=5)
LIVELY = timedelta(minutes=1)  # something came lately
WATCHED = timedelta(seconds=30)  # somebody has the inbox open
WATCHED_FOR = timedelta(minutes=3)  # an open inbox says every half minute that it is open
LIVELY_FOR = timedelta(minutes=15)
A_PAGE = timedelta(seconds=3)  # a listing of many pages is not read at once again, however watched


@dataclass(frozen=True)
class Facts:
    """What decides. `gentle`: a source open to all, whose owner has given us no right to ask often."""

    tried_at: datetime | None
    opened_at: datetime | None = None
    brought_at: datetime | None = None
    wait_until: datetime | None = None
    pages: int = 0
    gentle: bool = False


def next_visit(facts: Facts, now: datetime) -> datetime:
    """When the account is visited next; `now` or earlier means as soon as can be.

    What the platform asked for (Retry-After), or the pause after a fault, goes before everything.
    """
    if facts.wait_until is not None:
        return facts.wait_until
    return now if facts.tried_at is None else facts.tried_at + _pause(facts, now)


def _pause(facts: Facts, now: datetime) -> timedelta:
    if facts.gentle:
        return CALM
    if _within(facts.opened_at, now, WATCHED_FOR):
        wanted = WATCHED
    else:
        wanted = LIVELY if _within(facts.brought_at, now, LIVELY_FOR) else CALM
    return min(CALM, max(wanted, facts.pages * A_PAGE))


def _within(moment: datetime | None, now: datetime, span: timedelta) -> bool:
    return moment is not None and now - moment < span
