"""Reads of plans: the newest version, what is missing in it, what has happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liggaren.people import queries as people
from liggaren.people.memory import recall
from liggaren.people.models import User
from liggaren.plans.checking import Problem, Surroundings, problems
from liggaren.plans.draft import Draft, from_json
from liggaren.plans.models import Approval, Plan, PlanVersion, Remark, State, Step
from liggaren.register import addresses, media
from liggaren.register.models import Account


@dataclass(frozen=True)
class Happening:
    """One row of a plan's story. `kind`: sent, approved, change_requested, refused, withdrawn."""

    at: datetime
    kind: str
    version: int
    who: str
    title: str = ""
    text: str = ""
    step: str = ""
    deputy_for: str = ""
    second_factor: bool = True
    entry_id: int | None = None


def newest(plan: Plan) -> PlanVersion:
    """The version with the highest number."""
    return versions(plan)[-1]


def draft_of(version: PlanVersion) -> Draft:
    """The form of a version, as typed."""
    return from_json(version.fields)


def surroundings(plan: Plan, draft: Draft) -> Surroundings:
    """What the decider must know about the municipality, its people and its register."""
    return Surroundings(
        today=people.swedish_day(),
        media=set(media.every()),
        domains=people.municipality().mail_domains.split(),
        own_words=[unit.name for unit in people.every_unit().values()],
        known_emails=_known(draft.email),
        taken_by=taken_by(plan, draft.address),
    )


def _known(email: str) -> list[str]:
    return list(User.objects.filter(email__iexact=email).values_list("email", flat=True)) if email else []


def taken_by(plan: Plan, address: str) -> str:
    """The name of another account that has the address in any spelling; empty where none has."""
    try:
        key = addresses.address_key(address) if address else ""
    except addresses.BadAddress:
        return ""
    found = Account.objects.filter(address_key=key) if key else Account.objects.none()
    other = found.exclude(pk=plan.account_id).first() if plan.account_id else found.first()
    return f"{other.name} på {media.get(other.platform).name}" if other else ""


def missing(plan: Plan, draft: Draft) -> list[Problem]:
    """What must be mended before the draft can be sent."""
    return problems(draft, surroundings(plan, draft))


def versions(plan: Plan) -> list[PlanVersion]:
    """Every version, oldest first."""
    found = plan.versions.select_related("sent_by", "written_by").order_by("number")
    return list(recall(("versions", plan.pk), lambda: list(found)))


def last_sent(plan: Plan, before: int) -> PlanVersion | None:
    """The newest sent version with a lower number than `before`."""
    return next((one for one in reversed(versions(plan)) if one.number < before and one.sent_at), None)


def story(plan: Plan) -> list[Happening]:
    """Everything that has happened to the plan, oldest first."""
    found = [_sent(version) for version in versions(plan) if version.sent_at]
    if not found:
        return []
    approvals = Approval.objects.filter(version__plan=plan).select_related("version", "deputy_for")
    remarks = Remark.objects.filter(version__plan=plan).select_related("version", "user")
    found += [_approved(row) for row in approvals] + [_returned(row) for row in remarks]
    return sorted(found, key=lambda row: (row.at, row.version))


def _sent(version: PlanVersion) -> Happening:
    who = version.sent_by.name if version.sent_by else ""
    moment = version.sent_at or version.saved_at
    return Happening(moment, "sent", version.number, who, entry_id=version.entry_id)


def _approved(row: Approval) -> Happening:
    return Happening(
        row.at, "approved", row.version.number, row.name, title=row.title, step=Step(row.step).label,
        deputy_for=row.deputy_for.name if row.deputy_for else "", second_factor=row.second_factor,
        entry_id=row.entry_id,
    )  # fmt: skip


def _returned(row: Remark) -> Happening:
    return Happening(
        row.at,
        row.kind,
        row.version.number,
        row.user.name,
        title=row.title,
        text=row.text,
        entry_id=row.entry_id,
    )


def approved_plan(account: Account) -> Plan | None:
    """The plan in force for an account; None before one is approved."""
    return account.plans.filter(state=State.APPROVED).order_by("-changed_at").first()
