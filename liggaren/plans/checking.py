"""The pure decider of a plan: a draft and what surrounds it in, what must be mended before it can be
sent out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from liggaren.plans import reading
from liggaren.plans.draft import Draft, GoalRow, PersonRow
from liggaren.register import addresses
from liggaren.register.rules import LEAST_ADMINISTRATORS, looks_personal

FURTHEST = 10  # years that a goal may lie ahead
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True)
class Surroundings:
    """What the decider must know beside the draft."""

    today: date
    media: Collection[str]
    domains: Collection[str] = ()  # the municipality's e-mail domains
    own_words: Collection[str] = ()  # names of units
    known_emails: Collection[str] = field(default=())  # of people who sign in
    taken_by: str = ""  # name of the account that already has this address


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the part of the form, the field's id, and what to write."""

    part: str
    field: str
    message: str


PARTS = ("konto", "varfor", "mal", "folk", "bevak")


def problems(draft: Draft, around: Surroundings) -> list[Problem]:
    """Everything that must be mended before the plan can be sent, in the form's order. Empty: it can go."""
    found: list[Problem] = []
    for part, check in zip(PARTS, (_account, _why, _goals, _people, _watch), strict=True):
        found += [Problem(part, name, message) for name, message in check(draft, around)]
    return found


def _account(draft: Draft, around: Surroundings) -> Iterator[tuple[str, str]]:
    if draft.medium not in around.media:
        yield "medium", "Välj ett socialt medium"
    if not draft.name:
        yield "name", "Ange kontots namn, så som det ska visas"
    yield from _address(draft, around)
    if not EMAIL.fullmatch(draft.email):
        yield "email", "Ange en egen e-postadress för kontot, till exempel badhuset@exempelkoping.example"
    elif looks_personal(
        draft.email,
        domains=around.domains,
        known={*around.known_emails, *(row.email for row in draft.people if row.email)},
        own_words=(*around.own_words, draft.name),
    ):
        yield (
            "email",
            "Det ser ut som en persons egen adress. Kontot behöver en adress som alla administratörer når, "
            "också när någon slutar. Ange en funktionsadress.",
        )


def _address(draft: Draft, around: Surroundings) -> Iterator[tuple[str, str]]:
    # A planned account may not have its address yet; it is asked for again at the start (B.2).
    if not draft.address:
        return
    try:
        addresses.address_key(draft.address)
    except addresses.BadAddress as bad:
        yield "address", bad.message
        return
    if around.taken_by:
        yield "address", f"Adressen finns redan i registret: {around.taken_by}. Ange en annan adress."


def _why(draft: Draft, around: Surroundings) -> Iterator[tuple[str, str]]:
    if not draft.purpose:
        yield "purpose", "Beskriv syftet"
    if not draft.target_group:
        yield "target_group", "Beskriv målgruppen"


def _goals(draft: Draft, around: Surroundings) -> Iterator[tuple[str, str]]:
    written = [(place, row) for place, row in enumerate(draft.goals) if not row.is_empty]
    if not written:
        yield "goal-0-metric", "Ange minst ett mätbart mål"
    for place, row in written:
        for name, message in _goal(row, around.today):
            yield f"goal-{place}-{name}", f"{message} för mål {place + 1}"


def _goal(row: GoalRow, today: date) -> Iterator[tuple[str, str]]:
    if not row.metric:
        yield "metric", "Ange vad som mäts"
    if reading.number(row.baseline) is None:
        yield "baseline", "Skriv läget i dag med siffror"
    if reading.number(row.target) is None:
        yield "target", "Skriv målet med siffror"
    on = reading.day(row.date, today=today)
    if on is None:
        yield "date", "Ange ett datum"
    elif on <= today:
        yield "date", "Ange ett datum som inte har varit"
    elif on.year > today.year + FURTHEST:
        yield "date", f"Ange ett datum senast år {today.year + FURTHEST}"


def _people(draft: Draft, around: Surroundings) -> Iterator[tuple[str, str]]:
    written = [(place, row) for place, row in enumerate(draft.people) if not row.is_empty]
    for place, row in written:
        yield from _person(place, row)
    yield from _twice(written)
    for place in range(len(written), LEAST_ADMINISTRATORS):
        text = "Ange en administratör till. Ett konto måste alltid ha minst två."
        yield f"person-{_free(draft, place)}-name", text
        break
    if not draft.daily:
        yield "daily", "Ange vem som sköter kontot till vardags"
    if draft.daily_email and not EMAIL.fullmatch(draft.daily_email):
        yield "daily_email", "Skriv e-postadressen i formen namn@exempelkoping.example"
    if not (draft.daily_email or draft.daily_phone):
        yield "daily_email", "Ange e-post eller telefon till den dagliga driften"


def _free(draft: Draft, least: int) -> int:
    """The first empty row, where the missing administrator is to be written."""
    return next(
        (place for place, row in enumerate(draft.people) if row.is_empty), max(least, len(draft.people))
    )


def _person(place: int, row: PersonRow) -> Iterator[tuple[str, str]]:
    number = place + 1
    if not row.name:
        yield f"person-{place}-name", f"Ange namnet på administratör {number}"
    if not EMAIL.fullmatch(row.email):
        yield f"person-{place}-email", f"Ange e-postadressen till administratör {number}"


def _twice(written: list[tuple[int, PersonRow]]) -> Iterator[tuple[str, str]]:
    for at, (place, row) in enumerate(written):
        if any(_same(row, other) for _, other in written[:at]):
            text = f"Administratör {place + 1} är samma person som en annan. Ange två olika personer."
            yield f"person-{place}-email", text


def _same(one: PersonRow, other: PersonRow) -> bool:
    """The same address (with or without a tag), or the same name without different telephones to tell
    them apart.
    """
    if one.email and _bare(one.email) == _bare(other.email):
        return True
    apart = one.phone and other.phone and one.phone != other.phone
    return bool(one.name) and one.name.casefold() == other.name.casefold() and not apart


def _bare(email: str) -> str:
    return re.sub(r"\+[^@]*@", "@", email.casefold())


def _off_hours(draft: Draft) -> Iterator[tuple[str, str]]:
    """Weekends and holidays: nothing, or both times and how often."""
    if not (draft.off_from or draft.off_to or draft.off_times):
        return
    opens, closes = reading.time_of_day(draft.off_from), reading.time_of_day(draft.off_to)
    if opens is None:
        yield "off_from", "Skriv tiden då helgens bevakning börjar, till exempel 10.00"
    if closes is None:
        yield "off_to", "Skriv tiden då helgens bevakning slutar, till exempel 16.00"
    if opens and closes and opens >= closes:
        yield "off_to", "Helgens bevakning måste sluta senare än den börjar"
    times = reading.number(draft.off_times)
    if times is None or not 1 <= times <= 96 or times != int(times):
        yield "off_times", "Skriv hur många gånger om dagen ni tittar på helgen, till exempel 2"


def _deputy(draft: Draft) -> Iterator[tuple[str, str]]:
    known = {row.email.casefold() for row in draft.people if row.email}
    if draft.watch_deputy and draft.watch_deputy.casefold() not in known:
        yield "watch_deputy", "Skriv e-postadressen till en av administratörerna"


def _watch(draft: Draft, around: Surroundings) -> Iterator[tuple[str, str]]:
    if not draft.days:
        yield "days", "Välj minst en dag då kontot bevakas"
    opens, closes = reading.time_of_day(draft.watch_from), reading.time_of_day(draft.watch_to)
    if opens is None:
        yield "watch_from", "Skriv tiden då bevakningen börjar, till exempel 08.00"
    if closes is None:
        yield "watch_to", "Skriv tiden då bevakningen slutar, till exempel 17.00"
    if opens and closes and opens >= closes:
        yield "watch_to", "Bevakningen måste sluta senare än den börjar"
    yield from _off_hours(draft)
    yield from _deputy(draft)
    for name, most, message in (
        ("times_per_day", 96, "Skriv hur många gånger om dagen ni tittar, till exempel 3"),
        ("posts_per_week", 500, "Skriv hur många gånger i veckan ni publicerar, till exempel 2"),
        ("reply_hours", 720, "Skriv inom hur många timmar ni svarar, till exempel 24"),
        ("hours_per_week", 168, "Skriv antalet timmar med siffror, till exempel 4"),
    ):
        value = reading.number(getattr(draft, name))
        if value is None or value < 0 or (value == 0 and name != "posts_per_week"):
            yield name, message
        elif value > most:
            yield name, f"Skriv ett tal som är högst {most}"
        elif name != "hours_per_week" and value != int(value):
            yield name, "Skriv ett helt tal, utan decimaler"
