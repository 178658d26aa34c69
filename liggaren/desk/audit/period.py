"""The period a report is about: whole Swedish days, from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from liggaren.lib import clock, dates
from liggaren.lib.clock import STOCKHOLM

LONGEST = timedelta(days=366 * 20)


@dataclass(frozen=True)
class Period:
    """`first` and `last` are Swedish days, both within. `fault` says what was wrong with what was typed."""

    first: date
    last: date
    fault: str = ""

    @property
    def start(self) -> datetime:
        """The midnight that begins the first day."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The midnight that ends the last day."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def label(self) -> str:
        """`1 juli–24 november 2026`, or the half-year's own name."""
        half = dates.half_year(self.first)
        if (half.start, half.end) == (self.start, self.end):
            return half.label
        first = dates.long_date(self.first)
        if self.first.year == self.last.year:
            first = first.rsplit(" ", 1)[0]
        return (
            dates.long_date(self.last) if self.first == self.last else f"{first}–{dates.long_date(self.last)}"
        )

    @property
    def query(self) -> str:
        """As parameters of an address."""
        return urlencode({"fran": self.first.isoformat(), "till": self.last.isoformat()})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=STOCKHOLM)


def _half(day: date) -> Period:
    found = dates.half_year(day)
    return Period(found.start.date(), found.end.date() - timedelta(days=1))


def asked(given: Mapping[str, str]) -> Period:
    """The period of the address; the present half-year where none, or none that can be read, is given."""
    usual = _half(dates.swedish_day(clock.now()))
    first, last = given.get("fran", "").strip(), given.get("till", "").strip()
    if not first and not last:
        return usual
    try:
        found = Period(
            date.fromisoformat(first) if first else usual.first,
            date.fromisoformat(last) if last else usual.last,
        )
    except ValueError:
        return Period(usual.first, usual.last, "Skriv datum som 2026-07-01.")
    if not timedelta() <= found.last - found.first <= LONGEST or not 1990 <= found.first.year <= 2199:
        return Period(usual.first, usual.last, "Den sista dagen ska komma efter den första.")
    return found


def choices() -> list[tuple[str, Period]]:
    """Periods that are often asked for, with their words."""
    today = dates.swedish_day(clock.now())
    now = _half(today)
    before = _half(now.first - timedelta(days=1))
    return [
        (now.label.capitalize(), now),
        (before.label.capitalize(), before),
        ("Senaste 30 dagarna", Period(today - timedelta(days=29), today)),
        ("Senaste året", Period(today - timedelta(days=364), today)),
    ]
