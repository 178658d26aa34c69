"""The way to the start: what has happened to a plan, where it is now, and what comes next, as a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liggaren.ledger import queries as ledger
from liggaren.plans import permissions, queries
from liggaren.plans.models import Plan, State, Step
from liggaren.plans.queries import Happening
from liggaren.register.models import Status

TITLES = {
    "sent": "Version {version} skickad", "approved": "Godkänd av {step}",
    "change_requested": "Ändring begärd",
    "refused": "Avslagen", "withdrawn": "Tillbakadragen",
}  # fmt: skip
TONES = {"change_requested": "warn", "refused": "bad", "withdrawn": "warn"}


@dataclass(frozen=True)
class Row:
    """One row of the timeline.

    `tone`: "", "warn", "bad" or "next"; `sealed` is None where nothing is sealed.
    """

    title: str
    text: str
    tone: str
    at: datetime | None = None
    is_now: bool = False
    entry_id: int | None = None
    sealed: int | None = None  # the entry's number in the log; None while it is being secured


def rows(plan: Plan) -> list[Row]:
    """The timeline of a plan, oldest first, what comes next last."""
    told = queries.story(plan)
    seals = ledger.seals([row.entry_id for row in told if row.entry_id]) if told else {}
    return [*(_row(row, seals) for row in told), *_copied(told), *_now(plan), *_next(plan)]


def _copied(told: list[Happening]) -> list[Row]:
    """The copy to the information function, which the second approval sends by itself."""
    approvals = [row for row in told if row.kind == "approved"]
    by_both = {row.step for row in approvals if row.version == approvals[-1].version} if approvals else set()
    if not {step.label for step in Step} <= by_both:
        return []
    return [Row("Kopia till informationsfunktionen", "Gick av sig själv.", "", at=approvals[-1].at)]


def _row(row: Happening, seals: dict[int, ledger.Seal]) -> Row:
    seal = seals.get(row.entry_id) if row.entry_id else None
    return Row(
        title=TITLES[row.kind].format(version=row.version, step=row.step), text=_said(row),
        tone=TONES.get(row.kind, ""), at=row.at, entry_id=row.entry_id, sealed=seal.index if seal else None,
    )  # fmt: skip


def _said(row: Happening) -> str:
    who = f"{row.who}, {row.title}" if row.title else row.who
    deputy = f", ersättare för {row.deputy_for}" if row.deputy_for else ""
    factor = "" if row.second_factor else " Utan andra faktor (demonstration)."
    if row.text:
        return f"{who}{deputy}: ”{row.text}”"
    return f"{'Av ' if row.kind == 'sent' else ''}{who}{deputy}.{factor}"


def _now(plan: Plan) -> list[Row]:
    if plan.state not in {State.DRAFT, State.CHANGE_REQUESTED}:
        return []
    number = queries.newest(plan).number
    return [Row(f"Version {number}, utkast", "Bara ni ser den.", "", is_now=True)]


def _next(plan: Plan) -> list[Row]:
    """The steps that remain, with the names of those who take them."""
    steps = {
        State.DRAFT: (Step.UNIT_MANAGER, Step.DIRECTOR),
        State.CHANGE_REQUESTED: (Step.UNIT_MANAGER, Step.DIRECTOR),
        State.WITH_MANAGER: (Step.UNIT_MANAGER, Step.DIRECTOR),
        State.WITH_DIRECTOR: (Step.DIRECTOR,),
    }.get(State(plan.state), ())
    found = [Row(step.label.capitalize(), names(plan, step), "next") for step in steps]
    if found:
        found.append(Row("Kopia till informationsfunktionen", "Går av sig själv.", "next"))
    if plan.state in {State.REFUSED, State.SUPERSEDED}:
        return found
    account = plan.account
    if account is not None and account.status == Status.STARTED:
        return [*found, Row("Kontot är i ordning", "", "", is_now=True)]
    return [*found, Row("Uppgifter i förvar och start", "När kontot är skapat.", "next")]


def names(plan: Plan, step: Step) -> str:
    """Who may decide a step, deputies named as such; says so when the role is vacant."""
    found = [
        f"{role.user.name} (ersättare)" if role.deputy_for_id else role.user.name
        for role in permissions.deciders(plan.unit, step)
    ]
    return " eller ".join(found) or "Rollen är inte besatt. Planen kan inte skickas förrän någon är utsedd."
