"""Who lives in the demonstration's town: its organisation, and people with one invented name each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from liggaren.people import services as people
from liggaren.people.models import Role, RoleKind, Unit, UnitKind, User

DOMAIN = "exempelkoping.example"
K, B, A, U = UnitKind.MUNICIPALITY, UnitKind.BOARD, UnitKind.ADMINISTRATION, UnitKind.UNIT
# Key, name, kind, key of the unit above.
UNITS = (
    ("top", "Exempelköpings kommun", K, ""),
    ("executive", "Kommunstyrelsen", B, "top"),
    ("leadership", "Kommunledningsförvaltningen", A, "executive"),
    ("communication", "Kommunikationsenheten", U, "leadership"),
    ("leisure", "Kultur- och fritidsnämnden", B, "top"),
    ("culture", "Kultur- och fritidsförvaltningen", A, "leisure"),
    ("pool", "Badhuset Vågen", U, "culture"),
    ("library", "Biblioteken", U, "culture"),
    ("housing", "Exempelköpings Bostäder AB", UnitKind.COMPANY, "top"),
    ("technical", "Tekniska nämnden", B, "top"),
    ("service", "Teknik och service", A, "technical"),
    ("streets", "Gatuenheten", U, "service"),
)
# Name, title, then roles: kind and key of the unit.
PEOPLE: tuple[tuple[str, str, tuple[tuple[RoleKind, str], ...]], ...] = (
    ("Lovanna", "kommunikatör", ((RoleKind.COMMUNICATOR, "pool"), (RoleKind.COMMUNICATOR, "communication"))),
    ("Munvarda", "badvärd", ((RoleKind.COMMUNICATOR, "pool"),)),
    ("Bokvinda", "bibliotekarie", ((RoleKind.COMMUNICATOR, "library"),)),
    ("Torsvante", "enhetschef", ((RoleKind.UNIT_MANAGER, "pool"),)),
    ("Hyllvard", "bibliotekschef", ((RoleKind.UNIT_MANAGER, "library"),)),
    ("Ärlinda", "enhetschef", ((RoleKind.UNIT_MANAGER, "communication"),)),
    ("Sivrika", "förvaltningschef", ((RoleKind.DIRECTOR, "culture"),)),
    ("Rådvina", "kommundirektör", ((RoleKind.DIRECTOR, "leadership"),)),
    ("Ymerika", "informationschef", ((RoleKind.INFORMATION, "top"),)),
    ("Diarvid", "registrator", ((RoleKind.REGISTRAR, "leisure"), (RoleKind.REGISTRAR, "executive"))),
    ("Ödgrim", "kommunarkivarie", ((RoleKind.ARCHIVIST, "top"),)),
    ("Kvistera", "revisor", ((RoleKind.AUDITOR, "top"),)),
    ("Skyddrun", "dataskyddsombud", ((RoleKind.PROTECTION_OFFICER, "top"),)),
    ("Paragrima", "sekreterare", ((RoleKind.SECRETARY, "executive"),)),
    ("Lyktvin", "gatuchef", ((RoleKind.UNIT_MANAGER, "streets"),)),
    ("Vägfrida", "teknisk chef", ((RoleKind.DIRECTOR, "service"),)),
    ("Nätfrid", "systemförvaltare", ((RoleKind.SYSTEM, "top"),)),
)


@dataclass(frozen=True)
class Town:
    """The town's units and people, by key and by name."""

    units: dict[str, Unit]
    people: dict[str, User]


def enter() -> Town:
    """The organisation and everyone in it, all at once or not at all; found again when it is there."""
    if Unit.objects.filter(name=UNITS[0][1], kind=K).exists():
        return _found()
    with transaction.atomic():
        people.set_up_municipality(name=UNITS[0][1], web=f"https://{DOMAIN}", mail_domains=DOMAIN, by=None)
        units: dict[str, Unit] = {}
        for key, name, kind, above in UNITS:
            units[key] = people.enter_unit(name=name, kind=kind, parent=units.get(above), by=None)
        town = Town(units, {name: _person(name, title, roles, units) for name, title, roles in PEOPLE})
        _deputies(town)
        return town


def email(name: str) -> str:
    """The address that a person of the town signs in with."""
    return f"{name.lower().translate(str.maketrans('åäö', 'aao'))}@{DOMAIN}"


def _person(name: str, title: str, roles: tuple[tuple[RoleKind, str], ...], units: dict[str, Unit]) -> User:
    user = people.enter_user(email=email(name), name=name, title=title, by=None)
    for kind, key in roles:
        people.give_role(user=user, kind=kind, unit=units[key], by=None)
    return user


def _deputies(town: Town) -> None:
    """Rådvina stands in for Sivrika, so that one sees how a deputy is named."""
    stands_for = Role.objects.get(user=town.people["Sivrika"], kind=RoleKind.DIRECTOR)
    people.give_role(
        user=town.people["Rådvina"],
        kind=RoleKind.DIRECTOR,
        unit=stands_for.unit,
        deputy_for=stands_for,
        by=None,
    )


def _found() -> Town:
    units = {key: Unit.objects.get(name=name, kind=kind) for key, name, kind, _ in UNITS}
    return Town(units, {name: User.objects.get(email=email(name)) for name, _, _ in PEOPLE})
