"""The pure decider of watches: a plan's schedule in, the stretches in which somebody must look out (B.9).

A stretch (turn) begins and ends at an even quarter of an hour, so that one look a quarter is proof enough.
Hours are Swedish wall time; their length is real time, so a changeover to or from summer time makes a day's
turns shorter or longer and never lets one of them vanish or overlap the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from liggaren.lib.clock import STOCKHOLM
from liggaren.lib.dates import swedish_day
from liggaren.lib.free_days import is_free_day

QUARTER = timedelta(minutes=15)
EVERY = (15, 30, 60, 120, 240)  # minutes between looks that a raised watch may ask for


@dataclass(frozen=True)
class Hours:
    """From and to as minutes after midnight (0-1440), and how many looks a day."""

    opens: int
    closes: int
    times: int


@dataclass(frozen=True)
class Schedule:
    """Hours on the chosen weekdays (Monday 0), and on all other days and holidays; None: nobody looks."""

    days: frozenset[int]
    ordinary: Hours | None
    free: Hours | None

    def on(self, day: date, is_free: Callable[[date], bool] = is_free_day) -> Hours | None:
        """The hours that hold on a day."""
        return self.ordinary if day.weekday() in self.days and not is_free(day) else self.free


@dataclass(frozen=True)
class Raised:
    """A denser watch while something special is going on; `ends_at` None: until further notice."""

    starts_at: datetime
    ends_at: datetime | None
    every: int  # minutes, one of EVERY
    opens: int
    closes: int

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies within it."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True, order=True)
class Turn:
    """One stretch, half open, in UTC: somebody must look at least once in it."""

    starts_at: datetime
    ends_at: datetime
    is_raised: bool = False


def minutes(text: object) -> int | None:
    """Minutes after midnight of `08.00`, up to `24.00`; None for anything else."""
    hour, dot, minute = str(text or "").partition(".")
    if not (dot and hour.isdecimal() and minute.isdecimal()):
        return None
    found = int(hour) * 60 + int(minute)
    return found if found <= 24 * 60 and int(minute) < 60 else None


def schedule_of(watch: Mapping[str, Any]) -> Schedule:
    """The schedule in an account's working facts; what cannot be read asks for nothing."""
    raw = watch.get("days")
    days = frozenset(int(day) for day in raw) if isinstance(raw, list) else frozenset()
    free = watch.get("free")
    return Schedule(days, _hours(watch), _hours(free) if isinstance(free, Mapping) else None)


def _hours(facts: Mapping[str, Any]) -> Hours | None:
    opens, closes = minutes(facts.get("from")), minutes(facts.get("to"))
    times = facts.get("times_per_day")
    if opens is None or closes is None or opens >= closes or not isinstance(times, int) or times < 1:
        return None
    return Hours(opens, closes, times)


def moment(day: date, minute: int, *, last: bool = False) -> datetime:
    """A wall time in UTC. In the hour that comes twice, the first one (or the `last`); in the hour that is
    left out, the moment when it ends.
    """
    local = datetime.combine(day, time()) + timedelta(minutes=minute)
    aware = local.replace(tzinfo=STOCKHOLM, fold=int(last))
    there = aware.astimezone(UTC)
    if there.astimezone(STOCKHOLM).replace(tzinfo=None) == local:
        return there
    return there.replace(minute=0)  # left out: it ends at an even hour, and nothing is lost before it


def turns_on(schedule: Schedule, day: date) -> list[Turn]:
    """The day's turns: its hours in as many equal parts as looks, cut at quarters."""
    hours = schedule.on(day)
    if hours is None:
        return []
    starts, ends = _span(day, hours.opens, hours.closes)
    quarters = (ends - starts) // QUARTER
    parts = min(hours.times, quarters)
    cuts = [starts + (quarters * number // parts) * QUARTER for number in range(parts + 1)] if parts else []
    return [Turn(*pair) for pair in zip(cuts, cuts[1:], strict=False)]


def _span(day: date, opens: int, closes: int) -> tuple[datetime, datetime]:
    return moment(day, opens - opens % 15), moment(day, closes + -closes % 15, last=True)


def _raised_on(raised: Raised, day: date) -> Iterator[Turn]:
    at, ends = _span(day, raised.opens, raised.closes)
    step = timedelta(minutes=raised.every)
    while at < ends:
        turn = Turn(at, min(at + step, ends), is_raised=True)
        if turn.starts_at >= raised.starts_at and (raised.ends_at is None or turn.ends_at <= raised.ends_at):
            yield turn
        at += step


def turns(schedule: Schedule, raised: Sequence[Raised], since: datetime, until: datetime) -> list[Turn]:
    """Every turn that starts in [since, until), in order of time. A raised watch takes the ordinary one's
    place while it holds.
    """
    found: list[Turn] = []
    day, last = swedish_day(since), swedish_day(until)
    while day <= last:
        usual = turns_on(schedule, day)
        found += [turn for turn in usual if not any(one.holds(turn.starts_at) for one in raised)]
        for one in raised:
            found += _raised_on(one, day)
        day += timedelta(days=1)
    return sorted({turn for turn in found if since <= turn.starts_at < until})
