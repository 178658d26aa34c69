"""Who has an item open just now, so that two do not write the same answer. Kept by the open page itself."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from liggaren.lib import clock
from liggaren.moderation import queries
from liggaren.moderation.models import OpenNow
from liggaren.moderation.permissions import Reach
from liggaren.people.models import User

LASTS = timedelta(seconds=60)  # a page says so each quarter of a minute


def note(*, item_id: uuid.UUID, reach: Reach) -> None:
    """The person has the item open. Nothing is noted of an item that is not theirs to work with."""
    if queries.inbox(reach).filter(item_id=item_id).exists():
        row = OpenNow(item_id=item_id, user=reach.user, at=clock.now())
        OpenNow.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["item", "user"], update_fields=["at"]
        )


def others(user: User, item: str = "pk") -> ArraySubquery:
    """First names of colleagues who have the item open, asked together with the item."""
    found = OpenNow.objects.filter(item=OuterRef(item), at__gt=clock.now() - LASTS).exclude(user=user)
    return ArraySubquery(found.order_by("user__first_name").values("user__first_name")[:3])
