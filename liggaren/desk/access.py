"""Who may come in: staff with a role that holds today. To a stranger a closed door is no door (404)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from liggaren.people import queries
from liggaren.people.models import Role, RoleKind, User
from liggaren.register.queries import my_accounts

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def roles(request: HttpRequest) -> list[Role]:
    """The roles that the one who asks holds now, read once for each request; [] for anonymous."""
    found: list[Role] | None = getattr(request, "_roles_now", None)
    if found is None:
        found = queries.roles_of(request.user) if isinstance(request.user, User) else []
        request._roles_now = found  # type: ignore[attr-defined]
    return found


def kinds(request: HttpRequest) -> set[str]:
    """The kinds of role, as text, that the one who asks holds now.

    Someone on an account's roster without a role of their own works as a communicator, on those accounts
    only.
    """
    held: set[str] | None = getattr(request, "_kinds_now", None)
    if held is None:
        held = {str(role.kind) for role in roles(request)}
        if not held and isinstance(request.user, User) and my_accounts(request.user).exists():
            held = {str(RoleKind.COMMUNICATOR)}
        request._kinds_now = held  # type: ignore[attr-defined]
    return held


def staff(request: HttpRequest) -> User:
    """The signed-in person. Raises Http404 for anyone else; use inside views that `staff_required` guards."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def role_required(*wanted: str) -> Callable[[View[Rest]], View[Rest]]:
    """Let in those who hold one of the kinds; without kinds, anyone who holds a role.

    Anonymous is sent to the sign-in page and back; signed in without the role reads as not found (design 8).
    """

    def guard(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            held = kinds(request)
            if not held or (wanted and held.isdisjoint(wanted)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def staff_required(view: View[Rest]) -> View[Rest]:
    """Let in anyone who holds a role today; see `role_required`."""
    return role_required()(view)
