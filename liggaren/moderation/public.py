"""What anyone may know of a case by its follow link, and how they add to it (C5.4). Frozen types only.

Nothing about anyone: neither who wrote, nor what, nor which of us has it. A unit has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liggaren.capture.models import Visibility
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.moderation import case_code, case_messages, case_queries, guessing
from liggaren.moderation.case_states import CaseState
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.models import Case, CaseEvent
from liggaren.people import queries as people
from liggaren.register import media

SHOWN = (Visibility.OPEN, Visibility.FLAGGED)
FROM_ONE_CASE, FROM_ONE_VISITOR = 5, 5  # messages in ten minutes
WORD_FOR_ALL = "Uppgifter i det här ärendet visas inte här. Fråga enheten som har det."
NOW: dict[str, tuple[str, str]] = {
    CaseState.RECEIVED: ("Vi har tagit emot det", "Enheten som fick det ska säga om det är rätt. "
                                                 "Du behöver inte göra något."),
    CaseState.ASSIGNED: ("Det är hos rätt enhet", "Du behöver inte göra något. Nästa besked kommer här."),
    CaseState.IN_PROGRESS: ("Det åtgärdas", "Du behöver inte göra något. Nästa besked kommer här."),
    CaseState.WAITING: ("Vi behöver veta mer av dig", ""),
    CaseState.CLOSED: ("Ärendet är avslutat", ""),
}  # fmt: skip
STEPS = (CaseState.RECEIVED, CaseState.ASSIGNED, CaseState.IN_PROGRESS, CaseState.CLOSED)


@dataclass(frozen=True)
class PublicStep:
    """One of the four steps; `state` is "done", "now" or ""."""

    title: str
    state: str


@dataclass(frozen=True)
class PublicEvent:
    """One thing that has happened."""

    at: datetime
    headline: str
    text: str


@dataclass(frozen=True)
class PublicCase:
    """A case as anyone with its link may see it. `next_on` is the day by which something more is told."""

    code: str
    number: str
    title: str
    state: str
    steps: tuple[PublicStep, ...]
    headline: str
    text: str
    events: tuple[PublicEvent, ...]
    unit: str
    administration: str
    email: str
    phone: str
    hours: str
    came_on: date
    platform: str
    next_on: date | None
    is_late: bool
    has_escalated: bool
    updated_at: datetime
    is_closed: bool


@dataclass(frozen=True)
class Followed:
    """The answer to a code: the case, or whether the visitor must wait. Neither: there is no such case."""

    case: PublicCase | None = None
    is_limited: bool = False


@dataclass(frozen=True)
class Added:
    """What became of a message: kept, or why not."""

    is_kept: bool = False
    problem: str = ""
    is_limited: bool = False
    is_missing: bool = False


def read_code(text: str) -> str:
    """The code as it is spelled, from what a person typed; empty when it cannot be one."""
    return case_code.read(text)


def follow(code: str, *, visitor: str) -> Followed:
    """The case that a code belongs to. A wrong guess is counted on the visitor's address and on all."""
    if guessing.is_limited(visitor):
        return Followed(is_limited=True)
    found = _find(code)
    if found is None:
        guessing.missed(visitor)
        return Followed()
    return Followed(_public(found, code))


def add(code: str, text: str, *, visitor: str) -> Added:
    """Keep what the visitor adds to a case. Nothing of who they are is kept."""
    if guessing.is_limited(visitor):
        return Added(is_limited=True)
    found = _find(code)
    if found is None:
        guessing.missed(visitor)
        return Added(is_missing=True)
    if problems := case_messages.problems(text):
        return Added(problem=problems[0].message)
    if _too_many(found, visitor):
        return Added(is_limited=True)
    try:
        case_messages.keep(case=found, text=text)
    except Incomplete as refusal:
        return Added(problem=refusal.message)
    return Added(is_kept=True)


def _too_many(case: Case, visitor: str) -> bool:
    if guessing.count(f"message:{case.pk.hex}") > FROM_ONE_CASE:
        return True
    return guessing.count(guessing.key_of("message", visitor)) > FROM_ONE_VISITOR


def _find(code: str) -> Case | None:
    spelled = case_code.read(code)
    related = ("unit", "account", "item")
    return Case.objects.select_related(*related).filter(follow_digest=case_code.digest(spelled)).first()


def _public(case: Case, code: str) -> PublicCase:
    shown = case.item.visibility in SHOWN and case.item.withheld_at is None
    rows = list(case.events.filter(is_public=True).order_by("-pk")) if shown else []
    today = dates.swedish_day(clock.now())
    headline, text = _now(case, rows)
    contact, home = case_queries.contact(case.unit), people.administration_of(case.unit)
    return PublicCase(
        code=case_code.read(code), number=case.number, title=case.title if shown else "Ditt ärende",
        state=case.state, steps=_steps(case), headline=headline, text=text if shown else WORD_FOR_ALL,
        events=tuple(PublicEvent(row.at, row.headline, row.text) for row in rows),
        unit=case.unit.name, administration=home.name if home and home.pk != case.unit_id else "",
        email=contact.email if contact else "", phone=contact.phone if contact else "",
        hours=contact.hours if contact else "", came_on=dates.swedish_day(case.item.counted_at),
        platform=media.get(case.account.platform).name, next_on=case.next_on,
        is_late=case_queries.is_late(case, today), has_escalated=_has_escalated(case),
        updated_at=case.updated_at, is_closed=case.state == CaseState.CLOSED,
    )  # fmt: skip


def _now(case: Case, rows: list[CaseEvent]) -> tuple[str, str]:
    """Where it stands: the latest word of the unit that has it, as long as the state is still that word's."""
    kind = {
        CaseState.IN_PROGRESS: CaseEvent.Kind.TOLD, CaseState.WAITING: CaseEvent.Kind.ASKED,
        CaseState.CLOSED: CaseEvent.Kind.CLOSED,
    }.get(CaseState(case.state))  # fmt: skip
    said = next((row for row in rows if row.kind == kind), None)
    usual = NOW[case.state]
    return (said.headline, said.text or usual[1]) if said else usual


def _steps(case: Case) -> tuple[PublicStep, ...]:
    at = CaseState.IN_PROGRESS if case.state == CaseState.WAITING else CaseState(case.state)
    number = STEPS.index(at)
    words = [CaseState.WAITING.label if case.state == CaseState.WAITING and step == at else step.label
             for step in STEPS]  # fmt: skip
    states = ["done" if place < number or case.state == CaseState.CLOSED else "now" if place == number else ""
              for place in range(len(STEPS))]  # fmt: skip
    return tuple(PublicStep(str(word), state) for word, state in zip(words, states, strict=True))


def _has_escalated(case: Case) -> bool:
    """Whether the level above has been told that it is late."""
    if not case.chase:
        return False
    return Duty.objects.filter(key=case.chase, closed_at=None, escalated_at__isnull=False).exists()
