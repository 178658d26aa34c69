"""The queue as it is drawn: headings with exact counts, and rows that show only what the person may read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Subquery

from liggaren.capture.models import Item
from liggaren.lib import clock
from liggaren.moderation import queries
from liggaren.moderation.models import Handling
from liggaren.moderation.permissions import Reach
from liggaren.moderation.queries import SOON, VIEWS

PER_PAGE = 50
TITLES = {
    "alla": "Alla",
    "mina": "Mina",
    "otagna": "Otagna",
    "meddelanden": "Meddelanden",
    "omnamnanden": "Omnämnanden",
}
HEADINGS = {
    "acute": ("Akut", "red"),
    "secrecy": ("Kan innehålla sekretess", "amber"),
    "late": ("Svarstiden har gått ut", "red"),
    "soon": ("Svarstiden går snart ut", "amber"),
    "rest": ("Övrigt", ""),
}


@dataclass(frozen=True)
class Row:
    """One item in the queue."""

    handling: Handling
    is_readable: bool
    group: str
    is_mine: bool


@dataclass(frozen=True)
class Group:
    """One heading with its rows on this page; `count` is of all pages."""

    title: str
    tone: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Tab:
    key: str
    title: str
    count: int
    here: bool


@dataclass(frozen=True)
class Queue:
    """The whole left pane. `newest`: what is entered later is news to the page."""

    view: str
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    page: Page[Handling]
    total: int
    newest: int

    @property
    def rows(self) -> list[Row]:
        """Every row on the page."""
        return [row for group in self.groups for row in group.rows]


def build(reach: Reach, view: str, page: str) -> Queue:
    """Read one page of a view. Two queries, whatever the number of rows."""
    view, now = (view if view in VIEWS else "alla"), clock.now()
    counts, numbers = queries.numbers(reach, view, now)
    last = Subquery(Handling.objects.order_by("-pk").values("pk")[:1])
    found = _Counted(queries.inbox(reach, view).annotate(newest=last), PER_PAGE)
    found.known = counts[view]
    at = found.get_page(page)
    rows = [
        Row(
            row,
            bool(getattr(row, "is_readable", False)),
            group_of(row, now),
            row.taken_by_id == reach.user.pk,
        )
        for row in at
    ]
    groups = tuple(
        Group(*HEADINGS[key], numbers[key], tuple(inside))
        for key, inside in groupby(rows, key=lambda row: row.group)
    )
    tabs = tuple(
        Tab(key, TITLES[key], counts[key], key == view) for key in VIEWS if counts[key] or key in VIEWS[:3]
    )
    newest = max((int(getattr(row, "newest", 0)) for row in at), default=0)
    return Queue(view, tabs, groups, at, counts["alla"], newest)


class _Counted(Paginator[Handling]):
    """A paginator told its number, which the tabs have counted already."""

    known = 0

    @property
    def count(self) -> int:
        return self.known


def items(queue: Queue) -> list[Item]:
    """Every item on the page of the queue."""
    return [row.handling.item for group in queue.groups for row in group.rows]


def group_of(handling: Handling, now: datetime) -> str:
    """The heading a row stands under; the same borders as `moderation.queries.group_conditions`."""
    if handling.urgency != Handling.Urgency.ORDINARY:
        return "acute" if handling.urgency == Handling.Urgency.ACUTE else "secrecy"
    if handling.due_at is None or handling.due_at >= now + SOON:
        return "rest"
    return "late" if handling.due_at < now else "soon"


def next_after(reach: Reach, view: str, item_id: uuid.UUID) -> uuid.UUID | None:
    """The item that takes the place of one just done: the next in the view's order, else the first."""
    order = list(queries.inbox(reach, view).values_list("item_id", flat=True)[:500])
    if item_id in order:
        at = order.index(item_id)
        order = order[at + 1 :] + order[:at]
    return order[0] if order else None
