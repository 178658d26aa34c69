"""The clock of one decision, from seen to gone: stages with durations, and whether the target was kept.

Pure: times in, verdict out (G5.5, C6.1; design 3.13). A stage is placed by when it happened: what was sealed
on arrival is told before it was opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GONE = "gone"
ORDER = ("seen", "opened", "decided", "sealed", "requested", GONE)


@dataclass(frozen=True)
class Times:
    """When each stage was reached; None where it has not been (yet). All aware."""

    seen: datetime
    opened: datetime | None = None
    decided: datetime | None = None
    sealed: datetime | None = None
    requested: datetime | None = None
    gone: datetime | None = None


class Verdict(StrEnum):
    """How the target was kept. Running: not gone yet, and the time is not out."""

    KEPT = "kept"
    LATE = "late"
    RUNNING = "running"
    OVERDUE = "overdue"
    STOPPED = "stopped"  # nothing is to go: noted only, taken back, or refused by the platform


@dataclass(frozen=True)
class Stage:
    """One stage: `at` is None while it has not happened; `step` from the stage before, `whole` from seen."""

    key: str
    at: datetime | None
    step: timedelta | None
    whole: timedelta | None


@dataclass(frozen=True)
class Timing:
    """The whole clock. `took` runs from seen to gone, or to `now` while it runs; `over` is what exceeds the
    target, zero when it is kept.
    """

    stages: tuple[Stage, ...]
    verdict: Verdict
    took: timedelta
    target: timedelta
    deadline: datetime

    @property
    def over(self) -> timedelta:
        """How much longer than the target it has taken."""
        return max(self.took - self.target, timedelta())


def read(times: Times, *, target: timedelta, now: datetime, stops: bool = False) -> Timing:
    """Read the clock at `now`. `stops`: nothing will go, so the clock stands still at the decision.

    Times before *seen* (a clock that was set back) count as no time at all, never as negative time.
    """
    ends = times.gone or (times.decided if stops else None)
    took = max((ends or now) - times.seen, timedelta())
    return Timing(
        _stages(times, stops), _verdict(times, took, target, stops), took, target, times.seen + target
    )


def _verdict(times: Times, took: timedelta, target: timedelta, stops: bool) -> Verdict:
    is_late = took > target
    if times.gone:
        return Verdict.LATE if is_late else Verdict.KEPT
    if stops:
        return Verdict.STOPPED
    return Verdict.OVERDUE if is_late else Verdict.RUNNING


def _stages(times: Times, stops: bool) -> tuple[Stage, ...]:
    reached = {key: getattr(times, key) for key in ORDER}
    known = sorted((at, ORDER.index(key), key) for key, at in reached.items() if at is not None)
    before, found = times.seen, []
    for at, _, key in known:
        found.append(Stage(key, at, max(at - before, timedelta()), max(at - times.seen, timedelta())))
        before = max(before, at)
    left = () if stops else tuple(Stage(key, None, None, None) for key in ORDER if reached[key] is None)
    return (*found, *left)
