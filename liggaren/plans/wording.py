"""A plan in words: the form's labels, its parts for reading, and what differs between two drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liggaren.lib.dates import long_date
from liggaren.plans.draft import PURPOSES, Draft, GoalRow, PersonRow
from liggaren.register import media
from liggaren.register.public import watch_words

DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
LABELS = {
    "medium": "Socialt medium",
    "name": "Kontots namn",
    "address": "Webbadress",
    "email": "E-postadress för kontot",
    "purposes": "Kontot används till",
    "purpose": "Syfte",
    "target_group": "Målgrupp",
    "why_medium": "Varför just det här mediet",
    "website": "Så används kommunens webbplats",
    "goal_text": "Målet i ord",
    "goals": "Mätbara mål",
    "people": "Administratörer",
    "daily": "Vem sköter kontot till vardags",
    "daily_email": "E-post till den dagliga driften",
    "daily_phone": "Telefon till den dagliga driften",
    "days": "Dagar då kontot bevakas",
    "watch_from": "Bevakningen börjar",
    "watch_to": "Bevakningen slutar",
    "times_per_day": "Gånger om dagen ni tittar efter nytt",
    "posts_per_week": "Gånger i veckan ni publicerar",
    "reply_hours": "Svar inom (timmar)",
    "off_from": "Helger och röda dagar: bevakningen börjar",
    "off_to": "Helger och röda dagar: bevakningen slutar",
    "off_times": "Gånger om dagen på helger och röda dagar",
    "watch_deputy": "Ersättare när ingen har tittat (e-post)",
    "off_hours": "Utanför kontorstid, i ord",
    "hours_per_week": "Arbetstid per vecka (timmar)",
    "signature": "Underskrift i svaren",
    "other": "Övrigt",
}
PARTS = (
    ("Kontot", ("medium", "name", "address", "email")),
    ("Varför och för vem", ("purposes", "purpose", "target_group", "why_medium", "website")),
    ("Mål", ("goal_text", "goals")),
    ("Administratörer och daglig drift", ("people", "daily", "daily_email", "daily_phone")),
    ("Bevakning och arbetstid", (
        "days", "watch_from", "watch_to", "times_per_day", "posts_per_week", "reply_hours", "off_from",
        "off_to", "off_times", "watch_deputy", "off_hours", "hours_per_week", "signature",
    )),
    ("Övrigt", ("other",)),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A label and what is written; empty lines say so on screen."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class Change:
    """What differs in one field between two drafts."""

    field: str
    label: str
    before: str
    after: str


def parts(draft: Draft) -> list[tuple[str, list[Line]]]:
    """The whole plan for reading, part by part."""
    return [
        (title, [Line(name, LABELS[name], text(draft, name)) for name in names]) for title, names in PARTS
    ]


def changes(before: Draft, after: Draft) -> list[Change]:
    """The fields in which two drafts differ, in the form's order."""
    found = [Change(name, LABELS[name], text(before, name), text(after, name)) for name in LABELS]
    return [change for change in found if change.before != change.after]


def text(draft: Draft, name: str) -> str:
    """One field in words."""
    value = getattr(draft, name)
    if name == "medium":
        return media.get(value).name if value else ""
    if name == "purposes":
        return "\n".join(PURPOSES[code] for code in value)
    if name == "days":
        return watch_words({"days": list(value)})
    if name == "goals":
        return "\n".join(_goal(row) for row in value if not row.is_empty)
    if name == "people":
        return "\n".join(_person(row) for row in value if not row.is_empty)
    return str(value)


def _goal(row: GoalRow) -> str:
    return (
        f"{row.metric}: från {row.baseline or '–'} till {row.target or '–'}, senast {_day(row.date) or '–'}"
    )


def _day(text: str) -> str:
    """A sealed goal's day in words; what is still as typed stays so."""
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


def _person(row: PersonRow) -> str:
    profile = f"arbetsprofil {row.profile}" if row.profile else ""
    return ", ".join(part for part in (row.name, row.email, row.phone, profile) if part)
