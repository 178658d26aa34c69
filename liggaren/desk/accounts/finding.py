"""Fetching an account for a person: what they may not see does not exist."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from liggaren.desk.access import staff
from liggaren.desk.accounts import standing
from liggaren.lifecycle.services import may_start
from liggaren.people.memory import recall
from liggaren.people.models import User
from liggaren.register import queries
from liggaren.register.models import Account, Status


def seen(request: HttpRequest, account_id: UUID) -> tuple[User, Account]:
    """The person and the account. Raises Http404 for an account that is not theirs to see."""
    user = staff(request)
    everything = standing.annotated(queries.visible_accounts(user).select_related("connection_state"))
    found = everything.filter(pk=account_id).first()
    if found is None:
        raise Http404
    # The door came with the account: a page that is only read asks for it no more.
    recall(("door", found.pk), lambda: getattr(found, "connection_state", None))
    return user, found


def run(request: HttpRequest, account_id: UUID) -> tuple[User, Account]:
    """The person and an account they run: on its roster, the unit's manager, or the information function."""
    user, found = seen(request, account_id)
    if found.status == Status.CLOSED or not may_start(user, found):
        raise Http404
    return user, found
