"""Reads of the register: who may see which accounts, the roster, the connection, the working facts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet

from liggaren.connectors import registry
from liggaren.connectors.base import Capability, Connection
from liggaren.custody import queries as custody
from liggaren.custody import services as safe
from liggaren.lib.errors import Refusal
from liggaren.people import queries as people
from liggaren.people.memory import recall
from liggaren.people.models import Unit, User
from liggaren.people.queries import Moment, holding
from liggaren.register import rules
from liggaren.register.models import (
    Account,
    AccountOwnership,
    Administrator,
    ConnectionState,
    ConnectionStatus,
    Status,
    WorkingFacts,
)


class NotConnected(Refusal):
    """The account has no connection yet."""

    def __init__(self) -> None:
        super().__init__("Kontot är inte anslutet ännu.", "not_connected")


def visible_accounts(user: User, at: Moment = None) -> QuerySet[Account]:
    """Accounts the person may see: those of units their roles reach (G4.3), and those they administer."""
    seen = Q(unit_id__in=people.reach(user, at=at)) | Q(pk__in=_administered(user, at))
    return Account.objects.filter(seen).select_related("unit", "board").order_by("sort_key", "pk")


def my_accounts(user: User, at: Moment = None) -> QuerySet[Account]:
    """Accounts on whose roster the person stands at the moment."""
    mine = Account.objects.filter(pk__in=_administered(user, at))
    return mine.select_related("unit", "board").order_by("sort_key", "pk")


def _administered(user: User, at: Moment) -> QuerySet[Administrator, Any]:
    if not user.is_authenticated or not user.is_active:
        return Administrator.objects.none().values("account_id")
    return Administrator.objects.filter(holding(at), user=user).values("account_id")


def administrators(account: Account, at: Moment = None) -> list[Administrator]:
    """The roster at a moment, in the order entered."""
    found = Administrator.objects.filter(holding(at), account=account, user__is_active=True)
    ordered = found.select_related("user").order_by("valid_from", "pk")
    return list(recall(("roster", account.pk, people.swedish_day(at)), lambda: list(ordered)))


def remember_rosters(accounts: Sequence[Account], at: Moment = None) -> None:
    """Read the rosters of several accounts with one query, for a page that then asks `administrators` for
    each in turn. Of use only inside `memory.kept`.
    """
    found = Administrator.objects.filter(holding(at), account__in=accounts, user__is_active=True)
    rosters: dict[Any, list[Administrator]] = {account.pk: [] for account in accounts}
    for row in found.select_related("user").order_by("valid_from", "pk"):
        rosters[row.account_id].append(row)
    for pk, roster in rosters.items():
        recall(("roster", pk, people.swedish_day(at)), partial(list, roster))


def owner(account: Account, at: Moment = None) -> AccountOwnership | None:
    """Which board and unit owned the account at a moment; None before it was entered."""
    found = AccountOwnership.objects.filter(holding(at), account=account)
    return found.select_related("board", "unit").first()


def working_facts(account: Account) -> WorkingFacts | None:
    """The newest approved facts; None before the first approval."""
    found = WorkingFacts.objects.filter(account=account).order_by("-version")
    return recall(("facts", account.pk), found.first)


def connection_state(account: Account) -> ConnectionState | None:
    """How the door stands; None where nobody has connected."""
    return recall(("door", account.pk), ConnectionState.objects.filter(account=account).first)


def connection(account: Account) -> Connection:
    """What a connector needs to speak for the account, its token lent by custody.

    Raises NotConnected, NoSecret.
    """
    state = connection_state(account)
    if state is None:
        raise NotConnected
    token = safe.token(str(account.pk), state.token_kind) if state.token_kind else ""
    return Connection(origin=state.origin, native_id=state.native_id, token=token, options=state.options)


def has_connector(account: Account) -> bool:
    """Whether Liggaren can fetch from the account's medium by itself."""
    return account.platform in set(registry.keys())


def capabilities(account: Account) -> tuple[Capability, ...]:
    """The dated matrix of what can be done on the account's platform; empty where nothing is known (all by
    hand).
    """
    if not has_connector(account):
        return ()
    return registry.get(account.platform).capabilities(account.profile)


def lacks(account: Account) -> list[rules.Lack]:
    """What an adopted account lacks before it is in order."""
    people_now = administrators(account)
    state = connection_state(account)
    return rules.lacks(
        approved=working_facts(account) is not None,
        administrators=len(people_now),
        profiles=sum(bool(row.work_profile) for row in people_now),
        email=account.email,
        deposited=login_is_kept(account),
        page=account.public_page,
        connected=not has_connector(account) or (state is not None and state.state == ConnectionStatus.ALIVE),
    )


def login_is_kept(account: Account) -> bool:
    """Whether the login itself (not the connection's token) is deposited, or a named person has
    confirmed it.
    """
    return account.login_confirmed_at is not None or bool(custody.kinds(str(account.pk)) - {"token"})


def administration_name(unit: Unit) -> str:
    """The administration a unit belongs to, by name; the unit's board where there is none."""
    found = people.administration_of(unit)
    return found.name if found else people.board_of(unit).name


def connection_proposal(account: Account) -> tuple[str, str]:
    """Origin and native id read out of the account's address, for the person to confirm; empty where
    unreadable.
    """
    parts = urlsplit(account.address)
    native_id = registry.get(account.platform).recognise(account.address) if has_connector(account) else None
    if native_id is None:  # a platform that lives at any address, such as a blog
        return account.address.rstrip("/"), ""
    return f"{parts.scheme}://{parts.netloc}", native_id


def by_states(accounts: Sequence[Account]) -> dict[str, str]:
    """Each account's state word key: the worst thing first (broken, one administrator), else its status."""
    doors = dict(ConnectionState.objects.filter(account__in=accounts).values_list("account_id", "state"))
    counted = Administrator.objects.filter(holding(), account__in=accounts).order_by()
    people_now = dict(counted.values_list("account_id").annotate(Count("pk")))
    return {
        str(row.pk): state_key(row.status, doors.get(row.pk, ""), people_now.get(row.pk, 0))
        for row in accounts
    }


def state_key(status: str, door: str, administrators: int) -> str:
    """Pure: the key of the state word for an account with this status, door and number of administrators."""
    if status in {Status.PLANNED, Status.CLOSING, Status.CLOSED}:
        return status
    if door == ConnectionStatus.BROKEN:
        return "broken"
    if status == Status.STARTED and administrators < rules.LEAST_ADMINISTRATORS:
        return "one_administrator"
    return status
