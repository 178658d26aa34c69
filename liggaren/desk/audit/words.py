"""Times and numbers as the auditor's pages say them."""

from __future__ import annotations

from datetime import timedelta

from liggaren.desk.templatetags.face import count_word
from liggaren.desk.templatetags.swedish import span
from liggaren.lib import dates


def lasted(value: timedelta | None) -> str:
    """`42 min`, `3 tim`; `mindre än en minut`; a dash for nothing."""
    if value is None:
        return "–"
    return "mindre än en minut" if value < timedelta(minutes=1) else span(value)


def of(part: int, whole: int) -> str:
    """`14 av 14`."""
    return f"{dates.number(part)} av {dates.number(whole)}"


def several(number: int, one: str, many: str) -> str:
    """`ett beslut`, `tre konton`, `48 konton`: `one` has its own article."""
    return one if number == 1 else f"{count_word(number)} {many}"


def listed(parts: list[str]) -> str:
    """`a, b och c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} och {parts[-1]}" if parts else ""


def minutes_in_words(minutes: int) -> str:
    """`1 timme`, `4 timmar`, `90 minuter`, `2 dygn`."""
    if minutes % 1440 == 0:
        return f"{minutes // 1440} dygn"
    if minutes % 60 == 0:
        hours = minutes // 60
        return "1 timme" if hours == 1 else f"{hours} timmar"
    return "1 minut" if minutes == 1 else f"{minutes} minuter"
