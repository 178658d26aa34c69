"""How soon each kind of thing shall be gone, as the municipality has decided it (G5.5, C6.1)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ClockTarget(models.Model):
    """A category's target from seen to gone, and whether someone is alarmed when it passes.

    A category without a row has the proposal of `targets.PROPOSED`.
    """

    category = models.OneToOneField("moderation.Category", models.PROTECT, related_name="clock_target")
    minutes = models.PositiveIntegerField()
    is_alarmed = models.BooleanField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=60 * 24 * 30), name="target_within_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.minutes} min"
