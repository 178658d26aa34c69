"""What of a text one person is shown: identifiers masked, a flagged item closed, until that person opens it.

The mask is made of the text itself each time, not of stored proposals: nothing shows in the moment before the
job has read a new text, nor when the job has failed. What a person has called wrong is shown to all.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Value

from liggaren.capture import unsearchable
from liggaren.capture.models import Item, Version, Visibility
from liggaren.lib import clock, dates
from liggaren.lib.signs import Finding as Sign
from liggaren.lib.signs import find_identifiers, to_mask
from liggaren.moderation.models import Finding, Opening
from liggaren.people.models import User

MASK = "•••"
OPEN_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class Sight:
    """What one person has opened among the items of a page, and which proposals were called wrong.

    `opened`: item to the last version opened. `wrong`: version to spans.
    """

    opened: Mapping[uuid.UUID, int] = field(default_factory=dict)
    wrong: Mapping[int, frozenset[tuple[int, int]]] = field(default_factory=dict)

    def is_closed(self, item: Item) -> bool:
        """Whether the item may be secret and this person has not opened it as it stands (design 3.12)."""
        return item.visibility != Visibility.OPEN and not self._has_opened(item.pk, item.latest_id or 0)

    def has_opened(self, version: Version) -> bool:
        """Whether this person has opened the item at this version or a later one."""
        return self._has_opened(version.item_id, version.pk)

    def _has_opened(self, item_id: uuid.UUID, version_id: int) -> bool:
        return self.opened.get(item_id, -1) >= version_id

    def hidden(self, version: Version) -> tuple[Sign, ...]:
        """The spans of the version's text that are masked for this person."""
        if self.has_opened(version):
            return ()
        wrong = self.wrong.get(version.pk, frozenset())
        found = identifiers(version.text)
        return tuple(one for one in found if (one.start, one.end) not in wrong)

    def text(self, version: Version) -> str:
        """The text with masks; empty when the item is closed."""
        return "" if self.is_closed(version.item) else masked(version.text, self.hidden(version))

    def cover(self, *items: Item, always: bool = False) -> None:
        """Cover what this person has not opened, in the objects that a page is about to be drawn from.

        A closed item loses its words and its sender and reads as not readable; others get masks. Only the
        objects in memory: they are for showing, never for saving. Each gets `is_closed` and `is_masked`.
        With `always` identifiers stay masked though opened: lists are seen over one's shoulder.
        """
        for item in items:
            closed, item.is_masked = self.is_closed(item), False
            item.is_closed = closed and getattr(item, "is_readable", True)  # only who may read may open
            if closed:
                item.is_readable = False
            if item.latest is not None:
                item.is_masked = self.cover_version(item.latest, closed=closed, always=always)

    def cover_version(self, version: Version, *, closed: bool = False, always: bool = False) -> bool:
        """`cover` for one version; tells whether anything in its text was masked."""
        if closed:
            version.text = version.sender_name = version.sender_handle = version.sender_native_id = ""
            version.media = []
            return False
        if self.has_opened(version) and not always:
            return False
        hidden = identifiers(version.text) if always else self.hidden(version)
        version.text = masked(version.text, hidden)
        version.sender_name, version.sender_handle = mask(version.sender_name), mask(version.sender_handle)
        version.media = [{**one, "alt": mask(one.get("alt", ""))} for one in version.media]
        return bool(hidden)


def sight_of(user: User, items: Iterable[Item | uuid.UUID]) -> Sight:
    """Read what the person has opened today among the items, and the wrong proposals. One query for both."""
    ids = [item.pk if isinstance(item, Item) else item for item in items]
    openings = Opening.objects.filter(by=user, item__in=ids, at__gte=clock.now() - OPEN_FOR)
    judged = Finding.objects.filter(version__item__in=ids, verdict=Finding.Verdict.WRONG).order_by()
    rows = openings.values_list("item_id", "version_id", Value(-1), Value(-1)).union(
        judged.values_list("version__item_id", "version_id", "start", "end")
    )
    opened: dict[uuid.UUID, int] = {}
    wrong: dict[int, frozenset[tuple[int, int]]] = {}
    for item_id, version_id, start, end in rows if ids else ():
        if start < 0:
            opened[item_id] = max(version_id, opened.get(item_id, 0))
        else:
            wrong[version_id] = wrong.get(version_id, frozenset()) | {(start, end)}
    return Sight(opened, wrong)


def identifiers(text: str) -> tuple[Sign, ...]:
    """What is masked in any text, for everyone who has not opened it."""
    return to_mask(find_identifiers(text, dates.swedish_day(clock.now()), unsearchable.own()))


def mask(text: str) -> str:
    """A text that belongs to no version, with its identifiers masked."""
    return masked(text, identifiers(text))


def masked(text: str, hidden: Iterable[Sign]) -> str:
    """The text with a mask in place of each span; its length tells nothing of what stood there."""
    pieces, at = [], 0
    for one in hidden:
        pieces += [text[at : one.start], MASK]
        at = one.end
    return "".join((*pieces, text[at:]))
