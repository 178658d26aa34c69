"""A person's day: what is due, most urgent first, and the one sentence that says how it stands (ui.md §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from liggaren.desk.templatetags.face import count_word
from liggaren.desk.templatetags.swedish import short_date, span, weekday
from liggaren.duties import queries
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.people.models import User

SOON = timedelta(hours=2)
# What the button says, by a duty's kind or the kind's first word; a bare "Öppna" helps nobody.
DOES = {
    "account": "Till kontot", "account.administrators": "Utse en till", "account.check": "Stäm av",
    "account.start": "Till stegen", "act": "Ta reda på", "inbox": "Öppna inkorgen", "item": "Till inlägget",
    "plan": "Läs planen", "plan.change": "Ändra planen", "plan.follow_up": "Följ upp",
    "registration": "Till posten", "removal": "Till beslutet", "snapshot": "Till bilden",
    "snapshot.deliver": "Leverera",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the ledger: when in the margin, then what, then what to do."""

    title: str
    link: str
    does: str
    when: str
    more: str
    tone: str  # "late", "soon" or ""
    after: str  # what happens next, in a sentence
    where: str


@dataclass(frozen=True)
class Part:
    """Rows under one heading."""

    title: str
    rows: list[Row]


def parts(user: User, at: datetime) -> list[Part]:
    """Late, today, this week and later; empty parts left out. `at` is aware."""
    found: dict[str, list[Row]] = {"Sent": [], "I dag": [], "Senare i veckan": [], "Längre fram": []}
    rows = list(queries.due_for(user, at).select_related("unit", "owner"))
    queries.remember_above([duty for duty in rows if duty.due_at < at], at)
    for duty in rows:
        found[_heading(duty.due_at, at)].append(_row(duty, at))
    return [Part(title, rows) for title, rows in found.items() if rows]


def _heading(due: datetime, at: datetime) -> str:
    day, today = dates.swedish_day(due), dates.swedish_day(at)
    if due < at:
        return "Sent"
    if day == today:
        return "I dag"
    return "Senare i veckan" if day <= today + timedelta(days=6 - today.weekday()) else "Längre fram"


def _row(duty: Duty, at: datetime) -> Row:
    when, more, tone = margin(duty.due_at, at)
    return Row(
        title=duty.title, link=duty.link or "/start/", does=_does(duty.kind),
        when=when, more=more, tone=tone, after=_after(duty, at) if tone == "late" else "",
        where=duty.unit.name if duty.unit else "",
    )  # fmt: skip


def _does(kind: str) -> str:
    return DOES.get(kind) or DOES.get(kind.split(".")[0], "Öppna")


def margin(due: datetime, at: datetime) -> tuple[str, str, str]:
    """What the margin says about a due time: the bold line, the line under it, and the row's tone."""
    clock_time = dates.clock_time(due)
    if due < at:
        return f"{span(at - due)} sen", _when(due, at), "late"
    if dates.swedish_day(due) == dates.swedish_day(at):
        left = due - at
        return f"före {clock_time}", f"om {span(left)}", "soon" if left < SOON else ""
    if due - at < timedelta(days=7):
        return weekday(due), short_date(due), ""
    return short_date(due), weekday(due), ""


def _when(due: datetime, at: datetime) -> str:
    day = _day(due, at)
    return f"{day} kl. {dates.clock_time(due)}" if day in {"i dag", "i går"} else day


def _day(due: datetime, at: datetime) -> str:
    gap = (dates.swedish_day(at) - dates.swedish_day(due)).days
    return {0: "i dag", 1: "i går"}.get(gap) or short_date(due)


def _after(duty: Duty, at: datetime) -> str:
    """Who has been told that it is late, or who will be."""
    names = " och ".join(user.name for user in queries.above(duty, at)[:2])
    if duty.escalated_at:
        told = f"{_day(duty.escalated_at, at)} kl. {dates.clock_time(duty.escalated_at)}"
        return f"{names or 'Informationsfunktionen'} fick veta det {told}."
    return f"Blir det inte gjort får {names} veta det." if names else ""


def sentence(user: User, at: datetime, found: list[Part]) -> str:
    """The page's title: greeting and how things stand, in one or two sentences."""
    number = {part.title: len(part.rows) for part in found}
    late, today = number.get("Sent", 0), number.get("I dag", 0)
    later = sum(number.values()) - late - today
    return f"{greeting(at)}, {user.first_name or user.name}. {_state(late, today, later)}"


def greeting(at: datetime) -> str:
    """By the Swedish clock."""
    hour = at.astimezone(clock.STOCKHOLM).hour
    return "God morgon" if 4 <= hour < 10 else "God kväll" if hour >= 18 or hour < 4 else "Hej"


def _state(late: int, today: int, later: int) -> str:
    if late and today:
        return f"{_things(late).capitalize()} är {_is_late(late)} och {count_word(today)} ska göras i dag."
    if late:
        return f"{_things(late).capitalize()} är {_is_late(late)}."
    if today:
        return f"{_things(today).capitalize()} ska göras i dag."
    return "Allt är gjort för i dag." if later else "Inget väntar på dig."


def _things(value: int) -> str:
    return "en sak" if value == 1 else f"{count_word(value)} saker"


def _is_late(value: int) -> str:
    return "sen" if value == 1 else "sena"
