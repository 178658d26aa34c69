"""The form as typed: plain text in every field, so that a half-written draft is never refused or lost
(B.1-B.11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from liggaren.lib.canonical import canonical
from liggaren.lib.cleaning import clean
from liggaren.lib.hashing import sha256_hex

LONGEST = 20_000
MOST_ROWS = 20
LATER = frozenset({"off_from", "off_to", "off_times", "watch_deputy"})

PURPOSES = {
    "monitoring": "Följa vad som sägs om kommunen",
    "marketing": "Visa upp kommunen och dess verksamhet",
    "knowledge": "Öka kunskapen om vår service",
    "recruitment": "Rekrytera",
    "crisis": "Nå ut vid en kris",
    "service": "Svara på frågor och ge service",
    "internal": "Kommunicera internt",
}


@dataclass(frozen=True)
class GoalRow:
    """A measurable goal as typed."""

    metric: str = ""
    baseline: str = ""
    target: str = ""
    date: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in the row."""
        return not any(asdict(self).values())


@dataclass(frozen=True)
class PersonRow:
    """An administrator as typed."""

    name: str = ""
    email: str = ""
    phone: str = ""
    profile: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in the row."""
        return not any(asdict(self).values())


@dataclass(frozen=True)
class Draft:
    """Every field of the form. Texts as typed; `days` holds numbers of weekdays, Monday 0."""

    medium: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    purposes: tuple[str, ...] = ()
    purpose: str = ""
    target_group: str = ""
    why_medium: str = ""
    website: str = ""
    goal_text: str = ""
    goals: tuple[GoalRow, ...] = (GoalRow(),)
    people: tuple[PersonRow, ...] = (PersonRow(), PersonRow())
    daily: str = ""
    daily_email: str = ""
    daily_phone: str = ""
    days: tuple[int, ...] = ()
    watch_from: str = ""
    watch_to: str = ""
    times_per_day: str = ""
    posts_per_week: str = ""
    reply_hours: str = ""
    off_from: str = ""
    off_to: str = ""
    off_times: str = ""
    watch_deputy: str = ""
    off_hours: str = ""
    hours_per_week: str = ""
    signature: str = ""
    other: str = field(default="")

    def to_json(self) -> dict[str, Any]:
        """A JSON object with every field; those of LATER are left out while empty, so that the digests of
        versions sent before them still hold.
        """
        found = {key: value for key, value in asdict(self).items() if value or key not in LATER}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}

    def digest(self, plan_id: object, number: int) -> str:
        """SHA-256 over the plan's id, the version's number and every field, canonical: what an approval
        names.
        """
        return sha256_hex(canonical([str(plan_id), number, self.to_json()]))


TEXTS = tuple(spec.name for spec in fields(Draft) if spec.type == "str")


def from_json(value: Mapping[str, Any]) -> Draft:
    """The draft in a JSON object. Unknown fields are dropped, missing ones empty, texts cleaned and cut."""
    texts = {name: _text(value.get(name, "")) for name in TEXTS}
    return Draft(
        **texts,
        purposes=tuple(code for code in PURPOSES if code in _list(value.get("purposes"))),
        days=tuple(day for day in range(7) if day in _list(value.get("days"))),
        goals=tuple(GoalRow(**_row(GoalRow, row)) for row in _list(value.get("goals"))[:MOST_ROWS]),
        people=tuple(PersonRow(**_row(PersonRow, row)) for row in _list(value.get("people"))[:MOST_ROWS]),
    )


def without_empty_rows(draft: Draft) -> Draft:
    """The draft with empty goals and persons left out, as it is sent."""
    return replace(
        draft,
        goals=tuple(row for row in draft.goals if not row.is_empty),
        people=tuple(row for row in draft.people if not row.is_empty),
    )


def _row(kind: type[GoalRow] | type[PersonRow], row: object) -> dict[str, str]:
    found = row if isinstance(row, Mapping) else {}
    return {spec.name: _text(found.get(spec.name, "")) for spec in fields(kind)}


def _text(value: object) -> str:
    return clean(str(value)).text.replace("\r\n", "\n").strip()[:LONGEST] if value is not None else ""


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []
