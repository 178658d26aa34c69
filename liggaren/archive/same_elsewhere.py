"""Which of an account's own posts stand, with the same text, in another account's snapshot of the period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from liggaren.archive import choosing, levels, telling
from liggaren.archive.models import Kind, Level, Snapshot
from liggaren.capture.models import Item, Relation, Sighting, Visibility
from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState

NOT_PRINTED = (Visibility.RESTRICTED, Visibility.SUSPECTED)
Place = tuple[datetime, str]


def found(snapshot: Snapshot, items: Iterable[Item]) -> dict[str, str]:
    """The other account's name, by the post's native id.

    The other prints the text for certain: it is full, or unique and said it first. So of two that say the
    same, one always keeps it.
    """
    others = _others(snapshot)
    wanted = {one.pk: levels.normalised(one.latest.text) for one in items if one.latest and one.is_ours}
    first = _first(snapshot, others, {text for text in wanted.values() if text})
    ours: dict[str, Place] = {}  # our own earliest post of each text
    posts = [one for one in items if one.kind == "post" and wanted.get(one.pk, "") in first]
    for item in posts:
        place = (item.counted_at, str(snapshot.account_id))
        ours[wanted[item.pk]] = min(place, ours.get(wanted[item.pk], place))
    return {
        item.native_id: name
        for item in posts
        for place, level, name in [first[wanted[item.pk]]]
        if level == Level.FULL or place < ours[wanted[item.pk]]
    }


def _others(snapshot: Snapshot) -> dict[UUID, str]:
    rows = Snapshot.objects.filter(
        kind=Kind.HALF_YEAR, period_start__lt=snapshot.period_end, period_end__gt=snapshot.period_start
    )
    rows = rows.exclude(account=snapshot.account_id)
    names: dict[UUID, str] = dict(rows.values_list("account", "account__name"))
    chosen = choosing.of_accounts(names)
    return {pk: name for pk, name in names.items() if chosen.get(pk, (Level.FULL, ""))[0] != Level.OVERVIEW}


def _first(
    snapshot: Snapshot, others: dict[UUID, str], texts: set[str]
) -> dict[str, tuple[Place, Level, str]]:
    """By text, the surest other place of it: a full account's before a unique one's, then the earliest."""
    best: dict[str, tuple[Place, Level, str]] = {}
    chosen = choosing.of_accounts(others)
    for account, counted_at, text in _posts(snapshot, others):
        key = levels.normalised(text)
        if key not in texts or not key:
            continue
        level = chosen.get(account, (Level.FULL, ""))[0]
        one = ((counted_at, str(account)), level, others[account])
        held = best.get(key)
        if held is None or _order(one) < _order(held):
            best[key] = one
    return best


def _order(one: tuple[Place, Level, str]) -> tuple[bool, Place]:
    return one[1] != Level.FULL, one[0]


def _posts(snapshot: Snapshot, others: dict[UUID, str]) -> Iterable[tuple[UUID, datetime, str]]:
    gone = Removal.objects.filter(
        way__in=telling.WAYS, state__in=(RemovalState.DECIDED, RemovalState.DONE)
    ).values("item")
    rows = Sighting.objects.filter(
        account__in=list(others), item__is_ours=True, item__kind="post",
        item__counted_at__gte=snapshot.period_start, item__counted_at__lt=snapshot.period_end,
        item__purged_at=None, item__withheld_at=None,
    )  # fmt: skip
    rows = rows.exclude(relation=Relation.MESSAGE).exclude(item__visibility__in=NOT_PRINTED)
    rows = rows.exclude(item__in=gone)
    return rows.values_list("account", "item__counted_at", "item__latest__text").iterator()
