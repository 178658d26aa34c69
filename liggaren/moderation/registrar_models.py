"""What a registrar has read of the protected fields, and how a board writes its diary numbers (C7.2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ProtectedReading(models.Model):
    """A registrar opened a request's protected fields. The entry is in the ledger before they are shown."""

    request = models.ForeignKey("moderation.RegistrationRequest", models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["by", "request", "-at"], name="protected_reading_by_person")]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class DiaryPattern(models.Model):
    """How a board, or the whole municipality, writes its diary numbers; one row for each order, the highest
    number holds.

    An empty pattern ends the order: any number is taken. In the pattern `ÅÅÅÅ` is a year, `#` one or more
    figures, all else stands for itself.
    """

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="diary_patterns")
    number = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="one_pattern_for_each_number"),
            models.CheckConstraint(
                condition=Q(pattern="") | Q(pattern__contains="#"), name="a_pattern_has_its_figures"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pattern}"
