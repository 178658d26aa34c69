"""Whose turn it is: one open duty for each plan that waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from liggaren.duties import services as duties
from liggaren.lib import clock
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.plans.models import Plan, PlanVersion, Step

# Times to decide and to answer are ours: a plan should not wait for a week.
TO_DECIDE = timedelta(days=5)
TO_CHANGE = timedelta(days=10)


def ask_to_decide(plan: Plan, version: PlanVersion, step: Step) -> None:
    """The next approval is due with the role that decides it; whoever had the plan before is done."""
    done(plan, None)
    administration = people.administration_of(plan.unit)
    at_director = step == Step.DIRECTOR and administration is not None
    duties.open_duty(
        kind="plan.approve",
        key=f"{_prefix(plan)}{version.number}.{step}",
        title=f"Ta ställning till planen för {plan.name}"[:200],
        link=f"/godkann/{plan.pk}/",
        due_at=clock.now() + TO_DECIDE,
        owner_role=RoleKind.DIRECTOR if step == Step.DIRECTOR else RoleKind.UNIT_MANAGER,
        unit=administration if at_director else plan.unit,
    )


def ask_to_change(plan: Plan, version: PlanVersion) -> None:
    """The author has a change to make."""
    done(plan, None)
    duties.open_duty(
        kind="plan.change",
        key=f"{_prefix(plan)}{version.number}.change",
        title=f"Ändra planen för {plan.name}"[:200],
        link=f"/planer/{plan.pk}/",
        due_at=clock.now() + TO_CHANGE,
        owner=plan.author,
        unit=plan.unit,
    )


def done(plan: Plan, by: User | None) -> None:
    """Nobody is waited for any longer."""
    duties.close_about(_prefix(plan), "done", by=by)


def _prefix(plan: Plan) -> str:
    return f"plan.{plan.pk}."
