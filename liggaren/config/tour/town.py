"""The tour's invented town: an organisation, the people who have a part, and a queue that works."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from liggaren.config.running.worker import work
from liggaren.people import services as people
from liggaren.people.models import RoleKind, Unit, UnitKind, User

DOMAIN = "exempelkoping.example"


@dataclass(frozen=True)
class Town:
    """Who does what, and where."""

    communicator: User
    colleague: User
    manager: User
    director: User
    information: User
    archivist: User
    stranger: User  # signs in, holds no role
    unit: Unit


def found() -> Town:
    """Make the town through the people room's own services."""
    people.set_up_municipality(
        name="Exempelköpings kommun", web=f"https://{DOMAIN}", mail_domains=DOMAIN, by=None
    )
    top = _unit("Exempelköpings kommun", UnitKind.MUNICIPALITY, None)
    board = _unit("Kultur- och fritidsnämnden", UnitKind.BOARD, top)
    administration = _unit("Kultur- och fritidsförvaltningen", UnitKind.ADMINISTRATION, board)
    unit = _unit("Badhuset Vågen", UnitKind.UNIT, administration)
    return Town(
        communicator=_person("Lovanna", "kommunikatör", RoleKind.COMMUNICATOR, unit),
        colleague=_person("Torsvante", "badvärd", RoleKind.COMMUNICATOR, unit),
        manager=_person("Ragnhilda", "enhetschef", RoleKind.UNIT_MANAGER, unit),
        director=_person("Åskar", "förvaltningschef", RoleKind.DIRECTOR, administration),
        information=_person("Ymerika", "informationschef", RoleKind.INFORMATION, top),
        archivist=_person("Ödgrim", "kommunarkivarie", RoleKind.ARCHIVIST, top),
        stranger=people.enter_user(email=f"utsocknes@{DOMAIN}", name="Utsocknes", by=None),
        unit=unit,
    )


def _unit(name: str, kind: UnitKind, parent: Unit | None) -> Unit:
    return people.enter_unit(name=name, kind=kind, parent=parent, by=None)


def _person(name: str, title: str, kind: RoleKind, unit: Unit) -> User:
    plain = name.lower().translate(str.maketrans("åäö", "aao"))
    user = people.enter_user(email=f"{plain}@{DOMAIN}", name=name, title=title, by=None)
    people.give_role(user=user, kind=kind, unit=unit, by=None)
    return user


def work_off_queue() -> None:
    """Let the house's own worker take every waiting job, and stop when none is left."""
    # One at a time: with two, the second would stop while the first may still defer more.
    asyncio.run(work(wait=False, install_signal_handlers=False, concurrency=1))
