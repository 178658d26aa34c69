"""What is due, for whom, and who stands above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from liggaren.duties.models import Duty
from liggaren.people import queries as people
from liggaren.people.memory import is_kept, recall
from liggaren.people.models import RoleKind, Unit, User


def due_for(user: User, at: datetime) -> QuerySet[Duty]:
    """The person's open duties, most urgent first: own, and those of roles held at `at` over the duty's
    unit.
    """
    mine = Q(owner=user)
    for role in people.roles_of(user, at):
        units = people.below([role.unit_id]) if role.kind in people.CENTRAL else {role.unit_id}
        mine |= Q(owner_role=role.kind, unit_id__in=units)
    return Duty.objects.filter(mine, closed_at__isnull=True).order_by("due_at", "pk")


def owners(duty: Duty, at: datetime) -> list[User]:
    """Who answers for the duty now: its person, else the holders of its role (deputies too)."""
    if duty.owner is not None:
        return [duty.owner]
    if duty.unit is None:
        return []
    return [role.user for role in people.holders(duty.owner_role, duty.unit, at)]


def above(duty: Duty, at: datetime) -> list[User]:
    """Who is told when a duty is late: the unit's manager, the director, then the information function.

    The first level that has people other than the owners is told.
    """
    key = ("above", duty.unit_id, duty.owner_id, duty.owner_role, people.swedish_day(at))
    return recall(key, lambda: _above(duty, at))  # a page of duties asks once for those alike


LEVELS = (RoleKind.UNIT_MANAGER, RoleKind.DIRECTOR, RoleKind.INFORMATION)


def remember_above(duties: Sequence[Duty], at: datetime) -> None:
    """Read those that `owners` and `above` name for all of these duties, with one query, for a page that
    remembers.
    """
    units = {duty.unit for duty in duties if duty.unit}
    higher = {above for unit in units if (above := people.administration_of(unit))}
    if units and is_kept():
        kinds = {*LEVELS, *(duty.owner_role for duty in duties if duty.owner_role)}
        people.remember_holders(kinds, units | higher, at)


def _above(duty: Duty, at: datetime) -> list[User]:
    unit = duty.unit or _unit_of(duty.owner, at)
    if unit is None:
        return list(people.users_with(RoleKind.INFORMATION, at=at))
    own = set(owners(duty, at))
    for found in _levels(unit, at):
        if others := [user for user in found if user not in own]:
            return others
    return []


def _levels(unit: Unit, at: datetime) -> list[list[User]]:
    administration = people.administration_of(unit)
    chiefs = [role.user for role in people.holders(RoleKind.UNIT_MANAGER, unit, at)]
    directors = people.holders(RoleKind.DIRECTOR, administration, at) if administration else []
    information = people.holders(RoleKind.INFORMATION, unit, at)
    return [chiefs, [role.user for role in directors], [role.user for role in information]]


def _unit_of(user: User | None, at: datetime) -> Unit | None:
    roles = people.roles_of(user, at) if user else []
    return roles[0].unit if roles else None


def about(prefix: str) -> QuerySet[Duty]:
    """Open duties whose key begins with `prefix`, most urgent first."""
    return Duty.objects.filter(key__startswith=prefix, closed_at__isnull=True).order_by("due_at", "pk")
