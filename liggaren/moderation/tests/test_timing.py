"""The clock of one decision: stages in the order they happened, and whether the target was kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.moderation.timing import ORDER, Times, Verdict, read

pytestmark = pytest.mark.clause("G5.5", "C6.1")
SEEN = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(minutes: float) -> datetime:
    return SEEN + timedelta(minutes=minutes)


WHOLE = Times(SEEN, at(20), at(25), at(0.1), at(25.1), at(26))


def test_what_was_sealed_on_arrival_is_told_before_it_was_opened() -> None:
    clock = read(WHOLE, target=HOUR, now=at(60))
    assert [stage.key for stage in clock.stages] == [
        "seen",
        "sealed",
        "opened",
        "decided",
        "requested",
        "gone",
    ]
    assert clock.took == timedelta(minutes=26) and clock.verdict is Verdict.KEPT and not clock.over
    assert sum((stage.step for stage in clock.stages if stage.step), timedelta()) == clock.took


@pytest.mark.parametrize(
    ("times", "now", "stops", "verdict"),
    [
        (Times(SEEN), at(59), False, Verdict.RUNNING),
        (Times(SEEN), at(60), False, Verdict.RUNNING),
        (Times(SEEN), at(60.01), False, Verdict.OVERDUE),
        (Times(SEEN, at(1), at(2), gone=at(60)), at(999), False, Verdict.KEPT),
        (Times(SEEN, at(1), at(2), gone=at(61)), at(999), False, Verdict.LATE),
        (Times(SEEN, at(1), at(2)), at(999), True, Verdict.STOPPED),
    ],
)
def test_each_verdict(times: Times, now: datetime, stops: bool, verdict: Verdict) -> None:
    assert read(times, target=HOUR, now=now, stops=stops).verdict is verdict


def test_stages_to_come_are_shown_in_order_unless_nothing_is_to_go() -> None:
    coming = read(Times(SEEN, at(1)), target=HOUR, now=at(2)).stages[2:]
    assert [stage.key for stage in coming] == ["decided", "sealed", "requested", "gone"]
    assert all(stage.at is None for stage in coming)
    assert len(read(Times(SEEN, at(1), at(2)), target=HOUR, now=at(9), stops=True).stages) == 3


moments = st.none() | st.integers(-10_000, 10_000).map(at)


@given(moments, moments, moments, moments, moments, st.integers(0, 10_000).map(at), st.booleans())
def test_a_clock_that_was_set_back_never_gives_negative_time(
    opened: datetime | None, decided: datetime | None, sealed: datetime | None, requested: datetime | None,
    gone: datetime | None, now: datetime, stops: bool,
) -> None:  # fmt: skip
    found = read(Times(SEEN, opened, decided, sealed, requested, gone), target=HOUR, now=now, stops=stops)
    zero = timedelta()
    assert found.took >= zero and found.over >= zero
    assert all(stage.step >= zero and (stage.whole or zero) >= zero for stage in found.stages if stage.step)
    assert {stage.key for stage in found.stages} <= set(ORDER)
