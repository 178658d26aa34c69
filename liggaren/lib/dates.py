"""Dates, times and numbers as Swedes write them, and half-years that begin at Swedish midnights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liggaren.lib.clock import STOCKHOLM

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class HalfYear:
    """A half-year: `start` inclusive, `end` exclusive, both Swedish midnights (aware)."""

    start: datetime
    end: datetime
    label: str

    def holds(self, moment: datetime) -> bool:
        """Whether an aware moment falls within it."""
        return self.start <= moment < self.end


def swedish_day(moment: date | datetime) -> date:
    """The day in Sweden; a time is moved to Stockholm first. Raises ValueError for one without a zone."""
    if not isinstance(moment, datetime):
        return moment
    return _stockholm(moment).date()


def _stockholm(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs its time zone")
    return moment.astimezone(STOCKHOLM)


def long_date(day: date | datetime) -> str:
    """`22 november 2026`."""
    found = swedish_day(day)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def clock_time(moment: datetime) -> str:
    """`09.42`, Swedish time."""
    return f"{_stockholm(moment):%H.%M}"


def date_and_time(moment: datetime) -> str:
    """`22 november 2026 kl. 09.42`."""
    return f"{long_date(moment)} kl. {clock_time(moment)}"


def number(value: int) -> str:
    """`48 213`, with no-break spaces so that a number never breaks over two lines."""
    return f"{value:,}".replace(",", NO_BREAK_SPACE).replace("-", "\u2212")


def half_year(moment: date | datetime) -> HalfYear:
    """The half-year that a day or an aware moment belongs to (guideline G6.2: 30 June and 31 December)."""
    day = swedish_day(moment)
    first = day.month <= 6
    start = datetime(day.year, 1 if first else 7, 1, tzinfo=STOCKHOLM)
    end = datetime(day.year if first else day.year + 1, 7 if first else 1, 1, tzinfo=STOCKHOLM)
    return HalfYear(start, end, f"{'första' if first else 'andra'} halvåret {day.year}")
