"""The equal-treatment report as it is shown and exported: rows of figures, each with the list it opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from liggaren.desk.audit.asking import DIMENSIONS, address
from liggaren.desk.audit.period import Period
from liggaren.desk.audit.words import lasted
from liggaren.desk.state_marks import platform
from liggaren.lib import dates
from liggaren.lib.clock import STOCKHOLM
from liggaren.moderation import equal_treatment
from liggaren.moderation.decided import OUTCOMES, Choice
from liggaren.moderation.equal_treatment import Figures, Group
from liggaren.moderation.targets import Target


@dataclass(frozen=True)
class Cell:
    """One figure and the list it opens; `share` only where the cases are enough to say it in per cent."""

    label: str
    number: int
    href: str
    share: float | None = None


@dataclass(frozen=True)
class Row:
    """One group: its cells, and how long what is gone stayed up."""

    name: str
    before: Cell
    cells: tuple[Cell, ...]
    median: str
    tail: str


def rows(groups: Sequence[Group], by: str, choice: Choice, period: Period) -> list[Row]:
    """The table's rows by a dimension of DIMENSIONS."""
    return [_row(group, DIMENSIONS[by][0], choice, period) for group in groups]


def _row(group: Group, dimension: str, choice: Choice, period: Period) -> Row:
    narrowed = {} if group.key is None or dimension == "time" else {dimension: group.key}
    earlier = Period(*(_day(moment) for moment in (choice.before[0], choice.before[1] - timedelta(days=1))))
    here = period
    if dimension == "time" and group.key is not None:
        month = _month(group.key)
        here, earlier = _within(month, period), _within(month, earlier)

    def cell(label: str, number: int, share: float | None = None, **more: object) -> Cell:
        return Cell(label, number, address(reverse("audit-decisions"), here, **narrowed, **more), share)

    now = group.now
    outcomes = [
        cell(word, now.outcomes.get(key, 0), now.share(key), outcome=key) for key, word in OUTCOMES.items()
    ]
    before = Cell(
        "Förra perioden", group.before.number, address(reverse("audit-decisions"), earlier, **narrowed)
    )
    cells = (
        cell("Beslut", now.number), *outcomes, cell("Uppenbart", now.obvious, obvious="ja"),
        cell("Inte uppenbart", now.not_obvious, obvious="nej"), cell("Över målet", now.over, over=1),
    )  # fmt: skip
    return Row(_name(group, dimension), before, cells, lasted(now.median), _tail(now))


def _tail(found: Figures) -> str:
    return "för få" if found.gone and found.tail is None else lasted(found.tail)


def _name(group: Group, dimension: str) -> str:
    if group.key is None:
        return group.name
    if dimension == "platform":
        return platform(str(group.key))[1]
    if dimension == "time":
        return dates.long_date(group.key.astimezone(STOCKHOLM)).split(" ", 1)[1]
    return group.name


def _day(moment: datetime) -> Any:
    return dates.swedish_day(moment)


def _month(start: datetime) -> Period:
    return Period(_day(start), _day(equal_treatment.month_end(start) - timedelta(hours=12)))


def _within(month: Period, whole: Period) -> Period:
    """The days of the month within a period; the month itself where they do not meet (a figure of 0)."""
    first, last = max(month.first, whole.first), min(month.last, whole.last)
    return Period(first, last) if first <= last else month


HEADS = (
    "Indelning", "Grupp", "Beslut", *OUTCOMES.values(), "Uppenbart", "Inte uppenbart", "Över målet",
    "Borta eller dolt", "Median minuter", "Nio av tio inom minuter", "Beslut förra perioden",
)  # fmt: skip


def as_csv(choice: Choice, targets: Sequence[Target]) -> str:
    """Every dimension, one after the other; semicolons and CRLF as Swedish spreadsheets read them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows(_lines(choice, targets))
    return out.getvalue()


def _lines(choice: Choice, targets: Sequence[Target]) -> Iterator[list[object]]:
    yield _line("Alla", "Alla", equal_treatment.whole(choice, targets))
    for dimension, title in DIMENSIONS.values():
        for group in equal_treatment.figures(choice, dimension, targets):
            yield _line(title, _name(group, dimension), group)


def _line(title: str, name: str, group: Group) -> list[object]:
    now = group.now
    outcomes = [now.outcomes.get(key, 0) for key in OUTCOMES]
    times = [_minutes(now.median), _minutes(now.tail)]
    return [
        title, _harmless(name), now.number, *outcomes, now.obvious, now.not_obvious, now.over, now.gone,
        *times, group.before.number,
    ]  # fmt: skip


def _minutes(value: timedelta | None) -> object:
    return "" if value is None else round(value.total_seconds() / 60)


def _harmless(text: str) -> str:
    """A spreadsheet takes a text that begins with one of these for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
