"""How anyone reaches a unit, as the follow page says it (C5.4)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import UnitContact
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, Unit, User


@transaction.atomic
def set_contact(*, unit: Unit | None, email: str, phone: str, hours: str, by: User) -> UnitContact:
    """Write a unit's public ways in. Raises NotYours; Incomplete without a unit, or with nothing to reach it
    by.
    """
    if not people.has_role(by, RoleKind.INFORMATION):
        raise NotYours
    email, phone, hours = (" ".join(text.split()) for text in (email, phone, hours))
    if problems := _problems(unit, email, phone, hours):
        raise Incomplete(problems)
    assert unit is not None
    row, _ = UnitContact.objects.update_or_create(
        unit=unit,
        defaults={
            "email": email, "phone": phone, "hours": hours, "changed_by": by, "changed_at": clock.now(),
        },
    )  # fmt: skip
    ledger.append(kind="unit.contact_set", actor=by.actor, obj=f"unit:{unit.pk}", facts={
        "email": email, "phone": phone, "hours": hours})  # fmt: skip
    return row


def _problems(unit: Unit | None, email: str, phone: str, hours: str) -> list[Problem]:
    found = [] if unit else [Problem("contact_unit", "Välj enheten")]
    if not email and not phone:
        found.append(Problem("email", "Skriv en adress eller ett telefonnummer"))
    try:
        validate_email(email or "a@b.se")
    except ValidationError:
        found.append(Problem("email", "Skriv adressen som namn@kommunen.se"))
    if len(phone) > 40:
        found.append(Problem("phone", "Numret får ha högst 40 tecken"))
    if len(hours) > 100:
        found.append(Problem("hours", "Tiderna får ha högst 100 tecken"))
    return found
