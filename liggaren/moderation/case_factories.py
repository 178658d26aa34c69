"""A test's world for cases: the technical administration beside the cast's own unit, and a case made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.moderation.case_opening import READY, Wish, open_case
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Case
from liggaren.people.factories import give, user
from liggaren.people.models import RoleKind, Unit, UnitKind, User

LAMP = "Gatlyktan vid Kvarnbron är trasig igen. Vem lagar den?"


@dataclass(frozen=True)
class Streets:
    """Two units that may have a case, with a manager each."""

    streets: Unit
    parks: Unit
    manager: User  # of the streets
    gardener: User  # of the parks


def streets(top: Unit) -> Streets:
    """The technical administration with its two units."""
    board = Unit.objects.create(name="Tekniska nämnden", kind=UnitKind.BOARD, parent=top)
    home = Unit.objects.create(name="Teknik och service", kind=UnitKind.ADMINISTRATION, parent=board)
    street = Unit.objects.create(name="Gatuenheten", kind=UnitKind.UNIT, parent=home)
    park = Unit.objects.create(name="Parkenheten", kind=UnitKind.UNIT, parent=home)
    manager, gardener = user("Gata", "enhetschef"), user("Parke", "enhetschef")
    give(manager, RoleKind.UNIT_MANAGER, street)
    give(gardener, RoleKind.UNIT_MANAGER, park)
    return Streets(street, park, manager, gardener)


def wish(unit: Unit, **changed: Any) -> Wish:
    """A whole wish: the lamp, to the unit, with the ready answer."""
    return Wish(**{"unit": unit, "title": "Trasig gatlykta vid Kvarnbron", "reply": READY, **changed})


def lamp(world: World, unit: Unit, **changed: Any) -> tuple[Case, Item]:
    """A comment about a lamp, made a case by Anna."""
    item = incoming(world, LAMP, name="Backsippan Blomqvist")
    return open_case(item=item, wish=wish(unit, **changed), by=world.cast.anna), item
