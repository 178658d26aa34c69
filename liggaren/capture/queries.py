"""What may be seen and read by whom, threads, half-years, and which accounts to visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from liggaren.capture.models import Item, Restriction, Sighting, StateChange, Version, Visibility, Walk
from liggaren.connectors import registry
from liggaren.lib import clock
from liggaren.people import queries as people
from liggaren.people.models import Role, RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account, Administrator, ConnectionState, Status

READS_RESTRICTED = (RoleKind.REGISTRAR, RoleKind.AUDITOR, RoleKind.PROTECTION_OFFICER)
LONGEST_THREAD = 500
DEEPEST_TREE = 8  # floors of the organisation; what lies deeper is not reached


def visible_to(user: User | AnonymousUser) -> QuerySet[Item]:
    """The items a person may know of, each with `is_readable`: whether the text and sender may be shown too.

    Nothing for those without a role that reaches an account the item was seen on (design 3.11).
    """
    readable = _readable(user) if isinstance(user, User) else Q(pk=None)
    word = {"is_readable": ExpressionWrapper(readable, output_field=BooleanField())}
    return _known_to(user).annotate(**word)


def readable_to(user: User | AnonymousUser) -> QuerySet[Item]:
    """The items whose text and sender a person may read."""
    return _known_to(user).filter(_readable(user)) if isinstance(user, User) else Item.objects.none()


def _known_to(user: User | AnonymousUser) -> QuerySet[Item]:
    if not isinstance(user, User) or not user.is_active:
        return Item.objects.none()
    return Item.objects.filter(_seen_on(register.visible_accounts(user)))


def may_read(user: User | AnonymousUser, item: Item) -> bool:
    """Whether a person may read one item."""
    return readable_to(user).filter(pk=item.pk).exists()


def _seen_on(accounts: QuerySet[Account]) -> Exists:
    return Exists(Sighting.objects.filter(item=OuterRef("pk"), account__in=accounts))


def _readable(user: User) -> Q:
    """Open and flagged: all who see the account. Suspected: its administrators too keep reading.
    Restricted: few, and those who must be able to have it removed. What is to be destroyed: nobody."""
    mine = Administrator.objects.filter(people.holding(), user=user).values("account")
    on_roster = Q(_seen_on(Account.objects.filter(pk__in=mine)))
    suspected = Q(visibility=Visibility.SUSPECTED) & on_roster
    trusted = Q(_seen_on(_within(user, READS_RESTRICTED)))
    allowed = (
        Q(visibility__in=(Visibility.OPEN, Visibility.FLAGGED))
        | suspected
        | trusted
        | _has_it_removed(user, on_roster)
    )
    messages = ~Q(kind="message") | on_roster | trusted  # narrower than what stands in public (C5.7)
    return allowed & messages & Q(withheld_at=None)


def _has_it_removed(user: User, on_roster: Q) -> Q:
    """What is restricted and still has to be removed (C7.1): the manager of the account's unit, and the
    administrator who marked it and thereby has read it, may read it too."""
    marked = Q(Exists(Restriction.objects.filter(item=OuterRef("pk"), by=user)))
    managed = Q(_seen_on(_within(user, (RoleKind.UNIT_MANAGER,))))
    return Q(visibility=Visibility.RESTRICTED) & (managed | (on_roster & marked))


def _within(user: User, kinds: Iterable[RoleKind]) -> QuerySet[Account]:
    """Accounts within reach of a role of one of the kinds. A subquery: pages ask for it several times."""
    units = Role.objects.filter(people.holding(), user=user, kind__in=kinds).values("unit")
    above = (f"unit{'__parent' * floors}__in" for floors in range(DEEPEST_TREE))
    return Account.objects.filter(reduce(or_, (Q(**{path: units}) for path in above)))


def thread(item: Item, user: User | AnonymousUser) -> list[Item]:
    """The item's thread as the person may know it, oldest first, with latest versions; at most 500 items."""
    return thread_among(visible_to(user), item)


def thread_among(known: QuerySet[Item], item: Item) -> list[Item]:
    """`thread`, for who has asked `visible_to` already."""
    root = item.root_id or item.pk
    found = known.filter(Q(root=root) | Q(pk=root)).select_related("latest")
    return list(found.order_by("counted_at", "first_seen_at", "id")[:LONGEST_THREAD])


def context(item: Item) -> list[Item]:
    """What stood around the item: its ancestors, its siblings under the same parent, and its replies."""
    near = Q(parent=item) | Q(pk__in=_ancestors(item))
    if item.parent_id:
        near |= Q(parent=item.parent_id)
    found = Item.objects.filter(near).exclude(pk=item.pk).select_related("latest")
    return list(found.order_by("counted_at", "id")[:LONGEST_THREAD])


def _ancestors(item: Item) -> list[UUID]:
    """Ids upwards, nearest first. One query: the thread holds them all."""
    above = dict(Item.objects.filter(Q(root=item.root_id) | Q(pk=item.root_id)).values_list("pk", "parent"))
    chain: list[UUID] = []
    at = item.parent_id
    while at and at not in chain:
        chain.append(at)
        at = above.get(at)
    return chain


def versions(item: Item) -> list[Version]:
    """Every version, the first seen first."""
    return list(item.versions.order_by("number"))


def state_changes(item: Item) -> list[StateChange]:
    """The moves of its state, the first first."""
    return list(item.state_changes.order_by("id"))


def items_in(account: Account, start: datetime, end: datetime) -> QuerySet[Item]:
    """The account's items of a period, e.g. a half-year: by claimed time, or seen time when that is absent
    or in the future."""
    return Item.objects.filter(
        Exists(Sighting.objects.filter(item=OuterRef("pk"), account=account)),
        counted_at__gte=start,
        counted_at__lt=end,
    )


def last_walk(account: Account) -> Walk | None:
    """The latest finished walk through the account's listing."""
    return Walk.objects.filter(account=account).exclude(finished_at=None).order_by("-id").first()


def accounts_to_visit() -> Iterable[UUID]:
    """Connected accounts that no one has closed and whose platform has not asked us to wait."""
    waiting = Walk.objects.filter(finished_at=None, wait_until__gt=clock.now()).values("account")
    connected = ConnectionState.objects.filter(account__platform__in=registry.keys())
    return list(
        connected.exclude(account__status=Status.CLOSED)
        .exclude(account__in=waiting)
        .values_list("account_id", flat=True)
    )
