"""Who may work with an item: the account's roster and the information function; others meet no page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from liggaren.capture import queries as capture
from liggaren.capture.models import Item, Relation, Sighting, Visibility
from liggaren.moderation.errors import NotRead, NotYours
from liggaren.moderation.masking import sight_of
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account

# Who may decide on what is restricted, beside an administrator who may still read it (design 3.12).
DECIDES_RESTRICTED = (RoleKind.REGISTRAR, RoleKind.UNIT_MANAGER)
# The relation that gives the account to act as, best first.
NEAREST = (Relation.OWN, Relation.COMMENT, Relation.MESSAGE, Relation.MENTION, Relation.OUTSIDE)


@dataclass(frozen=True)
class Reach:
    """The accounts a person works with: the roster's, and for the information function all that it sees."""

    user: User
    roster: frozenset[uuid.UUID]
    working: frozenset[uuid.UUID]
    names: dict[uuid.UUID, str] = field(default_factory=dict, compare=False)  # of the accounts in `working`

    @cached_property
    def visible(self) -> QuerySet[Item]:
        """`capture.visible_to`, its rights read once."""
        return capture.visible_to(self.user)

    @property
    def readable(self) -> QuerySet[Item]:
        """Those of `visible` whose text and sender may be shown."""
        return self.visible.filter(is_readable=True)  # type: ignore[misc]  # annotated by `visible_to`


def reach_of(who: User | Reach) -> Reach:
    """The person's reach today; one already read, or remembered for this page, is given back."""
    if isinstance(who, Reach):
        return who
    if isinstance(kept := getattr(who, "reach_of_this_page", None), Reach):
        return kept
    mine = dict(register.my_accounts(who).values_list("pk", "name"))
    if not people.has_role(who, RoleKind.INFORMATION):
        return Reach(who, frozenset(mine), frozenset(mine), mine)
    every = mine | dict(register.visible_accounts(who).values_list("pk", "name"))
    return Reach(who, frozenset(mine), frozenset(every), every)


def remember(user: User) -> Reach:
    """Read the reach once for a page: kept on this user object, which lives no longer than its request."""
    user.reach_of_this_page = reach_of(user)  # type: ignore[attr-defined]
    return reach_of(user)


def account_for(who: User | Reach, item: Item) -> Account:
    """The account as which this person may act on the item. Raises NotYours, also for an item not to be seen.

    A message is for those on the roster alone (C5.7).
    """
    reach = reach_of(who)
    accounts = reach.roster if item.kind == "message" else reach.working
    seen = Sighting.objects.filter(item=item, account_id__in=accounts, item__in=reach.readable.values("pk"))
    found = sorted(
        seen.select_related("account__unit"), key=lambda sighting: NEAREST.index(Relation(sighting.relation))
    )
    if not found:
        raise NotYours
    return found[0].account


def account_to_decide(who: User | Reach, item: Item) -> Account:
    """The account as which this person may decide to remove the item: `account_for`, and for what is
    restricted also the board's registrar and the unit's manager, who may read it (C7.1; design 3.12).

    Raises NotYours.
    """
    reach = reach_of(who)
    try:
        return account_for(reach, item)
    except NotYours:
        units = people.reach(reach.user, DECIDES_RESTRICTED)
        seen = Sighting.objects.filter(
            item=item, item__visibility=Visibility.RESTRICTED, account__unit_id__in=units,
            item__in=reach.readable.values("pk"),
        ).select_related("account__unit").order_by("pk")  # fmt: skip
        if not (found := seen.first()):
            raise
        return found.account


def must_have_read(who: User, item: Item) -> None:
    """Nobody decides about what they have not read: what may be secret has been opened by this very person,
    in the version that now stands (design 3.12). Raises NotRead.
    """
    if sight_of(who, [item]).is_closed(item):
        raise NotRead
