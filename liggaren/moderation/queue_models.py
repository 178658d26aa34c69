"""Rows of the queue's own: who handed what to whom, who has an item open, a person's saved views, and steps
that can be undone.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class HandOver(models.Model):
    """An item handed to a named administrator, with a line of why."""

    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="hand_overs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.item_id} to {self.to_id}"


class OpenNow(models.Model):
    """When a person last had an item open on screen; kept by the open page itself."""

    item = models.ForeignKey("capture.Item", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="one_open_now")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"


class SavedView(models.Model):
    """A part of the queue under a person's own name for it; one may be where the inbox starts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(
        max_length=300, blank=True
    )  # as in an address, always through `queue_filter.read`
    is_start = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="one_view_of_a_name"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_start=True), name="one_start_view"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QueueStep(models.Model):
    """One step in the queue, with how each of its items stood before and after, so that it can be undone."""

    class Act(models.TextChoices):
        TAKE = "take", "Tagen"
        DONE = "done", "Markerad som klar"
        HAND_OVER = "hand_over", "Överlämnad"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    at = models.DateTimeField()
    rows = models.JSONField()  # of each: item, state and taken_by before, state and changed_at after
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.act} of {len(self.rows)}"
