"""Sending a plan to the managers: checked, sealed and frozen; taking it back opens the next version."""

from __future__ import annotations

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.notices.services import tell_all
from liggaren.people.models import Municipality, Role, Unit, User
from liggaren.people.queries import swedish_day
from liggaren.plans import chasing, permissions, queries, reading, states, tidying
from liggaren.plans.checking import Problem
from liggaren.plans.draft import Draft
from liggaren.plans.drafting import Conflict, Locked, NotYours, continue_in_new_version, lock
from liggaren.plans.models import (
    Goal,
    Plan,
    PlanAdministrator,
    PlanVersion,
    Remark,
    RemarkKind,
    State,
    Step,
)


class NotReady(Refusal):
    """Something in the form must be mended; `problems` says what and where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("Några uppgifter behöver rättas innan planen kan skickas.", "plan_not_ready")
        self.problems = problems


class Vacant(Refusal):
    """Nobody holds a role that must approve, or not two different persons."""

    code = "role_vacant"


@transaction.atomic
def send(*, plan: Plan, revision: int, by: User) -> PlanVersion:
    """Send the newest version to the unit's manager: sealed, and closed for change.

    Raises NotYours, Locked, Conflict, NotReady (with every problem), Vacant.
    """
    row, version = lock(plan)
    if not permissions.may_write(by, row):
        raise Locked if by == row.author else NotYours
    draft = tidying.tidy(queries.draft_of(version), today=swedish_day())
    if version.revision != revision:
        raise Conflict(queries.draft_of(version), version.revision, version.written_by.name)
    if found := queries.missing(row, queries.draft_of(version)):
        raise NotReady(found)
    managers = demand_two_deciders(row.unit, row.author)
    states.move(row, State.WITH_MANAGER)
    _freeze(row, version, draft, by)
    chasing.ask_to_decide(row, version, Step.UNIT_MANAGER)
    link = f"/godkann/{row.pk}/"
    tell_all(
        users=managers, subject="En aktivitetsplan väntar på dig", body=f"Den gäller {row.name}.", link=link
    )
    return version


@transaction.atomic
def withdraw(*, plan: Plan, by: User) -> PlanVersion:
    """Take back a plan that is with the managers; the sent version stays, a new one opens.

    Raises NotYours.
    """
    row, version = lock(plan)
    if by.pk not in {row.author_id, version.sent_by_id}:
        raise NotYours
    states.move(row, State.DRAFT)
    chasing.done(row, by)
    entry = ledger.append(
        kind="plan.withdrawn", actor=by.actor, obj=row.obj, facts={"version": version.number}
    )
    Remark.objects.create(
        version=version, kind=RemarkKind.WITHDRAWN, user=by, title=by.title, entry_id=entry, at=clock.now()
    )
    fresh = continue_in_new_version(row, version)
    row.changed_at = clock.now()
    row.save()
    return fresh


def demand_two_deciders(unit: Unit, author: User) -> list[User]:
    """The users of the first step, where both roles are held and by two different persons. Raises Vacant."""
    first, second = (_may_decide(unit, step, author) for step in (Step.UNIT_MANAGER, Step.DIRECTOR))
    if not any(one.user_id != other.user_id for one in first for other in second):
        raise Vacant(
            "Samma person är både verksamhetens chef och förvaltningschef. Två personer måste godkänna. "
            "Be informationsfunktionen utse en ersättare för den ena rollen."
        )
    return [role.user for role in first]


def _may_decide(unit: Unit, step: Step, author: User) -> list[Role]:
    everyone = permissions.deciders(unit, step)
    if not everyone:
        raise Vacant(
            f"Rollen {step.label} är inte besatt för {unit.name}, så ingen kan godkänna planen. "
            "Be informationsfunktionen utse en chef eller en ersättare."
        )
    row = Municipality.objects.filter(pk=1).first()
    own = row is not None and row.author_may_approve
    found = [role for role in everyone if own or role.user_id != author.pk]
    if not found:
        raise Vacant(
            f"Du är själv {step.label}. Någon annan måste godkänna. "
            "Be informationsfunktionen utse en ersättare."
        )
    return found


def _freeze(plan: Plan, version: PlanVersion, draft: Draft, by: User) -> None:
    """Seal the version's words: digest in the ledger, typed rows beside, and the trigger closes it."""
    now = clock.now()
    version.fields, version.digest = draft.to_json(), draft.digest(plan.pk, version.number)
    _write_rows(version, draft)
    version.entry_id = ledger.append(
        kind="plan.sent", actor=by.actor, obj=plan.obj, facts={"version": version.number},
        digests={"plan": version.digest},
    )  # fmt: skip
    version.sent_at, version.sent_by = now, by
    version.save()
    plan.changed_at = now
    plan.save()


def _write_rows(version: PlanVersion, draft: Draft) -> None:
    today = swedish_day()
    for place, row in enumerate(draft.goals):
        baseline, target = reading.number(row.baseline), reading.number(row.target)
        by = reading.day(row.date, today=today)
        if baseline is None or target is None or by is None:
            raise ValueError("the form is checked before it is frozen")
        Goal.objects.create(
            version=version, place=place, metric=row.metric[:200], baseline=baseline, target=target, date=by
        )
    PlanAdministrator.objects.bulk_create(
        PlanAdministrator(
            version=version, place=place, name=row.name[:200], email=row.email.lower()[:254],
            phone=row.phone[:30], work_profile=row.profile[:200],
        )
        for place, row in enumerate(draft.people)
    )  # fmt: skip
