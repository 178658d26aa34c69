"""Filters: dates, times, numbers and state words as Swedes write them. `{% load swedish %}`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template

from liggaren.lib import clock, dates, state_words

register = template.Library()

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


@register.filter
def long_date(value: date | datetime | None) -> str:
    """`1 juli 2026`; nothing for nothing."""
    return dates.long_date(value) if value else ""


@register.filter(name="clock")
def clock_time(value: datetime | None) -> str:
    """`09.42`, Swedish time."""
    return dates.clock_time(value) if value else ""


@register.filter
def short_date(value: date | datetime | None) -> str:
    """`1 juli`, with the year when it is another than this."""
    if not value:
        return ""
    day = dates.swedish_day(value)
    text = f"{day.day} {dates.MONTHS[day.month - 1]}"
    return text if day.year == dates.swedish_day(clock.now()).year else f"{text} {day.year}"


@register.filter
def weekday(value: date | datetime | None) -> str:
    """`onsdag`."""
    return WEEKDAYS[dates.swedish_day(value).weekday()] if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`i dag 09.24`, `i går 19.12`, `29 juni 14.05`: how a time is said in running text."""
    if not value:
        return ""
    gap = (dates.swedish_day(clock.now()) - dates.swedish_day(value)).days
    day = {0: "i dag", 1: "i går"}.get(gap) or short_date(value)
    return f"{day} {dates.clock_time(value)}"


@register.filter
def span(value: timedelta | None) -> str:
    """`6 min`, `3 tim`, `1 tim 18 min`, `2 dagar`: the length of a time, without its sign."""
    if value is None:
        return ""
    minutes = int(abs(value).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} tim {rest} min" if rest and hours < 3 else f"{hours} tim"
    days = minutes // (24 * 60)
    return "1 dag" if days == 1 else f"{dates.number(days)} dagar"


@register.filter
def since(value: datetime | None) -> str:
    """How long ago: `6 min`, `22 tim`, `3 dagar`."""
    return span(clock.now() - value) if value else ""


@register.filter
def until(value: datetime | None) -> str:
    """How long is left: `1 tim 18 min`; from a day on by the almanac, as the date beside it is read."""
    if not value:
        return ""
    now = clock.now()
    if value - now < timedelta(days=1):
        return span(value - now)
    return span(timedelta(days=(dates.swedish_day(value) - dates.swedish_day(now)).days))


@register.filter
def number(value: Any) -> str:
    """`48 213`."""
    return "" if value is None or value == "" else dates.number(int(value))


@register.filter
def percent(value: float | None) -> str:
    """`0.976` -> `97,6 %`."""
    if value is None:
        return ""
    text = f"{value * 100:.1f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{text}{dates.NO_BREAK_SPACE}%"


@register.filter
def digest(value: str | None) -> str:
    """A digest in groups of four, shortened: `9f3c 7a1e 52d0 … 04bd`."""
    if not value:
        return ""
    groups = [value[at : at + 4] for at in range(0, len(value), 4)]
    return " ".join([*groups[:3], "…", groups[-1]]) if len(groups) > 4 else " ".join(groups)


THINGS = {
    "account": "Konto", "act": "Åtgärd", "deposit": "Förvarad uppgift", "duty": "Uppgift",
    "grant": "Behörighet", "item": "Inlägg", "municipality": "Kommunen", "outbox": "Åtgärd", "plan": "Plan",
    "removal": "Beslut", "response": "Svar", "role": "Roll", "snapshot": "Ögonblicksbild", "unit": "Enhet",
    "user": "Person", "version": "Version", "acceptance": "Godkännande", "advice": "Råd",
    "appearance": "Kontots utseende", "block": "Blockering", "case": "Ärende", "category": "Kategori",
    "crisis": "Krisläge", "crisis_text": "Text för kris", "custody": "Förvar", "disappearance": "Försvunnet",
    "elected": "Förtroendevald", "guidance": "Vägledning", "house": "Hela Liggaren",
    "media": "Bild eller film", "notice": "Avisering", "parcel": "Arkivpaket", "party": "Parti",
    "purge": "Omedelbar förstöring", "delivery": "Leverans", "registration": "Diarieföring",
    "slip": "Egen miss", "sweep": "Beslut om många", "question": "Fråga",
}  # fmt: skip


@register.filter
def thing(value: str) -> str:
    """A thing's name in the ledger as words: `item:0b324abb-…` -> `Inlägg 0b324abb`."""
    kind, _, number = value.partition(":")
    return f"{THINGS.get(kind, 'Uppgift')} {number.split('-')[0]}".strip()


@register.filter
def state_word(value: str, thing: str) -> str:
    """`{{ plan.state|state_word:"plan" }}` -> `Utkast`."""
    return state_words.word(thing, value)
