"""What waits for whom in the inbox, and what is known around one item (design 3.11; queries constant in
rows).
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from liggaren.actions.models import Outbox, OutboxAct
from liggaren.capture.models import Item, ItemState, Relation
from liggaren.lib import clock
from liggaren.moderation import case_queries, queue_filter
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import Handling, Removal
from liggaren.moderation.permissions import Reach, account_to_decide, reach_of
from liggaren.moderation.queue_filter import VIEWS, Filter
from liggaren.moderation.states import OPEN, RemovalState
from liggaren.people.memory import recall
from liggaren.people.models import User

TAKEN_AWAY = (Removal.Way.DELETE, Removal.Way.REJECT, Removal.Way.BY_HAND)


class Numbers(NamedTuple):
    """How many wait: in each view, under each heading of the chosen one, and on each account in it."""

    views: dict[str, int]
    headings: dict[str, int]
    accounts: dict[uuid.UUID, int]


def _open(who: User | Reach) -> QuerySet[Handling]:
    """Open handlings the person may work with; messages only for those on the account's roster (C5.7)."""
    reach = reach_of(who)
    found = Handling.objects.filter(account_id__in=reach.working, state__in=OPEN)
    return found.filter(~Q(relation=Relation.MESSAGE) | Q(account_id__in=reach.roster))


def inbox(who: User | Reach, chosen: str | Filter = "alla") -> QuerySet[Handling]:
    """Open items in the chosen order, with what a row shows. Its queries never grow in number."""
    reach, chosen = reach_of(who), _filter(chosen)
    found = _open(reach).filter(queue_filter.of_view(chosen.view, reach.user))
    found = found.filter(queue_filter.condition(chosen, clock.now()))
    if chosen.account is not None:
        found = found.filter(account_id=chosen.account)
    may = Exists(reach.readable.filter(pk=OuterRef("item_id")))
    ordered = found.order_by(*queue_filter.ordering(chosen))
    return ordered.select_related("item__latest", "account", "taken_by").annotate(is_readable=may)


def counts(who: User | Reach) -> dict[str, int]:
    """How many wait in each view, exact, in one query."""
    return numbers(who, "", clock.now()).views


def numbers(who: User | Reach, chosen: str | Filter, now: datetime) -> Numbers:
    """Exact numbers for the choices: in each view, under each heading and on each account. One query for all
    of them, and for the bar's.
    """
    reach, chosen = reach_of(who), _filter(chosen)
    also, under = queue_filter.condition(chosen, now), queue_filter.headings(now)
    here = also & queue_filter.of_view(chosen.view, reach.user)
    asked = {f"v_{v}": _how_many(also & queue_filter.of_view(v, reach.user)) for v in VIEWS}
    asked |= {f"g_{name}": _how_many(heading & here) for name, heading in under.items()}
    cases = Max(case_queries.waiting_among(reach))  # for the bar, in the same question
    # Columns of the index alone, so that it is enough to read.
    grouped = _open(reach).order_by().values("account_id")
    asked |= {"here": _how_many(here), "every": Count("urgency")}
    each: list[dict[str, Any]] = [{**row} for row in grouped.annotate(cases=cases, **asked)]
    _for_the_bar(reach, each)
    rows = [row for row in each if chosen.account in (None, row["account_id"])]
    return Numbers(
        {v: sum(row[f"v_{v}"] for row in rows) for v in VIEWS},
        {name: sum(row[f"g_{name}"] for row in rows) for name in under},
        {row["account_id"]: row["here"] for row in each},
    )


def _how_many(condition: Q) -> Count:
    return Count("urgency", filter=condition)


def _for_the_bar(reach: Reach, each: list[dict[str, Any]]) -> None:
    if each and each[0]["cases"] is not None:
        recall(("cases", reach.user.pk), lambda: each[0]["cases"])
    recall(_waiting(reach), lambda: sum(row["every"] for row in each))


def _filter(chosen: str | Filter) -> Filter:
    if isinstance(chosen, Filter):
        return chosen
    return Filter(view=chosen if chosen in VIEWS else "alla")


def answer_under_way(item: Item) -> Outbox | None:
    """The latest reply ordered to the item, whatever became of it."""
    found = Outbox.objects.filter(item=item, act=OutboxAct.REPLY).select_related("prepared_by")
    return found.order_by("-prepared_at").first()


def removal_of(item: Item) -> Removal | None:
    """The latest decision about the item, live or ended; not one merely opened or taken back."""
    found = Removal.objects.filter(item=item).exclude(state__in=[RemovalState.OPENED, RemovalState.WITHDRAWN])
    return found.select_related("category", "decided_by", "outbox").order_by("-decided_at").first()


def taken_away(item: Item) -> Removal | None:
    """The latest decision of ours that took the item away from its platform, as confirmed."""
    found = Removal.objects.filter(item=item, state=RemovalState.DONE, way__in=TAKEN_AWAY)
    return found.select_related("decided_by").order_by("-decided_at").first()


def away_by_us(item: Item) -> Removal | None:
    """Our own confirmed decision, where it is why the item is away; None while it is seen there."""
    return None if item.state == ItemState.PRESENT else taken_away(item)


def removal_for(who: User | Reach, removal_id: uuid.UUID) -> Removal:
    """One decision for a person who may work with its item. Raises NotYours, also when it does not exist.

    Whoever decided follows it to its end though the item has been restricted since: `item.is_readable` is
    then False, and the page tells of the act without the text (design 3.11, 3.12).
    """
    related = (
        "item__latest",
        "account",
        "category",
        "provision",
        "decided_by",
        "second_decider",
        "outbox",
        "version",
    )
    row = Removal.objects.select_related(*related).filter(pk=removal_id).first()
    if row is None:
        raise NotYours
    row.item.is_readable = True
    try:
        account_to_decide(who, row.item)
    except NotYours:
        if not _follows(row, reach_of(who)):
            raise
        row.item.is_readable = False
    return row


def _follows(row: Removal, reach: Reach) -> bool:
    """Whether the person took this decision and still works with an account that they know the item from."""
    mine = reach.user.pk in (row.decided_by_id, row.second_decider_id)
    known = reach.visible.filter(pk=row.item_id, withheld_at=None)
    return mine and row.account_id in reach.working and known.exists()


def is_waiting(who: User | Reach) -> int:
    """How many open items wait for this person, for the top bar; a page that has counted them is not asked
    again.
    """
    return recall(_waiting(reach_of(who)), lambda: _open(who).count())


def _waiting(reach: Reach) -> tuple[str, int]:
    return "inbox", reach.user.pk
