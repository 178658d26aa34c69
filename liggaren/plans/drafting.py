"""Writing a plan: drafts save themselves, and two who write at once never overwrite each other (ui 6.2,
6.7).
"""

from __future__ import annotations

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.people.models import Unit, User
from liggaren.plans import permissions, queries
from liggaren.plans.draft import Draft
from liggaren.plans.models import Plan, PlanVersion
from liggaren.register.models import Account


class NotYours(Refusal):
    """The person may not do this with the plan; the doors answer 404."""

    def __init__(self) -> None:
        super().__init__("Sidan finns inte.", "not_found")


class Locked(Refusal):
    """The plan is with the managers, or decided: its words cannot change."""

    def __init__(self) -> None:
        super().__init__("Planen är skickad och kan inte ändras. Ta tillbaka den först.", "plan_locked")


class Conflict(Refusal):
    """Someone saved meanwhile. `theirs` is what is saved now, at `revision`; nothing of yours was written."""

    def __init__(self, theirs: Draft, revision: int, who: str, is_self: bool = False) -> None:
        where = (
            "Du har ändrat planen i ett annat fönster."
            if is_self
            else f"{who} har ändrat planen under tiden."
        )
        super().__init__(f"{where} Välj vilken text som ska gälla.", "plan_conflict")
        self.is_self = is_self
        self.theirs, self.revision, self.who = theirs, revision, who


@transaction.atomic
def open_draft(*, unit: Unit, by: User, account: Account | None = None, draft: Draft | None = None) -> Plan:
    """A new plan for a unit, for `account` where it exists already. Raises NotYours."""
    if unit not in permissions.writable_units(by):
        raise NotYours
    now, first = clock.now(), draft or _beginning(account)
    plan = Plan.objects.create(
        author=by, unit=unit, account=account, created_at=now, changed_at=now, name=first.name[:200],
        medium=first.medium[:30],
    )  # fmt: skip
    _next_version(plan, first, by)
    facts = {"unit": unit.pk, "account": str(account.pk) if account else None}
    ledger.append(kind="plan.opened", actor=by.actor, obj=plan.obj, facts=facts)
    return plan


@transaction.atomic
def save_draft(*, plan: Plan, draft: Draft, revision: int, by: User, unit: Unit | None = None) -> PlanVersion:
    """Write the form as typed, if nobody saved after `revision`. Raises Locked, NotYours, Conflict.

    Saving is not an act and stands in no ledger: sending is.
    """
    row, version = lock(plan)
    if not permissions.may_write(by, row):
        raise Locked if by == row.author else NotYours
    if version.revision != revision:
        saved = queries.draft_of(version)
        if saved.to_json() == draft.to_json():
            return version
        raise Conflict(saved, version.revision, version.written_by.name, version.written_by == by)
    _write(version, draft, by)
    if unit is not None and unit in permissions.writable_units(by):
        row.unit = unit
    row.name, row.medium, row.changed_at = draft.name[:200], draft.medium[:30], clock.now()
    row.save()
    return version


def lock(plan: Plan) -> tuple[Plan, PlanVersion]:
    """The plan's row, locked until the transaction ends, and its newest version."""
    row = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("unit", "author", "account")
        .get(pk=plan.pk)
    )
    return row, queries.newest(row)


def continue_in_new_version(plan: Plan, version: PlanVersion) -> PlanVersion:
    """A writable copy of a sent version, with the next number."""
    return _next_version(plan, queries.draft_of(version), version.written_by, version.number + 1)


def _next_version(plan: Plan, draft: Draft, by: User, number: int = 1) -> PlanVersion:
    return PlanVersion.objects.create(
        plan=plan, number=number, fields=draft.to_json(), written_by=by, saved_at=clock.now()
    )


def _write(version: PlanVersion, draft: Draft, by: User) -> None:
    version.fields, version.written_by = draft.to_json(), by
    version.revision += 1
    version.saved_at = clock.now()
    version.save(update_fields=["fields", "written_by", "revision", "saved_at"])


def _beginning(account: Account | None) -> Draft:
    if account is None:
        return Draft()
    return Draft(
        medium=account.platform, name=account.name, address=account.address, email=account.email,
        purpose=account.purpose, target_group=account.target_group,
    )  # fmt: skip
