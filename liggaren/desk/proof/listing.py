"""Rows of the ledger's list, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from liggaren.desk.proof import words
from liggaren.ledger.models import Number, Pending
from liggaren.people.models import User

MOST_WAITING = 20


@dataclass(frozen=True)
class Row:
    """One entry in the list; without a number it waits for its seal."""

    index: int | None
    title: str
    kind: str
    obj: str
    made_at: datetime | None


def sealed() -> QuerySet[Number]:
    """Numbered entries, newest first."""
    return Number.objects.select_related("entry__record").order_by("-index")


def rows(found: Iterable[Number]) -> list[Row]:
    """The page's rows."""
    return [_row(one.index, one.entry.record) for one in found]


def waiting() -> list[Row]:
    """The newest that have no number yet."""
    found = Pending.objects.select_related("entry__record").order_by("-entry_id")[:MOST_WAITING]
    return [_row(None, one.entry.record) for one in found]


def _row(index: int | None, record: object) -> Row:
    kind, obj = getattr(record, "kind", ""), getattr(record, "obj", "")
    return Row(index, words.title(kind, not kind), kind, obj, getattr(record, "made_at", None))


def actor(name: str) -> str:
    """The person behind the ledger's opaque name; the name itself when nobody is found."""
    if name == "system":
        return "Liggaren själv"
    _, _, pk = name.partition(":")
    found = User.objects.filter(pk=int(pk)).first() if name.startswith("user:") and pk.isdigit() else None
    return f"{found.name} ({name})" if found else name
