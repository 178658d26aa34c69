"""Who may order and confirm an immediate destruction: those who run the account, and two central
functions."""

from __future__ import annotations

import uuid

from liggaren.capture import queries as capture
from liggaren.capture.models import Item, Relation, Sighting
from liggaren.lib import clock
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import PurgeOrder
from liggaren.moderation.permissions import NEAREST
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account

CENTRAL = (RoleKind.INFORMATION, RoleKind.PROTECTION_OFFICER)


def account_to_purge(user: User, item: Item) -> Account:
    """The account as whose keeper the person may purge the item. Raises NotYours, also when not to be
    seen."""
    if not capture.visible_to(user).filter(pk=item.pk).exists():
        raise NotYours
    seen = Sighting.objects.filter(item=item).select_related("account__unit", "account__board")
    for sighting in sorted(seen, key=lambda one: NEAREST.index(Relation(one.relation))):
        if may_purge(user, sighting.account):
            return sighting.account
    raise NotYours


def may_purge(user: User, account: Account) -> bool:
    """Whether the person runs the account, or answers for information or data protection above its unit."""
    if any(row.user_id == user.pk for row in register.administrators(account)):
        return True
    return any(people.has_role(user, kind, account.unit) for kind in CENTRAL)


def order_for(user: User, order_id: uuid.UUID) -> PurgeOrder:
    """One order for someone who may act on it. Raises NotYours, also when it does not exist."""
    related = ("item", "account__unit", "one", "two", "ended_by", "removal")
    found = PurgeOrder.objects.select_related(*related).filter(pk=order_id).first()
    if found is None or not (user.pk in (found.one_id, found.two_id) or may_purge(user, found.account)):
        raise NotYours
    return found


def others(account: Account, one: User) -> list[User]:
    """Everyone else who may be the second person now, each once."""
    now = clock.now()
    found = {row.user_id: row.user for row in register.administrators(account)}
    for kind in CENTRAL:
        found.update({role.user_id: role.user for role in people.holders(kind, account.unit, now)})
    found.pop(one.pk, None)
    return list(found.values())
