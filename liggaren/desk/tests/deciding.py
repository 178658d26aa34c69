"""Filling in the decision page as a person does, without script."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from liggaren.actions import services as actions
from liggaren.capture.models import Item
from liggaren.moderation import services
from liggaren.moderation.models import Category, Removal
from liggaren.people.models import User


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def filled(item: Item, **changed: str) -> dict[str, str]:
    """The form as a person has filled it in."""
    item.refresh_from_db()
    whole = {
        "category": str(Category.objects.get(key="personangrepp").pk), "basis": "house_rule", "obvious": "ja",
        "reason": "Angriper en medarbetare.", "way": "delete", "version": str(item.latest_id),
    }  # fmt: skip
    return {**whole, **changed}


def read_sentence(page: str) -> str:
    found = re.search(r'name="mening" value="([^"]+)"', page)
    assert found is not None, "no sentence on the page"
    return found[1]


def decide(client: Client, item: Item, **changed: str) -> Any:
    """Read the sentence, then press the button: what one does without script."""
    form = filled(item, **changed)
    page = client.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"})
    assert page.status_code == 200, text(page)
    return client.post(f"/ta-bort/{item.pk}/", {**form, "mening": read_sentence(text(page)), "besluta": "1"})


def outcome(client: Client, *, send: bool = True) -> str:
    """The outcome page of the newest decision, after the queue has done its work."""
    removal = Removal.objects.latest("opened_at")
    if send and removal.outbox_id:
        actions.send(removal.outbox_id)
        services.act_ended(outbox_id=removal.outbox_id)
    return text(client.get(f"/beslut/{removal.pk}/"))
