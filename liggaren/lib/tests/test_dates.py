"""Dates, times and numbers as Swedes write them; half-years that begin at Swedish midnights."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.lib import dates


def test_dates_and_times_are_written_in_swedish_time() -> None:
    late = datetime(2026, 11, 21, 23, 42, tzinfo=UTC)
    assert dates.long_date(late) == "22 november 2026"
    assert dates.clock_time(late) == "00.42"
    assert dates.date_and_time(datetime(2026, 7, 1, 7, 5, tzinfo=UTC)) == "1 juli 2026 kl. 09.05"
    assert dates.long_date(date(2026, 7, 1)) == "1 juli 2026"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (48213, "48\u00a0213"),
        (1234567, "1\u00a0234\u00a0567"),
        (-1000, "\u22121\u00a0000"),
    ],
)
def test_numbers_are_grouped_by_threes(value: int, text: str) -> None:
    assert dates.number(value) == text


@pytest.mark.clause("G6.2")
def test_a_half_year_ends_at_swedish_midnight_in_summer_and_winter() -> None:
    before = dates.half_year(datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC))
    after = dates.half_year(datetime(2026, 6, 30, 22, 0, tzinfo=UTC))
    assert (before.label, after.label) == ("första halvåret 2026", "andra halvåret 2026")
    assert before.end == after.start == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert after.end == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert dates.half_year(date(2026, 12, 31)) == after


@settings(deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
)
def test_every_moment_lies_in_its_own_half_year_and_in_no_other(moment: datetime) -> None:
    own = dates.half_year(moment)
    assert own.holds(moment)
    assert dates.half_year(own.end).start == own.end
    assert not dates.half_year(own.start - timedelta(seconds=1)).holds(moment)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        dates.half_year(datetime(2026, 1, 1))
