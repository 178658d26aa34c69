"""Who may work with an item: the account's roster and the information function; others meet no page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from liggaren.capture import queries as capture
from liggaren.capture.models import Item, Relation, Sighting
from liggaren.moderation.errors import NotYours
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account

# The relation that gives the account to act as, best first.
NEAREST = (Relation.OWN, Relation.COMMENT, Relation.MESSAGE, Relation.MENTION, Relation.OUTSIDE)


@dataclass(frozen=True)
class Reach:
    """The accounts a person works with: those on whose roster they stand, and all that the information
    function sees.
    """

    user: User
    roster: frozenset[uuid.UUID]
    working: frozenset[uuid.UUID]


def reach_of(who: User | Reach) -> Reach:
    """The person's reach today; one already read is given back, so that a page reads it once."""
    if isinstance(who, Reach):
        return who
    roster = frozenset(register.my_accounts(who).values_list("pk", flat=True))
    if not people.has_role(who, RoleKind.INFORMATION):
        return Reach(who, roster, roster)
    return Reach(who, roster, roster | set(register.visible_accounts(who).values_list("pk", flat=True)))


def account_for(who: User | Reach, item: Item) -> Account:
    """The account as which this person may act on the item. Raises NotYours, also for an item not to be seen.

    A message is for those on the roster alone (C5.7).
    """
    reach = reach_of(who)
    accounts = reach.roster if item.kind == "message" else reach.working
    sightings = Sighting.objects.filter(item=item, account_id__in=accounts).select_related("account__unit")
    found = sorted(sightings, key=lambda sighting: NEAREST.index(Relation(sighting.relation)))
    if not found or not capture.readable_to(reach.user).filter(pk=item.pk).exists():
        raise NotYours
    return found[0].account
