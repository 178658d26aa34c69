"""Entering people, units and roles. Every change is dated and stands in the ledger."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from liggaren.ledger import services as ledger
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.people import queries
from liggaren.people.models import Municipality, Role, RoleKind, Unit, User


class TreeWithCycle(Refusal):
    """A unit cannot lie under itself."""

    def __init__(self) -> None:
        super().__init__(
            "En enhet kan inte ligga under sig själv. Välj en annan enhet ovanför.", "tree_cycle"
        )


def acting(by: User | None) -> str:
    """The actor's opaque name in the ledger."""
    return by.actor if by else "system"


@transaction.atomic
def enter_user(*, email: str, name: str, title: str = "", phone: str = "", by: User | None) -> User:
    """The user with this address, entered if unknown; a new one has no password yet."""
    known = User.objects.filter(email__iexact=email.strip()).first()
    if known:
        return known
    user = User.objects.enter(email=email, name=name, title=title, phone=phone)
    ledger.append(kind="user.entered", actor=acting(by), obj=user.actor)
    return user


@transaction.atomic
def enter_unit(*, name: str, kind: str, parent: Unit | None, by: User | None) -> Unit:
    """A new unit under `parent`."""
    unit = Unit.objects.create(name=name, kind=kind, parent=parent)
    facts: dict[str, Json] = {"kind": kind, "parent": parent.pk if parent else None}
    ledger.append(kind="unit.entered", actor=acting(by), obj=f"unit:{unit.pk}", facts=facts)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: User | None) -> None:
    """Place a unit under another one. Raises TreeWithCycle."""
    if unit in queries.ancestors(parent):
        raise TreeWithCycle
    unit.parent = parent
    unit.save(update_fields=["parent"])
    ledger.append(kind="unit.moved", actor=acting(by), obj=f"unit:{unit.pk}", facts={"parent": parent.pk})


@transaction.atomic
def give_role(
    *,
    user: User,
    kind: str,
    unit: Unit,
    by: User | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    deputy_for: Role | None = None,
) -> Role:
    """A role from a day (today when None). Raises Refusal where the person holds it already."""
    try:
        with transaction.atomic():
            role = Role.objects.create(
                user=user, kind=RoleKind(kind), unit=unit, deputy_for=deputy_for, valid_to=valid_to,
                valid_from=valid_from or queries.swedish_day(),
            )  # fmt: skip
    except IntegrityError as overlap:
        raise Refusal(f"{user.name} har redan den rollen under den tiden.", "role_overlap") from overlap
    facts: dict[str, Json] = {
        "kind": kind,
        "unit": unit.pk,
        "deputy_for": deputy_for.pk if deputy_for else None,
    }
    ledger.append(kind="role.given", actor=acting(by), obj=f"user:{user.pk}", facts=facts)
    return role


@transaction.atomic
def end_role(*, role: Role, on: date | None = None, by: User | None) -> None:
    """End a role; `on` is the first day it no longer holds (today when None)."""
    role.valid_to = on or queries.swedish_day()
    role.save(update_fields=["valid_to"])
    facts: dict[str, Json] = {"kind": role.kind, "unit": role.unit_id, "valid_to": role.valid_to.isoformat()}
    ledger.append(kind="role.ended", actor=acting(by), obj=f"user:{role.user_id}", facts=facts)


@transaction.atomic
def set_up_municipality(
    *,
    name: str,
    web: str,
    mail_domains: str,
    by: User | None,
    author_may_approve: bool = False,
    two_deciders: bool = False,
) -> Municipality:
    """Write the installation's one row."""
    row, _ = Municipality.objects.update_or_create(
        pk=1,
        defaults={
            "name": name,
            "web": web,
            "mail_domains": mail_domains,
            "author_may_approve": author_may_approve,
            "two_deciders": two_deciders,
        },
    )
    facts: dict[str, Json] = {"author_may_approve": author_may_approve, "two_deciders": two_deciders}
    ledger.append(kind="municipality.set", actor=acting(by), obj="municipality:1", facts=facts)
    return row
