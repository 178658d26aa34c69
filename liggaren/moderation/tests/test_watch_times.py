"""The pure decider of watches: quarters, holidays, summer time, and a raised watch instead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.lib.clock import STOCKHOLM
from liggaren.lib.dates import clock_time
from liggaren.moderation.watch_times import QUARTER, Raised, Turn, moment, schedule_of, turns, turns_on

WEEKDAYS: dict[str, Any] = {"days": [0, 1, 2, 3, 4], "from": "08.00", "to": "16.30", "times_per_day": 3}
WEEKENDS: dict[str, Any] = {**WEEKDAYS, "free": {"from": "10.00", "to": "16.00", "times_per_day": 2}}
ROUND: dict[str, Any] = {"days": list(range(7)), "from": "00.00", "to": "24.00", "times_per_day": 24}


def words(found: list[Turn]) -> list[str]:
    return [f"{clock_time(turn.starts_at)}-{clock_time(turn.ends_at)}" for turn in found]


@pytest.mark.clause("B.9")
def test_a_working_day_is_cut_in_as_many_parts_as_looks() -> None:
    assert words(turns_on(schedule_of(WEEKDAYS), date(2026, 11, 23))) == [
        "08.00-10.45", "10.45-13.30", "13.30-16.30",
    ]  # fmt: skip


@pytest.mark.clause("B.9")
@pytest.mark.parametrize(
    "day", [date(2026, 11, 21), date(2026, 12, 25), date(2026, 6, 19), date(2026, 4, 6), date(2026, 5, 14)]
)
def test_weekends_holidays_and_eves_have_hours_of_their_own(day: date) -> None:
    assert words(turns_on(schedule_of(WEEKENDS), day)) == ["10.00-13.00", "13.00-16.00"]
    assert turns_on(schedule_of(WEEKDAYS), day) == []


@pytest.mark.clause("B.9")
def test_the_night_when_summer_time_begins_has_23_hours_and_no_hole() -> None:
    found = turns(schedule_of(ROUND), [], moment(date(2026, 3, 29), 0), moment(date(2026, 3, 30), 0))
    assert sum((turn.ends_at - turn.starts_at for turn in found), timedelta()) == timedelta(hours=23)
    assert all(one.ends_at == other.starts_at for one, other in zip(found, found[1:], strict=False))


@pytest.mark.clause("B.9")
def test_the_night_when_summer_time_ends_has_25_hours_and_no_overlap() -> None:
    found = turns(schedule_of(ROUND), [], moment(date(2026, 10, 25), 0), moment(date(2026, 10, 26), 0))
    assert sum((turn.ends_at - turn.starts_at for turn in found), timedelta()) == timedelta(hours=25)
    assert all(one.ends_at == other.starts_at for one, other in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(("minute", "utc"), [(119, "00:59"), (120, "01:00"), (150, "01:00"), (180, "01:00")])
def test_a_time_that_is_left_out_is_the_moment_the_gap_ends(minute: int, utc: str) -> None:
    assert f"{moment(date(2026, 3, 29), minute):%H:%M}" == utc


def test_a_watch_wholly_within_the_lost_hour_asks_for_nothing() -> None:
    lost = {"days": [6], "from": "02.00", "to": "03.00", "times_per_day": 1}
    assert turns_on(schedule_of(lost), date(2026, 3, 29)) == []


def test_an_hour_that_comes_twice_is_watched_both_times() -> None:
    twice = {"days": [6], "from": "02.00", "to": "03.00", "times_per_day": 1}
    (turn,) = turns_on(schedule_of(twice), date(2026, 10, 25))
    assert turn.ends_at - turn.starts_at == timedelta(hours=2)


@pytest.mark.parametrize(
    "facts",
    [{}, {"days": [0]}, {"days": [0], "from": "17.00", "to": "08.00", "times_per_day": 1},
     {"days": "alla", "from": "08.00", "to": "09.00", "times_per_day": 1},
     {"days": [0], "from": None, "to": "25.00", "times_per_day": "3"}],
)  # fmt: skip
def test_facts_that_cannot_be_read_ask_for_nothing(facts: dict[str, Any]) -> None:
    assert turns_on(schedule_of(facts), date(2026, 11, 23)) == []


@pytest.mark.clause("G3.5")
def test_a_raised_watch_takes_the_ordinary_ones_place_and_gives_it_back() -> None:
    starts = datetime(2026, 11, 23, 9, 10, tzinfo=STOCKHOLM)
    raised = Raised(starts, starts + timedelta(hours=3), every=60, opens=0, closes=1440)
    day = moment(date(2026, 11, 23), 0), moment(date(2026, 11, 24), 0)
    found = turns(schedule_of(WEEKDAYS), [raised], *day)
    assert words(found) == ["08.00-10.45", "10.00-11.00", "11.00-12.00", "13.30-16.30"]


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
hours = st.builds(
    lambda opens, length, times, free: {
        "days": [0, 1, 2, 3, 4, 5, 6] if free else [0, 2, 4], "from": f"{opens // 60:02d}.{opens % 60:02d}",
        "to": f"{min(1440, opens + length) // 60:02d}.{min(1440, opens + length) % 60:02d}",
        "times_per_day": times, "free": None,
    },
    st.integers(0, 1430), st.integers(1, 1440), st.integers(1, 96), st.booleans(),
)  # fmt: skip


@pytest.mark.clause("B.9")
@given(days, hours)
def test_turns_never_overlap_stand_on_quarters_and_lie_within_their_day(
    day: date, facts: dict[str, Any]
) -> None:
    found = turns_on(schedule_of(facts), day)
    assert len(found) <= facts["times_per_day"]
    for turn in found:
        assert turn.ends_at - turn.starts_at >= QUARTER
        assert turn.starts_at.tzinfo is UTC and turn.starts_at.minute % 15 == turn.ends_at.minute % 15 == 0
        assert moment(day, 0) <= turn.starts_at < turn.ends_at <= moment(day + timedelta(days=1), 0)
    assert all(one.ends_at == other.starts_at for one, other in zip(found, found[1:], strict=False))


@given(days, hours, st.integers(0, 5), st.integers(0, 5))
def test_turns_of_a_stretch_are_those_of_its_parts(day: date, facts: dict[str, Any], a: int, b: int) -> None:
    schedule, start = schedule_of(facts), moment(day, 0)
    middle, end = start + timedelta(hours=7 * a), start + timedelta(hours=7 * (a + b))
    whole = turns(schedule, [], start, end)
    assert whole == turns(schedule, [], start, middle) + turns(schedule, [], middle, end)
