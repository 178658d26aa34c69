"""Who may do what with snapshots. Seeing follows the accounts a person sees; acting follows the role."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from liggaren.archive.models import Snapshot
from liggaren.lib.errors import Refusal
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register

MAKERS = (RoleKind.INFORMATION, RoleKind.ARCHIVIST)


class NotYours(Refusal):
    """The person's roles do not reach the act."""

    code = "not_permitted"


def visible_to(user: User | AnonymousUser) -> QuerySet[Snapshot]:
    """The snapshots of accounts that a person sees; none for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return Snapshot.objects.none()
    found = Snapshot.objects.filter(account__in=register.visible_accounts(user).values("pk"))
    return found.select_related("account__connection_state", "board", "unit")


def may_make(user: User, snapshot: Snapshot) -> bool:
    """Information function and archivist make and deliver."""
    return any(people.has_role(user, kind, snapshot.unit) for kind in MAKERS)


def may_receive(user: User, snapshot: Snapshot) -> bool:
    """Only the archivist receives, refuses, or takes what no validator has looked at."""
    return people.has_role(user, RoleKind.ARCHIVIST, snapshot.unit)


def demand(allowed: bool, words: str) -> None:
    """Raise NotYours with Swedish words unless allowed."""
    if not allowed:
        raise NotYours(words)
