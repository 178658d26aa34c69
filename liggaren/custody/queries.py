"""What lies in custody, and who may read it. Never the secrets themselves."""

from __future__ import annotations

from liggaren.custody.models import Deposit, Grant
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.people.queries import Moment, holding


def newest(account_ref: str, kind: str) -> Deposit | None:
    """The deposit in use of a kind; None where nothing is deposited."""
    return Deposit.objects.filter(account_ref=account_ref, kind=kind).order_by("-version").first()


def kinds(account_ref: str) -> set[str]:
    """The kinds of secrets deposited for an account."""
    return set(Deposit.objects.filter(account_ref=account_ref).values_list("kind", flat=True))


def may_read(user: User, account_ref: str, at: Moment = None) -> bool:
    """Whether the person has a grant at the moment, or holds the information function (C2.4, B.15)."""
    if not user.is_active:
        return False
    granted = Grant.objects.filter(holding(at), user=user, account_ref=account_ref).exists()
    return granted or people.has_role(user, RoleKind.INFORMATION, at=at)
