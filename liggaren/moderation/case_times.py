"""Until when something about a case is due, in Swedish working days. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from liggaren.lib import clock, dates
from liggaren.lib.free_days import is_free_day

RECEIPT, WORD, MESSAGE, THREAD = 1, 5, 1, 1  # working days until receipt, a first word, and so on
CLOSES = time(17)
LONGEST_WAIT = timedelta(days=365)


def working_day(at: datetime | date, days: int) -> date:
    """The day `days` working days after a moment's Swedish day."""
    day = dates.swedish_day(at)
    while days:
        day += timedelta(days=1)
        days -= not (day.weekday() > 4 or is_free_day(day))
    return day


def end_of(day: date) -> datetime:
    """When the day's work ends."""
    return datetime.combine(day, CLOSES, clock.STOCKHOLM)


def due(at: datetime, days: int) -> datetime:
    """The end of the working day `days` working days later."""
    return end_of(working_day(at, days))
