"""Reading what went away without our decision, as far as the person works with it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from liggaren.capture.models import Item
from liggaren.moderation.disappearance_models import Disappearance, DisappearanceState
from liggaren.moderation.errors import NotYours
from liggaren.moderation.permissions import Reach, reach_of
from liggaren.people.models import User
from liggaren.register.models import Account

D = DisappearanceState
STATES = {"obesvarade": (D.OPEN,), "besvarade": (D.ANSWERED, D.SETTLED, D.RETURNED)}


def listed(who: User | Reach, *, account: UUID | None = None) -> QuerySet[Disappearance]:
    """The questions on the accounts the person works with, about items they may read; the oldest first."""
    reach = reach_of(who)
    may = Exists(reach.readable.filter(pk=OuterRef("item_id")))
    found = Disappearance.objects.filter(may, account_id__in=reach.working)
    found = found.filter(~Q(item__kind="message") | Q(account_id__in=reach.roster))
    if account is not None:
        found = found.filter(account_id=account)
    return found.select_related("item__latest", "account", "answered_by").order_by("seen_at", "pk")


def counts(found: QuerySet[Disappearance]) -> dict[str, int]:
    """How many in each view, exact, in one query."""
    asked = {name: Count("pk", filter=Q(state__in=states)) for name, states in STATES.items()}
    return dict(found.order_by().aggregate(**asked))


def one(who: User | Reach, row_id: int) -> Disappearance:
    """One question for a person who works with its item. Raises NotYours, also when there is none."""
    found = listed(who).filter(pk=row_id).first()
    if found is None:
        raise NotYours
    return found


def about(item: Item, who: User | Reach) -> Disappearance | None:
    """The question about an item as it now stands, for one who works with it."""
    return listed(who).filter(item=item).exclude(state=D.RETURNED).first()


def waiting_on(account: Account, who: User | Reach) -> int:
    """How many questions wait on one account for a person who works with it; 0 for others."""
    return listed(who, account=account.pk).filter(state=D.OPEN).count()
