"""Who may read, write and decide a plan. Refusal is silence: the doors answer 404."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from liggaren.people import queries as people
from liggaren.people.models import Role, RoleKind, Unit, User
from liggaren.people.queries import Moment
from liggaren.plans.models import Plan, State, Step
from liggaren.plans.states import WRITABLE

WRITERS = (RoleKind.COMMUNICATOR, RoleKind.UNIT_MANAGER, RoleKind.INFORMATION)


def visible_to(user: User, at: Moment = None) -> QuerySet[Plan]:
    """Plans the person wrote, or that lie where their roles reach (G4.3).

    Drafts too: help is asked for early.
    """
    return Plan.objects.filter(Q(author=user) | Q(unit_id__in=people.reach(user, at=at)))


def writable_units(user: User, at: Moment = None) -> list[Unit]:
    """The units a person may write plans for, in the tree's order."""
    reached = people.reach(user, WRITERS, at)
    day = people.swedish_day(at)
    return [unit for unit in people.every_unit().values() if unit.pk in reached and unit.holds(day)]


def may_write(user: User, plan: Plan, at: Moment = None) -> bool:
    """Whether the person may change the plan now: an open state, and the unit within reach of a writer's
    role.
    """
    return plan.state in WRITABLE and plan.unit_id in people.reach(user, WRITERS, at)


def step_of(plan: Plan) -> Step | None:
    """The approval that the plan waits for; None when it waits for none."""
    return {State.WITH_MANAGER: Step.UNIT_MANAGER, State.WITH_DIRECTOR: Step.DIRECTOR}.get(State(plan.state))


def deciders(unit: Unit, step: Step, at: Moment = None) -> list[Role]:
    """The roles that may decide a step for a unit: owners first, then deputies. Empty: the role is vacant."""
    if step == Step.UNIT_MANAGER:
        return people.holders(RoleKind.UNIT_MANAGER, unit, at)
    administration = people.administration_of(unit)
    return people.holders(RoleKind.DIRECTOR, administration, at) if administration else []


def role_for(user: User, unit: Unit, step: Step, at: Moment = None) -> Role | None:
    """The role by which the person may decide the step at the moment; their own before one as a deputy."""
    return next((role for role in deciders(unit, step, at) if role.user_id == user.pk), None)


def waiting_for(user: User, at: Moment = None) -> list[Plan]:
    """Plans that wait for this person's decision, oldest first."""
    open_now = visible_to(user, at).filter(state__in=(State.WITH_MANAGER, State.WITH_DIRECTOR))
    found = open_now.select_related("unit", "author").order_by("changed_at")
    return [plan for plan in found if (step := step_of(plan)) and role_for(user, plan.unit, step, at)]
