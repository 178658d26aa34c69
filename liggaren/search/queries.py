"""Find items by words, among those a person may read: newest first, ranked within the newest 1,000 (design
4).

A restricted item never matches for those who may not read it: a hit alone would tell what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from liggaren.capture import queries as capture
from liggaren.capture.models import Item, Sighting, Version
from liggaren.lib.swedish import query_terms, tsquery_text
from liggaren.people.models import User
from liggaren.register.models import Account

EXACT_TO = 1_000
PAGE = 50
MOST_WORDS = 20


class Terms(SearchQuery):
    """A query in PostgreSQL's own spelling, taken as it is: no server dictionary touches our terms."""

    template = "(%(expressions)s)::tsquery"

    def __init__(self, text: str, **extra: Any) -> None:
        super().__init__(Value(text), search_type="raw", **extra)


@dataclass(frozen=True)
class Hit:
    """One found item by its newest matching version; `is_former` when a later version says something else."""

    item: Item
    version: Version

    @property
    def is_former(self) -> bool:
        return self.item.latest_id != self.version.pk


@dataclass(frozen=True)
class Found:
    """One page of hits. `count` is exact up to 1,000; beyond that `at_least` is true."""

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    count: int
    at_least: bool
    page: int
    pages: int


def search(user: User | AnonymousUser, q: str, account: Account | None = None, page: int = 1) -> Found:
    """The page of items that hold every word of `q` in any version. No words: nothing found. Four queries
    at most."""
    q = " ".join(q.replace("\x00", " ").split()[:MOST_WORDS])
    words = tuple(term.word for term in query_terms(q))
    if not words:
        return Found((), (), 0, False, 1, 1)
    newest = _newest(user, Terms(tsquery_text(q)), account)
    kept = _ranked(newest[:EXACT_TO], words)
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(page, 1), pages)
    hits = _hits(kept[(page - 1) * PAGE : page * PAGE])
    return Found(words, hits, len(kept), len(newest) > EXACT_TO, page, pages)


def _newest(user: User | AnonymousUser, terms: Terms, account: Account | None) -> Sequence[int]:
    """Ids of the newest matching version of each of the newest items, one more than is counted."""
    matching = Version.objects.filter(item=OuterRef("pk"), terms=terms)
    items: QuerySet[Item] = capture.readable_to(user).filter(Exists(matching))
    if account is not None:
        items = items.filter(Exists(Sighting.objects.filter(item=OuterRef("pk"), account=account)))
    newest = items.annotate(hit=Subquery(matching.order_by("-number").values("pk")[:1]))
    return list(newest.order_by("-counted_at", "-id").values_list("hit", flat=True)[: EXACT_TO + 1])


def _ranked(newest: Sequence[int], words: Iterable[str]) -> list[int]:
    """Those that hold more of the words as written come first; within that, newest first."""
    rank: Any = sum(
        (
            Case(When(terms=Terms(f"'{word}'"), then=1), default=0, output_field=IntegerField())
            for word in words
        ),
        start=Value(0),
    )
    ranks = dict(Version.objects.filter(pk__in=newest).annotate(rank=rank).values_list("pk", "rank"))
    return sorted(newest, key=lambda pk: -ranks[pk])


def _hits(pks: Sequence[int]) -> tuple[Hit, ...]:
    found = Version.objects.select_related("item").defer("terms").in_bulk(list(pks))
    return tuple(Hit(found[pk].item, found[pk]) for pk in pks)
