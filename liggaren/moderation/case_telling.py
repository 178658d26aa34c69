"""What a step of a case leaves behind: its row, its entry in the ledger, its duties and notices (C5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.moderation import case_times
from liggaren.moderation.models import Case, CaseEvent
from liggaren.notices import services as notices
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, Unit, User

RECEIVERS = (RoleKind.UNIT_MANAGER, RoleKind.DIRECTOR, RoleKind.COMMUNICATOR)


def link(case: Case) -> str:
    """The case's page at the desk."""
    return f"/arenden/{case.pk}/"


def event(case: Case, kind: CaseEvent.Kind, *, by: User | None, **facts: Any) -> CaseEvent:
    """The step's row; the case is marked as changed, unsaved."""
    case.updated_at = clock.now()
    row: CaseEvent = CaseEvent.objects.create(case=case, kind=kind, at=case.updated_at, by=by, **facts)
    return row


def enter(
    case: Case, kind: str, *, by: User | None, digests: dict[str, str] | None = None, **facts: Any
) -> None:
    """The ledger's entry: numbers, states and units; never a word that anyone wrote."""
    ledger.append(
        kind=kind, actor=by.actor if by else "system", obj=f"case:{case.pk}",
        facts={"number": case.number, "state": str(case.state), "unit": case.unit_id, **facts},
        digests=digests or {},
    )  # fmt: skip


def receivers(unit: Unit) -> tuple[str, list[User]]:
    """The role that answers for a case at a unit, and who are told. Where nobody works, the information
    function.
    """
    for kind in RECEIVERS:
        if found := people.holders(kind, unit):
            return str(kind), [role.user for role in found]
    return str(RoleKind.INFORMATION), [role.user for role in people.holders(RoleKind.INFORMATION, unit)]


def chase(case: Case, what: str, title: str, day: date) -> None:
    """Let the unit's duty follow the case: one at a time, so that what is late is about what is due now."""
    stop(case, by=None)
    role, _ = receivers(case.unit)
    case.chase = f"case.{what}:{case.pk}:{CaseEvent.objects.filter(case=case).count()}"
    duties.open_duty(
        kind=f"case.{what}", key=case.chase, title=f"{title} {case.number}", link=link(case),
        due_at=case_times.end_of(day), owner_role=role, unit=case.unit,
    )  # fmt: skip


def stop(case: Case, *, by: User | None, outcome: str = "done") -> None:
    """End what chases the case now."""
    if case.chase:
        duties.close(case.chase, outcome, by=by)
        case.chase = ""


def ask_information(case: Case) -> None:
    """The information function is to say who has the case."""
    stop(case, by=None, outcome="disputed")
    case.chase = f"case.decide:{case.pk}:{CaseEvent.objects.filter(case=case).count()}"
    duties.open_duty(
        kind="case.decide", key=case.chase, title=f"Avgör vem som ska ha ärende {case.number}",
        link=link(case), due_at=case_times.due(clock.now(), case_times.RECEIPT),
        owner_role=RoleKind.INFORMATION, unit=case.unit,
    )  # fmt: skip


def tell(users: Sequence[User], subject: str, body: str, case: Case) -> None:
    """A bland notice to each."""
    notices.tell_all(users=users, subject=subject, body=body, link=link(case))


def to_unit(case: Case, *, by: User) -> None:
    """The unit has a case to receive: its duty, and a notice to its people."""
    case.next_on = case_times.working_day(clock.now(), case_times.RECEIPT)
    chase(case, "receive", "Ta emot ärende", case.next_on)
    others = [user for user in receivers(case.unit)[1] if user != by]
    body = "Ett ärende från sociala medier har skickats till er enhet. Ta emot det eller skicka det vidare."
    tell(others, f"Ett ärende till er: {case.number}", body, case)
