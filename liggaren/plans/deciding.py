"""The managers' decisions: approve twice by two persons, ask for a change, refuse (C1.2, C1.3, B.12,
B.13).
"""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.notices.services import tell, tell_all
from liggaren.people.models import Municipality, Role, User
from liggaren.plans import chasing, entering, permissions, states
from liggaren.plans.drafting import NotYours, continue_in_new_version, lock
from liggaren.plans.models import Approval, Plan, PlanVersion, Remark, RemarkKind, State, Step


class MayNotApprove(Refusal):
    """The person holds the role, and may yet not approve this plan."""

    code = "may_not_approve"


class ChangedSinceShown(Refusal):
    """What the approver saw is not what stands now."""

    def __init__(self) -> None:
        super().__init__(
            "Planen har ändrats sedan du öppnade den. Läs den igen innan du godkänner.", "plan_changed"
        )


@transaction.atomic
def approve(*, plan: Plan, by: User, digest: str, second_factor: bool) -> Approval:
    """Approve the sent version whose `digest` was shown. The second approval freezes it for good and enters
    the account.

    `second_factor`: whether the person just proved one; without it only a demonstration goes on, and is
    labelled.
    Raises NotYours (no role for the step now), NoSuchStep, MayNotApprove, ChangedSinceShown,
    AlreadyRegistered.
    """
    row, version = lock(plan)
    step = _step(row)
    role = _role(row, step, by)
    _demand(row, version, by, digest, second_factor)
    states.move(row, State.WITH_DIRECTOR if step == Step.UNIT_MANAGER else State.APPROVED)
    row.changed_at = clock.now()
    approval = _enter(row, version, step, role, second_factor)
    if step == Step.DIRECTOR:
        entering.enter(plan=row, version=version, approval=approval)
    row.save()
    if step == Step.UNIT_MANAGER:
        _pass_on(row, version)
    else:
        chasing.done(row, by)
    return approval


@transaction.atomic
def request_change(*, plan: Plan, by: User, text: str) -> Remark:
    """Send the plan back with a comment; a new version opens for its author.

    Raises NotYours, Refusal without text.
    """
    return _send_back(plan, by, text, RemarkKind.CHANGE_REQUESTED, State.CHANGE_REQUESTED)


@transaction.atomic
def refuse(*, plan: Plan, by: User, text: str) -> Remark:
    """Say no for good, with a reason. Raises NotYours, Refusal without text."""
    return _send_back(plan, by, text, RemarkKind.REFUSED, State.REFUSED)


def _step(plan: Plan) -> Step:
    step = permissions.step_of(plan)
    if step is None:
        raise states.NoSuchStep(
            f"Planen är i läget ”{State(plan.state).label}” och väntar inte på något godkännande.",
            "plan_state",
        )
    return step


def _role(plan: Plan, step: Step, by: User) -> Role:
    role = permissions.role_for(by, plan.unit, step)
    if role is None:
        raise NotYours
    return role


def _demand(plan: Plan, version: PlanVersion, by: User, digest: str, second_factor: bool) -> None:
    if not second_factor and not settings.DEMO:
        raise MayNotApprove("Bekräfta med din andra faktor innan du godkänner.", "second_factor")
    row = Municipality.objects.filter(pk=1).first()
    wrote = by.pk in {plan.author_id, version.written_by_id, version.sent_by_id}
    if wrote and not (row and row.author_may_approve):
        raise MayNotApprove("Du har skrivit planen. Någon annan med samma roll måste godkänna den.")
    if version.approvals.filter(user=by).exists():
        raise MayNotApprove("Du har redan godkänt planen. En annan person måste godkänna nästa steg.")
    if not hmac.compare_digest(version.digest.encode(), digest.encode()):
        raise ChangedSinceShown


def _enter(plan: Plan, version: PlanVersion, step: Step, role: Role, second_factor: bool) -> Approval:
    deputy_for = role.deputy_for.user if role.deputy_for else None
    facts: dict[str, Json] = {
        "version": version.number, "step": step.value, "role": role.pk, "second_factor": second_factor,
        "deputy_for": deputy_for.actor if deputy_for else None,
    }  # fmt: skip
    entry = ledger.append(
        kind="plan.approved" if step == Step.DIRECTOR else "plan.approved_by_manager", actor=role.user.actor,
        obj=plan.obj, facts=facts, digests={"plan": version.digest},
    )  # fmt: skip
    return Approval.objects.create(
        version=version, step=step, user=role.user, name=role.user.name, title=role.user.title,
        deputy_for=deputy_for, second_factor=second_factor, digest=version.digest,
        entry_id=entry, at=clock.now(),
    )  # fmt: skip


def _pass_on(plan: Plan, version: PlanVersion) -> None:
    chasing.ask_to_decide(plan, version, Step.DIRECTOR)
    directors = [role.user for role in permissions.deciders(plan.unit, Step.DIRECTOR)]
    subject, link = "En aktivitetsplan väntar på dig", f"/godkann/{plan.pk}/"
    body = f"Verksamhetens chef har godkänt planen för {plan.name}."
    tell_all(users=directors, subject=subject, body=body, link=link)


def _send_back(plan: Plan, by: User, text: str, kind: RemarkKind, to: State) -> Remark:
    row, version = lock(plan)
    role = _role(row, _step(row), by)
    if not text.strip():
        raise Refusal("Skriv vad som behöver ändras eller varför du säger nej.", "text_missing")
    states.move(row, to)
    chasing.done(row, by)
    if to == State.CHANGE_REQUESTED:
        chasing.ask_to_change(row, continue_in_new_version(row, version))
    row.changed_at = clock.now()
    row.save()
    tell(
        user=row.author, subject=f"{kind.label}: {row.name}"[:150],
        body="Läs vad chefen har skrivit om planen.",
        link=f"/planer/{row.pk}/",
    )  # fmt: skip
    facts: dict[str, Json] = {"version": version.number, "role": role.pk}
    entry = ledger.append(kind=f"plan.{kind.value}", actor=by.actor, obj=row.obj, facts=facts)
    return Remark.objects.create(
        version=version,
        kind=kind,
        user=by,
        title=by.title,
        text=text.strip()[:5000],
        entry_id=entry,
        at=clock.now(),
    )
