"""What the page of many says: the state in a sentence, the figures, what was left and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from liggaren.lib import dates
from liggaren.moderation import sweeping
from liggaren.moderation.judging import Choice
from liggaren.moderation.models import Sweep, SweepItem
from liggaren.moderation.removing import ways
from liggaren.moderation.sweep_models import SweepState
from liggaren.moderation.sweeping import Progress
from liggaren.people.models import User
from liggaren.register import media

PAGE = 25
WHY_LEFT = {
    "changed": "Ändrad av avsändaren sedan du valde den",
    "gone": "Redan borta från plattformen",
    "someone_was_first": "En kollega hann före med ett beslut",
    "not_read": "Kan vara skyddad och är inte öppnad av den som beslutade",
    "not_yours": "Får inte läsas av dig längre",
    "incomplete": "Plattformen tillåter inte åtgärden",
}


@dataclass(frozen=True)
class Paper:
    """What the shared parts of the decision page need."""

    place: str
    the_thing: str
    ways: tuple[Choice, ...]
    checked: date | None


def paper_of(row: Sweep) -> Paper:
    """The account's place and ways."""
    choices = ways(row.account)
    checked = max((choice.checked for choice in choices if choice.checked), default=None)
    return Paper(media.get(row.account.platform).name, "det du har valt", choices, checked)


def title(row: Sweep, figures: Progress) -> str:
    """The state in one sentence."""
    number = dates.number(figures.total)
    return {
        SweepState.CHOSEN: f"Besluta om {number} på en gång",
        SweepState.SECOND: f"{number} väntar på det andra beslutet",
        SweepState.RUNNING: f"{dates.number(figures.decided)} av {number} är beslutade",
        SweepState.STOPPED: f"Stoppat: {dates.number(figures.decided)} av {number} är beslutade",
        SweepState.DONE: f"{dates.number(figures.decided)} av {number} är beslutade",
        SweepState.WITHDRAWN: f"Resten lämnades: {dates.number(figures.decided)} av {number} är beslutade",
    }[SweepState(row.state)]


def facts(row: Sweep, user: User) -> dict[str, object]:
    """What the page's changing part needs."""
    figures = sweeping.progress(row)
    left = Counter(row.items.filter(state=SweepItem.State.LEFT).values_list("note", flat=True))
    return {
        "sweep": row, "figures": figures, "title": title(row, figures), "state": row.state,
        "is_mine": row.chosen_by_id == user.pk,
        "left": [(WHY_LEFT.get(note, "Kunde inte beslutas"), number) for note, number in left.most_common()],
        "place": media.get(row.account.platform).name,
    }  # fmt: skip


def rows(row: Sweep, number: str | None) -> Page[SweepItem]:
    """One page of the chosen."""
    found = row.items.select_related("item__latest", "version", "removal").order_by("pk")
    return Paginator(found, PAGE).get_page(number)
