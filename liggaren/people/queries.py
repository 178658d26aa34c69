"""Who holds which role where, and how far it reaches in the organisation tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.db.models import Q, QuerySet

from liggaren.lib import clock, dates
from liggaren.people.memory import recall
from liggaren.people.models import Municipality, Role, RoleKind, Unit, UnitKind, User

CENTRAL = frozenset(
    {
        RoleKind.INFORMATION, RoleKind.REGISTRAR, RoleKind.ARCHIVIST, RoleKind.AUDITOR,
        RoleKind.PROTECTION_OFFICER, RoleKind.SECRETARY, RoleKind.SYSTEM,
    }
)  # fmt: skip

Moment = date | datetime | None


def swedish_day(at: Moment = None) -> date:
    """The day in Sweden of a moment; None means now."""
    return dates.swedish_day(clock.now() if at is None else at)


def holding(at: Moment = None) -> Q:
    """The condition that a period holds at a moment."""
    day = swedish_day(at)
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def municipality() -> Municipality:
    """The installation's municipality. Raises Municipality.DoesNotExist before set-up."""
    return recall("municipality", lambda: Municipality.objects.get(pk=1))


def roles_of(user: User, at: Moment = None) -> list[Role]:
    """The roles a person holds at a moment, own and as a deputy, with their units."""
    if not user.is_authenticated or not user.is_active:
        return []
    found = Role.objects.filter(holding(at), user=user).select_related("unit", "deputy_for__user")
    return list(recall(("roles", user.pk, swedish_day(at)), lambda: list(found)))


def has_role(user: User, kind: str, unit: Unit | None = None, at: Moment = None) -> bool:
    """Whether a person holds a role, anywhere or at `unit`; central roles count from any unit above too."""
    units = {role.unit_id for role in roles_of(user, at) if role.kind == kind}
    if unit is None:
        return bool(units)
    if kind in CENTRAL:
        return not units.isdisjoint(ancestor.pk for ancestor in ancestors(unit))
    return unit.pk in units


def holders(kind: str, unit: Unit, at: Moment = None) -> list[Role]:
    """The roles of a kind held at `unit`: owners, then deputies (`deputy_for` names whom they stand in for).

    A central role at any unit above counts. A deputy of a role that no longer holds still counts: that is the
    deputy's purpose.
    """
    units = _counting(kind, unit)
    rows = recall(("holders", kind, units, swedish_day(at)), lambda: list(_held([kind], units, at)))
    return sorted(rows, key=lambda role: role.deputy_for_id is not None)


def _counting(kind: str, unit: Unit) -> tuple[int, ...]:
    """The units where a role of the kind counts at `unit`."""
    return tuple(ancestor.pk for ancestor in ancestors(unit)) if kind in CENTRAL else (unit.pk,)


def _held(kinds: Iterable[str], units: Iterable[int], at: Moment) -> QuerySet[Role]:
    found = Role.objects.filter(holding(at), kind__in=kinds, unit_id__in=units, user__is_active=True)
    return found.select_related("user", "unit", "deputy_for__user").order_by("id")


def remember_holders(kinds: Iterable[str], units: Iterable[Unit], at: Moment = None) -> None:
    """Read the holders of several kinds at several units with one query, for a page that then asks
    `holders` for each in turn. Of use only inside `memory.kept`.
    """
    wanted = {(str(kind), _counting(kind, unit)) for unit in units for kind in kinds}
    if not wanted:
        return
    rows = list(_held({kind for kind, _ in wanted}, {pk for _, chain in wanted for pk in chain}, at))
    for kind, chain in wanted:
        held = [role for role in rows if role.kind == kind and role.unit_id in chain]
        recall(("holders", kind, chain, swedish_day(at)), partial(list, held))


def every_unit() -> dict[int, Unit]:
    """The whole tree by id, past units too. One query; a municipality has some hundred."""
    return recall("units", lambda: {unit.pk: unit for unit in Unit.objects.order_by("pk")})


def ancestors(unit: Unit) -> list[Unit]:
    """The unit itself and those above it, nearest first; a broken tree (a cycle) ends at its first repeat."""
    units = every_unit()
    chain: list[Unit] = []
    at: int | None = unit.pk
    while at is not None and at in units and units[at] not in chain:
        chain.append(units[at])
        at = units[at].parent_id
    return chain


def below(unit_ids: Iterable[int]) -> set[int]:
    """The ids of units and of all units under them. One query."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for unit in every_unit().values():
        children[unit.parent_id].append(unit.pk)
    reached: set[int] = set()
    waiting = list(unit_ids)
    while waiting:
        at = waiting.pop()
        if at not in reached:
            reached.add(at)
            waiting += children[at]
    return reached


def reach(user: User, kinds: Iterable[str] | None = None, at: Moment = None) -> set[int]:
    """The ids of units that a person's roles (of `kinds`) reach: the role's unit and all below."""
    wanted = None if kinds is None else set(kinds)
    return below(role.unit_id for role in roles_of(user, at) if wanted is None or role.kind in wanted)


def nearest(unit: Unit, *kinds: UnitKind) -> Unit | None:
    """The unit itself or the nearest above it that is of one of `kinds`."""
    return next((found for found in ancestors(unit) if found.kind in kinds), None)


def board_of(unit: Unit) -> Unit:
    """The authority a unit belongs to: its board or company, else the top of the tree."""
    chain = ancestors(unit)
    return next((found for found in chain if found.kind in {UnitKind.BOARD, UnitKind.COMPANY}), chain[-1])


def administration_of(unit: Unit) -> Unit | None:
    """The administration (or company) whose director answers for the unit; None where there is none."""
    return nearest(unit, UnitKind.ADMINISTRATION, UnitKind.COMPANY)


def users_with(kind: str, unit: Unit | None = None, at: Moment = None) -> QuerySet[User]:
    """The active users that hold a role, anywhere or at `unit` as `holders` counts."""
    if unit is not None:
        return User.objects.filter(pk__in=[role.user_id for role in holders(kind, unit, at)])
    ids = Role.objects.filter(holding(at), kind=kind).values("user_id")
    return User.objects.filter(pk__in=ids, is_active=True)
