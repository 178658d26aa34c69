"""What waits for whom in the inbox, and what is known around one item (design 3.11; queries constant in
rows).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from liggaren.actions.models import Outbox, OutboxAct
from liggaren.capture.models import Item, ItemState, Relation
from liggaren.lib import clock
from liggaren.moderation import case_queries
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import Handling, Removal
from liggaren.moderation.permissions import Reach, account_to_decide, reach_of
from liggaren.moderation.states import OPEN, HandlingState, RemovalState
from liggaren.people.memory import recall
from liggaren.people.models import User

SOON = timedelta(hours=4)  # so little time left is worth a heading of its own
TAKEN_AWAY = (Removal.Way.DELETE, Removal.Way.REJECT, Removal.Way.BY_HAND)
VIEWS = ("alla", "mina", "otagna", "meddelanden", "omnamnanden")


def _condition(view: str, user: User) -> Q:
    """The extra condition of one view; an unknown word reads as all."""
    return {
        "mina": Q(taken_by=user),
        "otagna": Q(state=HandlingState.UNTAKEN),
        "meddelanden": Q(relation=Relation.MESSAGE),
        "omnamnanden": Q(relation=Relation.MENTION),
    }.get(view, Q())


def _open(who: User | Reach) -> QuerySet[Handling]:
    """Open handlings the person may work with; messages only for those on the account's roster (C5.7)."""
    reach = reach_of(who)
    found = Handling.objects.filter(account_id__in=reach.working, state__in=OPEN)
    return found.filter(~Q(relation=Relation.MESSAGE) | Q(account_id__in=reach.roster))


def inbox(who: User | Reach, view: str = "alla", *, account: uuid.UUID | None = None) -> QuerySet[Handling]:
    """Open items by urgency, deadline and age, with what a row shows. Its queries never grow in number."""
    reach = reach_of(who)
    found = _open(reach).filter(_condition(view, reach.user))
    if account is not None:
        found = found.filter(account_id=account)
    may = Exists(reach.readable.filter(pk=OuterRef("item_id")))
    ordered = found.order_by("urgency", F("due_at").asc(nulls_last=True), "came_at", "pk")
    return ordered.select_related("item__latest", "account", "taken_by").annotate(is_readable=may)


def counts(who: User | Reach) -> dict[str, int]:
    """How many wait in each view, exact, in one query."""
    return numbers(who, "", clock.now())[0]


def numbers(who: User | Reach, view: str, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """How many wait in each view, and under each heading of `view`: exact, in one query for both."""
    reach = reach_of(who)
    here = _condition(view, reach.user)
    asked = {f"v_{name}": Count("urgency", filter=_condition(name, reach.user)) for name in VIEWS}
    for name, under in group_conditions(now).items():
        asked[f"g_{name}"] = Count("urgency", filter=under & here)
    cases = Max(case_queries.waiting_among(reach))  # for the bar, in the same question
    # Columns of the index alone, so that it is enough to read.
    found = _open(reach).aggregate(**asked, cases=cases)
    if found["cases"] is not None:
        recall(("cases", reach.user.pk), lambda: found["cases"])
    recall(_waiting(reach), lambda: found["v_alla"])
    return {name: found[f"v_{name}"] for name in VIEWS}, {
        name: found[f"g_{name}"] for name in group_conditions(now)
    }


def group_conditions(now: datetime) -> dict[str, Q]:
    """The headings of the queue in the order of its rows; each open item falls under exactly one."""
    ordinary = Q(urgency=Handling.Urgency.ORDINARY)
    late, soon = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lt=now + SOON)
    return {
        "acute": Q(urgency=Handling.Urgency.ACUTE),
        "secrecy": Q(urgency=Handling.Urgency.SECRECY),
        "late": ordinary & late,
        "soon": ordinary & soon,
        "rest": ordinary & ~(late | soon),
    }


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
