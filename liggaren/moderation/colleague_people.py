"""Whom one may ask, and what has been asked about an item (C5.1)."""

from __future__ import annotations

from django.db.models import F

from liggaren.capture.models import Item
from liggaren.lib.swedish import sort_key
from liggaren.moderation.models import ColleagueQuestion
from liggaren.people import queries as people
from liggaren.people.models import User

MOST = 300  # names in a list that a person still reads; others are reached by their address


def to_ask(by: User) -> list[User]:
    """Everyone else who works here, in Swedish order."""
    found = User.objects.filter(is_active=True, roles__isnull=False).exclude(pk=by.pk).distinct()
    return sorted(found.exclude(email="")[:MOST], key=lambda user: sort_key(user.name))


def domains() -> list[str]:
    """The municipality's own mail domains."""
    return people.municipality().mail_domains.split()


def of_item(item: Item) -> list[ColleagueQuestion]:
    """What has been asked about an item, what is still open first."""
    found = ColleagueQuestion.objects.filter(item=item).select_related("asked_by", "colleague")
    return list(found.order_by(F("answered_at").desc(nulls_first=True), "-asked_at"))
