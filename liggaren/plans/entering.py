"""What the second approval brings about: register entry, working facts, the copy to the information
function (C1.4, B.14).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from liggaren.duties import services as duties
from liggaren.lib import clock
from liggaren.notices.services import tell_all
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.people.services import enter_user
from liggaren.plans import queries, reading
from liggaren.plans.draft import Draft
from liggaren.plans.models import Approval, Plan, PlanVersion, State, Step
from liggaren.register import roster
from liggaren.register import services as register
from liggaren.register.models import Account
from liggaren.register.services import FactsDraft, RosterLine


def enter(*, plan: Plan, version: PlanVersion, approval: Approval) -> Account:
    """Freeze the version and write the register from it; the caller holds the plan's lock and saves its row.

    Raises AlreadyRegistered where another account took the address meanwhile.
    """
    draft = queries.draft_of(version)
    lines = _roster(version, approval)
    if plan.account is None:
        plan.account = register.enter_planned(
            platform=draft.medium, name=draft.name, unit=plan.unit, by=approval.user, address=draft.address,
            administrators=lines, **_facts(draft),
        )  # fmt: skip
    else:
        address = {"address": draft.address} if draft.address else {}
        register.change(account=plan.account, by=approval.user, name=draft.name, **address, **_facts(draft))
        roster.replace(account=plan.account, lines=lines, by=approval.user)
    _supersede(plan)
    register.write_working_facts(
        account=plan.account, facts=_working(plan, draft, version, approval), by=approval.user
    )
    version.approved_at, version.approval_entry_id = approval.at, approval.entry_id
    version.save(update_fields=["approved_at", "approval_entry_id"])
    _tell(plan, plan.account)
    return plan.account


def _roster(version: PlanVersion, approval: Approval) -> list[RosterLine]:
    return [
        RosterLine(
            user=enter_user(email=row.email, name=row.name, phone=row.phone, by=approval.user),
            work_profile=row.work_profile,
        )
        for row in version.administrators.order_by("place")
    ]


def _facts(draft: Draft) -> dict[str, Any]:
    return {
        "purpose": draft.purpose,
        "target_group": draft.target_group,
        "email": draft.email,
        "is_internal": draft.purposes == ("internal",),
    }


def _watch(draft: Draft) -> dict[str, Any]:
    """The watch as other rooms read it: hours on chosen days, on all others, who keeps it, who stands in."""
    ids = {
        user.email: user.pk
        for user in User.objects.filter(email__in=[row.email.lower() for row in draft.people if row.email])
    }
    places = [ids[row.email.lower()] for row in draft.people if row.email.lower() in ids]
    others = [pk for pk in places if pk != ids.get(draft.daily_email.lower(), places[0] if places else 0)]
    free = {
        "from": reading.time_of_day(draft.off_from), "to": reading.time_of_day(draft.off_to),
        "times_per_day": int(reading.number(draft.off_times) or 0),
    }  # fmt: skip
    return {
        "days": list(draft.days),
        "from": reading.time_of_day(draft.watch_from),
        "to": reading.time_of_day(draft.watch_to),
        "times_per_day": int(reading.number(draft.times_per_day) or 1),
        "off_hours": draft.off_hours,
        "free": free if free["times_per_day"] else None,
        "who": ids.get(draft.daily_email.lower(), places[0] if places else None),
        "deputy": ids.get(draft.watch_deputy.lower(), others[0] if others else None),
    }


def _working(plan: Plan, draft: Draft, version: PlanVersion, second: Approval) -> FactsDraft:
    first = version.approvals.get(step=Step.UNIT_MANAGER)
    return FactsDraft(
        watch=_watch(draft),
        plan_ref=str(plan.pk),
        approver_one_id=first.user_id,
        approver_two_id=second.user_id,
        approval_entry_id=second.entry_id,
        signature=draft.signature[:100],
        reply_hours=int(reading.number(draft.reply_hours) or 24),
        purposes=draft.purposes,
        posts_per_week=int(reading.number(draft.posts_per_week) or 0),
        hours_per_week=float(reading.number(draft.hours_per_week) or 0),
    )


def _supersede(plan: Plan) -> None:
    """A newer approved plan takes the place of the account's older one."""
    older = Plan.objects.filter(account=plan.account, state=State.APPROVED).exclude(pk=plan.pk)
    older.update(state=State.SUPERSEDED, changed_at=clock.now())


def _tell(plan: Plan, account: Account) -> None:
    link = f"/konton/{account.pk}/"
    information = people.users_with(RoleKind.INFORMATION, plan.unit)
    tell_all(
        users=information, subject="En aktivitetsplan är godkänd", link=f"/planer/{plan.pk}/",
        body=f"Båda cheferna har godkänt planen för {account.name}. Kontot står nu i registret.",
    )  # fmt: skip
    tell_all(
        users=[plan.author, *(row.user for row in account.roster.select_related("user"))],
        subject="Planen är godkänd", body=f"Nu kan ni starta {account.name}.", link=link,
    )  # fmt: skip
    if account.status == "planned":
        duties.open_duty(
            kind="account.start", key=f"account.{account.pk}.start",
            title=f"Starta kontot: {account.name}"[:200],
            link=f"{link}start/", due_at=clock.now() + timedelta(days=30), owner=plan.author, unit=plan.unit,
        )  # fmt: skip
