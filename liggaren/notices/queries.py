"""What a person has been told."""

from __future__ import annotations

from django.db.models import QuerySet

from liggaren.notices.models import Delivery, Notice, Preferences
from liggaren.people.models import User


def unread(user: User) -> QuerySet[Notice]:
    """The person's unread notices, newest first."""
    return Notice.objects.filter(user=user, read_at__isnull=True).order_by("-made_at")


def recent(user: User, *, limit: int = 50) -> list[Notice]:
    """The person's newest notices, read and unread."""
    return list(Notice.objects.filter(user=user).order_by("-made_at")[:limit])


def preferences(user: User) -> Preferences | None:
    """What the person has chosen; None: everything by mail at once."""
    return Preferences.objects.filter(user=user).first()


def undelivered(user: User | None = None, *, limit: int = 50) -> list[Delivery]:
    """What has not got through to the person (to anyone when None), newest first."""
    found = Delivery.objects.filter(state=Delivery.State.FAILED)
    found = found.filter(to=user) if user else found
    return list(found.select_related("notice", "to").order_by("-next_at")[:limit])
