"""The plan's form: posted words to a draft, and a draft with its problems to fields for the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from liggaren.people.models import Unit
from liggaren.plans.checking import PARTS, Problem
from liggaren.plans.draft import MOST_ROWS, PURPOSES, TEXTS, Draft, GoalRow, PersonRow, from_json
from liggaren.plans.wording import DAYS, LABELS
from liggaren.register import media

TITLES = {
    "konto": "Kontot", "varfor": "Varför", "mal": "Mål", "folk": "Bemanning", "bevak": "Bevakning",
    "ovr": "Övrigt", "skicka": "Skicka",
}  # fmt: skip
HINTS = {
    "name": "Så som kontot ska heta på plattformen.",
    "address": "Adressen som allmänheten ska använda. Finns den inte än kan du fylla i den vid starten.",
    "email": "En egen adress som alla administratörer når. Aldrig någons personliga.",
    "purpose": "Vad ska bli bättre för den som följer kontot?",
    "target_group": "Vilka vill ni nå först och främst, och vad har de för nytta av kontot?",
    "why_medium": "Var finns målgruppen, och vad passar innehållet?",
    "website": "Går det lika bra på kommunens webbplats, eller leder kontot dit?",
    "goal_text": "Det ska gå att se efteråt om satsningen lyckades.",
    "daily": "Den som skriver inlägg och svarar.",
    "times_per_day": "Till exempel 3.",
    "posts_per_week": "Till exempel 2.",
    "reply_hours": "Räknat i bevakad tid. Till exempel 24.",
    "off_from": "Gäller alla dagar som ni inte har valt ovan. Lämna tomt om ingen tittar då.",
    "off_times": "Till exempel 2.",
    "watch_deputy": "En av administratörerna, som får veta först om en bevakning blir missad.",
    "off_hours": "Vem ser vad som händer kvällar och helger, om någon behöver göra det?",
    "hours_per_week": "Räkna med både inlägg och svar. Till exempel 4.",
    "signature": "Så syns vem som svarar, till exempel /Lo, Badhuset Vågen.",
    "other": "Något mer som cheferna bör veta?",
}
AREAS = {"purpose", "target_group", "why_medium", "website", "goal_text", "daily", "off_hours", "other"}
OPTIONAL = {"address", "why_medium", "website", "goal_text", "off_hours", "signature", "other", "daily_phone",
    "off_from", "off_to", "off_times", "watch_deputy",
}  # fmt: skip
INPUTS = {
    "address": "url",
    "email": "email",
    "daily_email": "email",
    "daily_phone": "tel",
    "watch_deputy": "email",
}
NARROW = {
    "watch_from", "watch_to", "times_per_day", "posts_per_week", "reply_hours", "hours_per_week", "off_from",
    "off_to", "off_times",
}  # fmt: skip


@dataclass(frozen=True)
class FieldView:
    """One field as the template draws it. `ident` is both id and name."""

    ident: str
    label: str
    value: str
    hint: str = ""
    error: str = ""
    area: bool = False
    optional: bool = False
    inputmode: str = ""
    narrow: bool = False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def described(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        parts = [f"{self.ident}-hint" if self.hint else "", f"{self.ident}-error" if self.error else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Group:
    """A goal or an administrator: a legend and its fields."""

    legend: str
    fields: list[FieldView]
    error: str = ""


@dataclass(frozen=True)
class Choice:
    """A checkbox."""

    ident: str
    name: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class TocRow:
    """A part in the contents: done, with problems shown, or neither."""

    ident: str
    title: str
    done: bool
    wrong: int


@dataclass(frozen=True)
class FormView:
    """Everything the form's template needs."""

    fields: Mapping[str, FieldView]
    goals: list[Group]
    people: list[Group]
    purposes: list[Choice]
    days: list[Choice]
    days_error: str
    toc: list[TocRow]
    problems: list[Problem]


def read(post: QueryDict) -> Draft:
    """The draft in a posted form. Never fails; what is missing is empty."""
    return from_json(
        {
            **{name: post.get(name, "") for name in TEXTS},
            "purposes": post.getlist("purposes"),
            "days": [int(day) for day in post.getlist("days") if day in {"0", "1", "2", "3", "4", "5", "6"}],
            "goals": _rows(post, "goal", ("metric", "baseline", "target", "date")),
            "people": _rows(post, "person", ("name", "email", "phone", "profile")),
        }
    )


def _rows(post: QueryDict, prefix: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    places = [place for place in range(MOST_ROWS) if f"{prefix}-{place}-{names[0]}" in post]
    return [{name: post.get(f"{prefix}-{place}-{name}", "") for name in names} for place in places]


def revision(post: QueryDict) -> int:
    """The revision the form was drawn from; -1, which matches none, when it cannot be read."""
    text = post.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def with_row(draft: Draft, kind: str) -> Draft:
    """The draft with one more empty goal or administrator, within the limit."""
    if kind == "goal" and len(draft.goals) < MOST_ROWS:
        return replace(draft, goals=(*draft.goals, GoalRow()))
    if kind == "person" and len(draft.people) < MOST_ROWS:
        return replace(draft, people=(*draft.people, PersonRow()))
    return draft


def view(
    draft: Draft, missing: list[Problem], shown: list[Problem], units: Iterable[Unit], unit: Unit
) -> FormView:
    """The form for a draft.

    `missing` decides the contents' checks; `shown` are the problems told to the person.
    """
    wrong = {problem.field: problem.message for problem in reversed(shown)}
    fields = {name: _field(name, getattr(draft, name), wrong) for name in TEXTS}
    fields["medium"] = replace(fields["medium"], options=_media())
    fields["unit"] = FieldView(
        "unit", "Verksamhet", str(unit.pk), "Enheten eller avdelningen som kontot hör till.",
        options=tuple((str(one.pk), one.name) for one in units),
    )  # fmt: skip
    return FormView(
        fields=fields,
        goals=[_goal(place, row, wrong) for place, row in enumerate(draft.goals or (GoalRow(),))],
        people=[_person(place, row, wrong) for place, row in enumerate(_at_least_two(draft))],
        purposes=[_choice("purposes", code, text, code in draft.purposes) for code, text in PURPOSES.items()],
        days=[_choice("days", str(day), DAYS[day], day in draft.days) for day in range(7)],
        days_error=wrong.get("days", ""),
        toc=_toc(missing, shown),
        problems=shown,
    )


def _media() -> tuple[tuple[str, str], ...]:
    return (("", "Välj"), *((medium.key, medium.name) for medium in media.every().values()))


def _at_least_two(draft: Draft) -> tuple[PersonRow, ...]:
    return draft.people + (PersonRow(),) * max(0, 2 - len(draft.people))


def _field(name: str, value: str, wrong: Mapping[str, str]) -> FieldView:
    return FieldView(
        ident=name, label=LABELS[name], value=value, hint=HINTS.get(name, ""), error=wrong.get(name, ""),
        area=name in AREAS, optional=name in OPTIONAL, inputmode=INPUTS.get(name, ""), narrow=name in NARROW,
    )  # fmt: skip


def _goal(place: int, row: GoalRow, wrong: Mapping[str, str]) -> Group:
    labels = {
        "metric": "Det här mäter vi", "baseline": "I dag", "target": "Mål", "date": "Senast (åååå-mm-dd)"
    }  # fmt: skip
    return _group(f"Mätbart mål {place + 1}", f"goal-{place}", labels, row, wrong, {})


def _person(place: int, row: PersonRow, wrong: Mapping[str, str]) -> Group:
    labels = {"name": "Namn", "email": "E-post", "phone": "Telefon", "profile": "Arbetsprofil på plattformen"}
    inputs = {"email": "email", "phone": "tel"}
    return _group(f"Administratör {place + 1}", f"person-{place}", labels, row, wrong, inputs)


def _group(
    legend: str,
    prefix: str,
    labels: Mapping[str, str],
    row: GoalRow | PersonRow,
    wrong: Mapping[str, str],
    inputs: Mapping[str, str],
) -> Group:
    fields = [
        FieldView(
            f"{prefix}-{name}", label, getattr(row, name), error=wrong.get(f"{prefix}-{name}", ""),
            inputmode=inputs.get(name, ""), optional=name in {"phone", "profile"},
        )
        for name, label in labels.items()
    ]  # fmt: skip
    return Group(legend, fields, error="wrong" if any(field.error for field in fields) else "")


def _choice(name: str, value: str, label: str, chosen: bool) -> Choice:
    return Choice(f"{name}-{value}", name, value, label, chosen)


def _toc(missing: list[Problem], shown: list[Problem]) -> list[TocRow]:
    open_parts = {problem.part for problem in missing}
    return [
        TocRow(
            ident, title, ident in PARTS and ident not in open_parts,
            sum(problem.part == ident for problem in shown),
        )
        for ident, title in TITLES.items()
    ]  # fmt: skip
