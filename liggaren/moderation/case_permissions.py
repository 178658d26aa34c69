"""Who sees a case and who may do what with it (G4.3). To others it isn't there."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import Case
from liggaren.moderation.permissions import Reach, account_for, reach_of
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

WORKS = (RoleKind.UNIT_MANAGER, RoleKind.COMMUNICATOR, RoleKind.DIRECTOR)
READS = (RoleKind.INFORMATION, RoleKind.AUDITOR, RoleKind.PROTECTION_OFFICER)


def visible_cases(who: User | Reach) -> QuerySet[Case]:
    """Cases that the person's units have, that came by the accounts they work with, or that their role
    reads.
    """
    reach = reach_of(who)
    units = people.reach(reach.user, (*WORKS, *READS))
    found = Case.objects.filter(Q(unit_id__in=units) | Q(account_id__in=reach.working))
    return found.select_related("unit", "account", "item__latest", "opened_by")


def case_for(who: User | Reach, case_id: uuid.UUID) -> Case:
    """One case. Raises NotYours, also when it does not exist."""
    found = visible_cases(who).filter(pk=case_id).first()
    if found is None:
        raise NotYours
    return found


def may_work(who: User | Reach, case: Case) -> bool:
    """Whether the person acts for the unit that has it: by a role there, or as the information function."""
    user = reach_of(who).user
    return case.unit_id in people.reach(user, WORKS) or is_information(user, case)


def is_information(user: User, case: Case) -> bool:
    """Whether the person decides where two units do not agree."""
    return people.has_role(user, RoleKind.INFORMATION, case.unit)


def may_speak(who: User | Reach, case: Case) -> bool:
    """Whether the person may answer in the thread as the account."""
    try:
        account_for(who, case.item)
    except NotYours:
        return False
    return True


def held(case: Case, by: User) -> Case:
    """The case, locked, for someone who acts for its unit or its account. Raises NotYours."""
    row = Case.objects.select_for_update(of=("self",)).select_related("unit", "account", "item__latest").get(
        pk=case.pk
    )  # fmt: skip
    if not (may_work(by, row) or may_speak(by, row)):
        raise NotYours
    return row


def held_to_work(case: Case, by: User) -> Case:
    """The case, locked, for someone who acts for its unit. Raises NotYours."""
    row = held(case, by)
    if not may_work(by, row):
        raise NotYours
    return row
