"""What a person has been told."""

from __future__ import annotations

from django.db.models import QuerySet

from liggaren.notices.models import Notice
from liggaren.people.models import User


def unread(user: User) -> QuerySet[Notice]:
    """The person's unread notices, newest first."""
    return Notice.objects.filter(user=user, read_at__isnull=True).order_by("-made_at")


def recent(user: User, *, limit: int = 50) -> list[Notice]:
    """The person's newest notices, read and unread."""
    return list(Notice.objects.filter(user=user).order_by("-made_at")[:limit])
