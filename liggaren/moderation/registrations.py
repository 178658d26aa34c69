"""The registrar's reading: what waits, what is registered, whether the mail went out (C7.2)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from liggaren.capture.models import Item
from liggaren.moderation.models import RegistrationMode, RegistrationRequest
from liggaren.moderation.registrar_mail import mail_trouble as mail_trouble
from liggaren.moderation.registrar_mail import mail_troubles as mail_troubles
from liggaren.moderation.registration_states import WAITING, RegistrationState
from liggaren.people import queries as people
from liggaren.people.models import Role, RoleKind, Unit, User
from liggaren.register.models import Account


def requests_for(user: User) -> QuerySet[RegistrationRequest]:
    """The requests to boards where the person is registrar today; nothing for others."""
    boards = people.reach(user, [RoleKind.REGISTRAR])
    found = RegistrationRequest.objects.filter(board_id__in=boards)
    return found.select_related("board", "account", "registrar", "responsible", "item")


def waiting(user: User) -> QuerySet[RegistrationRequest]:
    """Those that have no number yet, the oldest first."""
    return requests_for(user).filter(state__in=WAITING).order_by("due_at", "requested_at")


def is_waiting(user: User) -> int:
    """How many wait for the person."""
    return waiting(user).count()


def ended(user: User) -> QuerySet[RegistrationRequest]:
    """Registered and withdrawn ones, the latest first."""
    done = (RegistrationState.REGISTERED, RegistrationState.WITHDRAWN)
    return requests_for(user).filter(state__in=done).order_by("-registered_on", "-requested_at")


def standing(item: Item) -> RegistrationRequest | None:
    """The item's request that is not withdrawn; its protected fields are not for showing to others."""
    found = RegistrationRequest.objects.filter(item=item).exclude(state=RegistrationState.WITHDRAWN)
    return found.select_related("board", "registrar").first()


def word_of(row: RegistrationRequest, at: datetime) -> str:
    """The key of the state's word (lib.state_words): late is told by the time."""
    if row.is_late(at):
        return "late"
    return {"to_register": "due"}.get(row.state, row.state)


def may_be_responsible(board: Unit) -> QuerySet[User]:
    """Those who may be responsible for a record of the board: all who hold a role in it or below it today."""
    roles = Role.objects.filter(people.holding(), unit_id__in=people.below([board.pk]))
    return User.objects.filter(pk__in=roles.values("user_id"), is_active=True)


def mode_of(account: Account) -> RegistrationMode | None:
    """The mode that holds; None: exempt by order, nobody has chosen."""
    return RegistrationMode.objects.filter(account=account).order_by("-number").first()


def modes_of(account: Account) -> QuerySet[RegistrationMode]:
    """Every order about how the account is registered, the one that holds first."""
    return RegistrationMode.objects.filter(account=account).select_related("by").order_by("-number")
