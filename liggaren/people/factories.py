"""The fixed cast of the tests: one of each role, a second communicator, and a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liggaren.people.models import Municipality, Role, RoleKind, Unit, UnitKind, User

DOMAIN = "exempelkoping.example"


@dataclass(frozen=True)
class Cast:
    """Everyone in a test's municipality."""

    anna: User  # communicator
    second: User  # communicator too
    bertil: User  # the unit's manager
    cecilia: User  # the administration's director
    disa: User  # information function
    erik: User  # registrar of the board
    frida: User  # municipal archivist
    gustav: User  # auditor
    sara: User  # a stranger: signs in, holds no role
    top: Unit
    board: Unit
    administration: Unit
    unit: Unit
    municipality: Municipality


def user(name: str, title: str = "", **facts: Any) -> User:
    """A user whose address is the name at the invented municipality."""
    plain = name.lower().translate(str.maketrans("åäöé ", "aaoe-"))
    return User.objects.enter(email=f"{plain}@{DOMAIN}", name=name, title=title, **facts)


def give(person: User, kind: str, unit: Unit, *, deputy_for: Role | None = None) -> Role:
    """A role that holds from long ago until further notice."""
    return Role.objects.create(user=person, kind=kind, unit=unit, deputy_for=deputy_for)


def tree() -> tuple[Unit, Unit, Unit, Unit]:
    """Municipality, board, administration, unit: each under the one before."""
    top = Unit.objects.create(name="Exempelköpings kommun", kind=UnitKind.MUNICIPALITY)
    board = Unit.objects.create(name="Kultur- och fritidsnämnden", kind=UnitKind.BOARD, parent=top)
    administration = Unit.objects.create(
        name="Kultur- och fritidsförvaltningen", kind=UnitKind.ADMINISTRATION, parent=board
    )
    unit = Unit.objects.create(name="Badhuset Vågen", kind=UnitKind.UNIT, parent=administration)
    return top, board, administration, unit


def cast() -> Cast:
    """The whole cast, in an empty database."""
    top, board, administration, unit = tree()
    people = {
        "anna": ("Anna", "kommunikatör", RoleKind.COMMUNICATOR, unit),
        "second": ("Selma", "badvärd", RoleKind.COMMUNICATOR, unit),
        "bertil": ("Bertil", "enhetschef", RoleKind.UNIT_MANAGER, unit),
        "cecilia": ("Cecilia", "förvaltningschef", RoleKind.DIRECTOR, administration),
        "disa": ("Disa", "informationschef", RoleKind.INFORMATION, top),
        "erik": ("Erik", "registrator", RoleKind.REGISTRAR, board),
        "frida": ("Frida", "kommunarkivarie", RoleKind.ARCHIVIST, top),
        "gustav": ("Gustav", "revisor", RoleKind.AUDITOR, top),
    }
    users: dict[str, User] = {"sara": user("Sara")}
    for key, (name, title, kind, where) in people.items():
        users[key] = user(name, title)
        give(users[key], kind, where)
    row = Municipality.objects.create(pk=1, name=top.name, web=f"https://{DOMAIN}", mail_domains=DOMAIN)
    return Cast(**users, top=top, board=board, administration=administration, unit=unit, municipality=row)
