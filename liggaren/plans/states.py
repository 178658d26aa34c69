"""Which steps a plan may take."""

from __future__ import annotations

from liggaren.lib.errors import Refusal
from liggaren.plans.models import Plan, State

ALLOWED: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.WITH_MANAGER}),
    State.WITH_MANAGER: frozenset({State.WITH_DIRECTOR, State.CHANGE_REQUESTED, State.REFUSED, State.DRAFT}),
    State.WITH_DIRECTOR: frozenset({State.APPROVED, State.CHANGE_REQUESTED, State.REFUSED, State.DRAFT}),
    State.CHANGE_REQUESTED: frozenset({State.WITH_MANAGER}),
    State.APPROVED: frozenset({State.SUPERSEDED}),
    State.REFUSED: frozenset(),
    State.SUPERSEDED: frozenset(),
}
WRITABLE = frozenset({State.DRAFT, State.CHANGE_REQUESTED})


class NoSuchStep(Refusal):
    """The plan's state does not allow the step."""


def move(plan: Plan, to: State) -> None:
    """Set the state in memory; the caller saves. Raises NoSuchStep for any pair outside ALLOWED."""
    now = State(plan.state)
    if to not in ALLOWED[now]:
        raise NoSuchStep(
            f"Planen är i läget ”{now.label}” och kan inte gå till ”{to.label}”. Ladda om sidan.",
            "plan_state",
        )
    plan.state = to
