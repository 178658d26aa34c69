"""Days off in Sweden: Sundays are none by themselves; public holidays and the eves everyone has off are."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def _of_year(year: int) -> frozenset[date]:
    found = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"))
    return frozenset(found)


def is_free_day(day: date) -> bool:
    """Whether the day is a Swedish public holiday, or Midsummer, Christmas or New Year's Eve."""
    return day in _of_year(day.year)
