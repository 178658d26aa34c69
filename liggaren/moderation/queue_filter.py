"""What part of the queue one looks at, and in what order: kept in the address of the page, so that it can be
saved, sent to a colleague and reached without script.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from liggaren.capture.models import Relation
from liggaren.moderation.models import Handling
from liggaren.moderation.states import HandlingState
from liggaren.people.models import User

SOON = timedelta(hours=4)  # so little time left is worth a heading of its own
VIEWS = ("alla", "mina", "otagna", "meddelanden", "omnamnanden")
KINDS = {
    "kommentar": ("Kommentarer", (Relation.COMMENT, Relation.OWN, Relation.OUTSIDE)),
    "omnamnande": ("Omnämnanden", (Relation.MENTION,)),
    "meddelande": ("Meddelanden", (Relation.MESSAGE,)),
}
STATES = {
    "otagen": ("Otagna", HandlingState.UNTAKEN),
    "tagen": ("Tagna", HandlingState.TAKEN),
    "vantar": ("Väntar på kollega", HandlingState.WAITING),
}
URGENCIES = {
    "akut": ("Akut", "acute"),
    "sekretess": ("Kan innehålla sekretess", "secrecy"),
    "sen": ("Svarstiden har gått ut", "late"),
    "snart": ("Svarstiden går snart ut", "soon"),
    "ovrigt": ("Övrigt", "rest"),
}
ORDERS = {"viktigast": "Viktigast först", "svarstid": "Kortast svarstid först", "alder": "Äldst först"}


@dataclass(frozen=True)
class Filter:
    """One choice of each sort; an empty word is no choice. Made by `read`, so that every word is known."""

    view: str = "alla"
    account: uuid.UUID | None = None
    kind: str = ""
    state: str = ""
    urgency: str = ""
    order: str = "viktigast"

    @property
    def query(self) -> str:
        """As in an address, without what is as usual; empty for the whole queue."""
        return urlencode(self.words)

    @property
    def words(self) -> dict[str, str]:
        """The choices by their names in an address."""
        order = self.order if self.order != "viktigast" else ""
        view = self.view if self.view != "alla" else ""
        account = str(self.account or "")
        named = (("vy", view), ("konto", account), ("typ", self.kind), ("lage", self.state))
        return {key: word for key, word in (*named, ("hast", self.urgency), ("ordning", order)) if word}

    @property
    def narrows(self) -> int:
        """How many choices there are beside the view and the order."""
        return sum(map(bool, (self.account, self.kind, self.state, self.urgency)))

    def at(self, view: str) -> Filter:
        """The same choices in another view."""
        return replace(self, view=view)


def read(words: Mapping[str, str]) -> Filter:
    """The choices an address or a form names; a word that is not known is no choice."""

    def known(name: str, among: Mapping[str, object], usual: str = "") -> str:
        word = words.get(name) or ""
        return word if word in among else usual

    try:
        account = uuid.UUID(words.get("konto") or "")
    except ValueError:
        account = None
    return Filter(
        known("vy", dict.fromkeys(VIEWS), "alla"), account, known("typ", KINDS), known("lage", STATES),
        known("hast", URGENCIES), known("ordning", ORDERS, "viktigast"),
    )  # fmt: skip


def of_view(view: str, user: User) -> Q:
    """The extra condition of one view; an unknown word reads as all."""
    return {
        "mina": Q(taken_by=user),
        "otagna": Q(state=HandlingState.UNTAKEN),
        "meddelanden": Q(relation=Relation.MESSAGE),
        "omnamnanden": Q(relation=Relation.MENTION),
    }.get(view, Q())


def condition(chosen: Filter, now: datetime) -> Q:
    """All choices but the view's and the account's. Columns of the queue's index alone."""
    found = Q()
    if chosen.kind:
        found &= Q(relation__in=KINDS[chosen.kind][1])
    if chosen.state:
        found &= Q(state=STATES[chosen.state][1])
    if chosen.urgency:
        found &= headings(now)[URGENCIES[chosen.urgency][1]]
    return found


def headings(now: datetime) -> dict[str, Q]:
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


def ordering(chosen: Filter) -> tuple[str | OrderBy, ...]:
    """The order of the rows: urgency before deadline before age, or from deadline, or age alone."""
    due = F("due_at").asc(nulls_last=True)
    whole: tuple[str | OrderBy, ...] = ("urgency", due, "came_at", "pk")
    return whole[{"viktigast": 0, "svarstid": 1, "alder": 2}[chosen.order] :]
