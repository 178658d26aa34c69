"""What of a text one person is shown: identifiers masked, a flagged item closed, until that person opens it.

The mask is made of the text itself each time, not of stored proposals: nothing shows in the moment before the
job has read a new text, nor when the job has failed. What a person has called wrong is shown to all.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

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
        """Whether the item is flagged and this person has not opened it as it stands."""
        return item.visibility == Visibility.FLAGGED and not self._has_opened(item.pk, item.latest_id or 0)

    def has_opened(self, version: Version) -> bool:
        """Whether this person has opened the item at this version or a later one."""
        return self._has_opened(version.item_id, version.pk)

    def _has_opened(self, item_id: uuid.UUID, version_id: int) -> bool:
        return self.opened.get(item_id, -1) >= version_id

    def hidden(self, version: Version, text: str | None = None) -> tuple[Sign, ...]:
        """The spans of the version's text that are masked for this person."""
        if self.has_opened(version):
            return ()
        wrong = self.wrong.get(version.pk, frozenset())
        found = identifiers(version.text if text is None else text)
        return tuple(one for one in found if (one.start, one.end) not in wrong)

    def text(self, version: Version, longest: int | None = None) -> str:
        """The text with masks; with `longest` only so much is read and given, for excerpts."""
        if longest is None:
            return masked(version.text, self.hidden(version))
        beginning = version.text[: longest * 2 + 100]
        whole = masked(beginning, self.hidden(version, beginning))
        return whole if len(whole) <= longest else f"{whole[: longest - 1]}…"

    def name(self, version: Version) -> str:
        """The sender's name; some write a number there."""
        return version.sender_name if self.has_opened(version) else mask(version.sender_name)


def sight_of(user: User, items: Iterable[Item | uuid.UUID]) -> Sight:
    """Read what the person has opened today among the items, and the wrong proposals. Two queries."""
    ids = [item.pk if isinstance(item, Item) else item for item in items]
    opened: dict[uuid.UUID, int] = {}
    since = clock.now() - OPEN_FOR
    rows = Opening.objects.filter(by=user, item__in=ids, at__gte=since).values_list("item_id", "version_id")
    for item_id, version_id in rows:
        opened[item_id] = max(version_id, opened.get(item_id, 0))
    wrong: dict[int, set[tuple[int, int]]] = defaultdict(set)
    judged = Finding.objects.filter(version__item__in=ids, verdict=Finding.Verdict.WRONG)
    for version_id, start, end in judged.values_list("version_id", "start", "end"):
        wrong[version_id].add((start, end))
    return Sight(opened, {key: frozenset(spans) for key, spans in wrong.items()})


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
