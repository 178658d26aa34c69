"""A registrar opens a request's protected fields: in the ledger first, for a working day (C7.2)."""

from __future__ import annotations

from django.db import transaction

from liggaren.lib import clock
from liggaren.moderation.errors import NotYours
from liggaren.moderation.masking import OPEN_FOR
from liggaren.moderation.models import ProtectedReading, RegistrationRequest
from liggaren.moderation.registering import enter, is_registrar
from liggaren.people.models import User


@transaction.atomic
def read_protected(*, request: RegistrationRequest, by: User) -> ProtectedReading:
    """Let this registrar see the protected fields for twelve hours. The caller shows them once this is
    committed.

    Raises NotYours for whoever is not registrar of the request's board.
    """
    if not is_registrar(by, request.board):
        raise NotYours
    entry_id = enter(request, "registration.protected_read", by)
    return ProtectedReading.objects.create(request=request, by=by, at=clock.now(), entry_id=entry_id)


def has_read(request: RegistrationRequest, user: User) -> bool:
    """Whether the person has opened the protected fields within the last twelve hours."""
    since = clock.now() - OPEN_FOR
    return ProtectedReading.objects.filter(request=request, by=user, at__gte=since).exists()
