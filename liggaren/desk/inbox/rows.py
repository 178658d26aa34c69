"""The queue as it is drawn: headings with exact counts, and rows that show only what the person may read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Subquery

from liggaren.capture.models import Item
from liggaren.lib import clock, dates
from liggaren.lib.swedish import sort_key
from liggaren.moderation import queries
from liggaren.moderation.models import Handling
from liggaren.moderation.permissions import Reach
from liggaren.moderation.queue_filter import KINDS, ORDERS, SOON, STATES, URGENCIES, VIEWS, Filter

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
    """One view, with how many wait in it under the other choices."""

    title: str
    query: str
    count: int
    here: bool


@dataclass(frozen=True)
class Choice:
    """One list to choose from in the filter: its name in the address, and (word, title, chosen)."""

    name: str
    title: str
    options: tuple[tuple[str, str, bool], ...]

    @property
    def said(self) -> str:
        """What is chosen, in words; empty when nothing is."""
        return next((title for word, title, here in self.options if here and word), "")


@dataclass(frozen=True)
class Queue:
    """The whole left pane. `newest`: what is entered later is news to the page."""

    chosen: Filter
    tabs: tuple[Tab, ...]
    choices: tuple[Choice, ...]
    groups: tuple[Group, ...]
    page: Page[Handling]
    total: int
    newest: int

    @property
    def view(self) -> str:
        """The view's name in an address."""
        return self.chosen.view

    @property
    def tail(self) -> str:
        """What an address ends in to keep the choices; empty for the whole queue."""
        return f"?{self.chosen.query}" if self.chosen.query else ""

    @property
    def rows(self) -> list[Row]:
        """Every row on the page."""
        return [row for group in self.groups for row in group.rows]


def build(reach: Reach, chosen: Filter, page: str) -> Queue:
    """Read one page of what is chosen. Two queries, whatever the number of rows."""
    now = clock.now()
    numbers = queries.numbers(reach, chosen, now)
    last = Subquery(Handling.objects.order_by("-pk").values("pk")[:1])
    found = _Counted(queries.inbox(reach, chosen).annotate(newest=last), PER_PAGE)
    found.known = numbers.views[chosen.view]
    at = found.get_page(page)
    rows = tuple(_row(row, reach, now) for row in at)
    newest = max((int(getattr(row, "newest", 0)) for row in at), default=0)
    groups = _groups(rows, chosen, numbers)
    total = queries.is_waiting(reach)
    return Queue(chosen, _tabs(chosen, numbers), _choices(reach, chosen, numbers), groups, at, total, newest)


def _row(row: Handling, reach: Reach, now: datetime) -> Row:
    readable = bool(getattr(row, "is_readable", False))
    return Row(row, readable, group_of(row, now), row.taken_by_id == reach.user.pk)


def _groups(rows: tuple[Row, ...], chosen: Filter, numbers: queries.Numbers) -> tuple[Group, ...]:
    """Under headings by urgency; in another order under one that tells the order."""
    if chosen.order != "viktigast":
        one = Group(ORDERS[chosen.order], "", numbers.views[chosen.view], rows)
        return (one,) if rows else ()
    under = groupby(rows, key=lambda row: row.group)
    return tuple(Group(*HEADINGS[key], numbers.headings[key], tuple(inside)) for key, inside in under)


def _tabs(chosen: Filter, numbers: queries.Numbers) -> tuple[Tab, ...]:
    shown = (key for key in VIEWS if numbers.views[key] or key in VIEWS[:3] or key == chosen.view)
    return tuple(
        Tab(TITLES[key], chosen.at(key).query, numbers.views[key], key == chosen.view) for key in shown
    )


def _choices(reach: Reach, chosen: Filter, numbers: queries.Numbers) -> tuple[Choice, ...]:
    """What may be chosen; accounts with how many wait on each, in the chosen view."""

    def plain(name: str, title: str, every: str, among: dict[str, tuple[str, Any]], now: str) -> Choice:
        options = ((key, words[0], key == now) for key, words in among.items())
        return Choice(name, title, (("", every, not now), *options))

    named = sorted(reach.names.items(), key=lambda one: sort_key(one[1]))
    accounts = (
        (str(pk), f"{name} ({dates.number(numbers.accounts.get(pk, 0))})", pk == chosen.account)
        for pk, name in named
    )
    orders = ((key, words, key == chosen.order) for key, words in ORDERS.items())
    return (
        Choice("konto", "Konto", (("", "Alla konton", chosen.account is None), *accounts)),
        plain("typ", "Typ", "Alla typer", KINDS, chosen.kind),
        plain("lage", "Läge", "Alla lägen", STATES, chosen.state),
        plain("hast", "Angelägenhet", "All angelägenhet", URGENCIES, chosen.urgency),
        Choice("ordning", "Ordning", tuple(orders)),
    )


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
    """The heading a row stands under; the same borders as `moderation.queue_filter.headings`."""
    if handling.urgency != Handling.Urgency.ORDINARY:
        return "acute" if handling.urgency == Handling.Urgency.ACUTE else "secrecy"
    if handling.due_at is None or handling.due_at >= now + SOON:
        return "rest"
    return "late" if handling.due_at < now else "soon"


def next_after(reach: Reach, chosen: Filter, item_id: uuid.UUID) -> uuid.UUID | None:
    """The item that takes the place of one just done: the next in the chosen order, else the first."""
    order = list(queries.inbox(reach, chosen).values_list("item_id", flat=True)[:500])
    if item_id in order:
        at = order.index(item_id)
        order = order[at + 1 :] + order[:at]
    return order[0] if order else None
