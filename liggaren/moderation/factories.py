"""A test's world for moderation: what came in is in the inbox, and the grounds are planted."""

from __future__ import annotations

from typing import Any

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.moderation import grounds, services
from liggaren.moderation.judging import Decision
from liggaren.moderation.models import Category, Provision


def plant() -> None:
    """The categories and provisions, in a database that has been emptied."""
    grounds.plant(Category, Provision)


def incoming(world: World, text: str, **who: str) -> Item:
    """A comment captured and brought to the inbox, as the event would."""
    item = world.comment(text, **who)
    assert item.latest_id is not None
    services.enter(account_id=world.account.pk, version_ids=[item.latest_id])
    return item


def decision(**changed: Any) -> Decision:
    """A whole decision to delete by the house's own rules."""
    plant()
    facts: dict[str, Any] = {
        "category": Category.objects.get(key="personangrepp"), "basis": "house_rule", "obvious": True,
        "reason": "Kommentaren angriper en medarbetare.", "way": "delete",
    }  # fmt: skip
    return Decision(**{**facts, **changed})
