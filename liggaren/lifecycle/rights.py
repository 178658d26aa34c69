"""Who may run an account's life: its start, its information text."""

from __future__ import annotations

from liggaren.lib.errors import Refusal
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account


class NotYours(Refusal):
    """The person may not start this account; the doors answer 404."""

    def __init__(self) -> None:
        super().__init__("Sidan finns inte.", "not_found")


def may_start(user: User, account: Account) -> bool:
    """Administrators on the roster, the unit's manager, and the information function."""
    if any(row.user_id == user.pk for row in register.administrators(account)):
        return True
    if people.has_role(user, RoleKind.INFORMATION, account.unit):
        return True
    return people.has_role(user, RoleKind.UNIT_MANAGER, account.unit)
