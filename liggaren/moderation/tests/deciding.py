"""Deciding as the page does, and what the queue and the events then do."""

from __future__ import annotations

from typing import Any

from liggaren.actions import services as actions
from liggaren.capture.models import Item
from liggaren.moderation import services
from liggaren.moderation.factories import decision
from liggaren.moderation.models import Removal
from liggaren.people.models import User


def decide(item: Item, by: User, **changed: Any) -> Removal:
    """Open and decide, as the page does."""
    item.refresh_from_db()
    removal = services.open_removal(item=item, by=by)
    return services.decide_removal(
        removal=removal, decision=decision(**changed), version_id=item.latest_id or 0, by=by
    )


def carried_out(removal: Removal) -> Removal:
    """What the queue and the events do."""
    assert removal.outbox_id is not None
    actions.send(removal.outbox_id)
    services.act_ended(outbox_id=removal.outbox_id)
    removal.refresh_from_db()
    return removal
