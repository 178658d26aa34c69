"""Join items to the parent first seen and to the root of their thread; children that came first are joined
later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liggaren.capture.models import Item


def join(platform: str, instance: str, new: Sequence[Item]) -> None:
    """Set parent and root of unsaved items, and find children saved before their parent came. Keeps first
    parents."""
    if not new:
        return
    here = _named(platform, instance, new) | {item.native_id: item for item in new}
    for item in new:
        item.parent = _other(here.get(item.parent_native_id), item)
    for item in new:
        item.root = _other(here.get(item.root_native_id), item) or _top(item)


def adopt_orphans(platform: str, instance: str, new: Sequence[Item]) -> None:
    """Join children that were saved before these parents, and what hangs under them. `new` are saved."""
    parents = {item.native_id: item for item in new}
    orphans = list(
        Item.objects.filter(platform=platform, instance=instance, parent=None, parent_native_id__in=parents)
        .exclude(parent_native_id="")
        .exclude(pk__in=[item.pk for item in new])
    )
    for orphan in orphans:
        orphan.parent = parents[orphan.parent_native_id]
        orphan.root = orphan.root or orphan.parent.root or orphan.parent
    if orphans:
        Item.objects.bulk_update(orphans, ["parent", "root"])
        _hand_down(orphans)


def _hand_down(orphans: Sequence[Item]) -> None:
    """What had an orphan as the top of its thread now has the orphan's."""
    roots = {orphan.pk: orphan.root for orphan in orphans}
    below = list(Item.objects.filter(root__in=orphans))
    for item in below:
        item.root = roots[item.root_id]  # type: ignore[index]  # the filter leaves no empty root
    Item.objects.bulk_update(below, ["root"])


def _named(platform: str, instance: str, new: Iterable[Item]) -> dict[str, Item]:
    names = {name for item in new for name in (item.parent_native_id, item.root_native_id) if name}
    if not names:
        return {}
    rows = Item.objects.filter(platform=platform, instance=instance, native_id__in=names)
    return {item.native_id: item for item in rows.select_related("root")}


def _other(found: Item | None, item: Item) -> Item | None:
    return None if found is item else found


def _top(item: Item) -> Item | None:
    """The highest ancestor known; a circle, which only a faulty platform makes, ends the climb."""
    above, seen = item.parent, {item.pk}
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        if above.root_id and above.root_id not in seen:
            return above.root
        if above.parent is None:
            return above
        above = above.parent
    return None
