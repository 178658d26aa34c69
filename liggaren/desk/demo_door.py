"""The demonstration's door: one click per role, only in demonstrations and only from this very machine."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from liggaren.people.models import Role, RoleKind, User
from liggaren.people.queries import holding


def is_open(request: HttpRequest) -> bool:
    """Whether this request may use the door: LIGGAREN_DEMO is on and the caller is loopback.

    A forwarded request is refused: behind a proxy every caller looks like this machine.
    """
    if not settings.DEMO or any(
        name in request.META
        for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
    ):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Person:
    """Someone to come in as, and what they are."""

    user: User
    roles: list[Role]


def people() -> list[Person]:
    """Everyone who holds a role today, in the order of the top bar's roles. One read."""
    found: dict[int, Person] = {}
    held = Role.objects.filter(holding(), user__is_active=True).select_related(
        "user", "unit", "deputy_for__user"
    )
    for role in sorted(held, key=lambda role: (RoleKind.values.index(role.kind), role.pk)):
        found.setdefault(role.user_id, Person(role.user, [])).roles.append(role)
    return list(found.values())
