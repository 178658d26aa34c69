"""The pure decider of when a notice goes: urgent at once, others at the hour chosen, none in quiet ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from liggaren.lib.clock import STOCKHOLM


@dataclass(frozen=True)
class Choice:
    """A person's choice as the decider reads it; times are Swedish wall time."""

    digest_at: time | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    urgent_breaks: bool = True


def due(choice: Choice, *, urgent: bool, now: datetime) -> datetime:
    """When a notice made `now` (aware) is sent. Never before `now`, in UTC."""
    at = now
    if choice.digest_at is not None and not urgent:
        at = next_time(choice.digest_at, now)
    if urgent and choice.urgent_breaks:
        return at.astimezone(UTC)
    return quiet_end(choice, at).astimezone(UTC)


def next_time(wall: time, after: datetime) -> datetime:
    """The next moment, after an aware one, at which Swedish clocks show `wall`."""
    local = after.astimezone(STOCKHOLM)
    found = datetime.combine(local.date(), wall, tzinfo=STOCKHOLM).astimezone(UTC)
    if found > after:
        return found
    return datetime.combine(local.date() + timedelta(days=1), wall, tzinfo=STOCKHOLM).astimezone(UTC)


def quiet_end(choice: Choice, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours that it falls in; they may pass midnight."""
    starts, ends = choice.quiet_from, choice.quiet_to
    if starts is None or ends is None:
        return at
    wall = at.astimezone(STOCKHOLM).time()
    within = starts <= wall < ends if starts < ends else wall >= starts or wall < ends
    return next_time(ends, at) if within else at
