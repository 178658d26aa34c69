"""What the detectors proposed about a version, and who opened what was masked (C7.3, C7.4; design 3.12)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Examination(models.Model):
    """That a version's text has been read by the detectors, by which edition of the rules."""

    version = models.OneToOneField("capture.Version", models.PROTECT, related_name="examination")
    rules = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"examination {self.version_id}"


class Finding(models.Model):
    """One proposal: offsets in the version's text, never the text itself. It acts on nothing.

    `verdict` is a person's word on whether the proposal was right; empty until somebody has said so.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right", "Rätt"
        WRONG = "wrong", "Fel"

    version = models.ForeignKey("capture.Version", models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    rule = models.CharField(max_length=40)
    confidence = models.CharField(max_length=6)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    verdict = models.CharField(max_length=5, choices=Verdict.choices, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "start", "end", "rule"], name="finding_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="finding_has_a_span"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_by=None, judged_at=None)
                | (~Q(verdict="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="a_verdict_has_a_person_and_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class Opening(models.Model):
    """A person opened what is masked in an item, up to and with this version. In the ledger before shown."""

    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="openings")
    version = models.ForeignKey("capture.Version", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["by", "item", "-at"], name="opening_by_person")]

    def __str__(self) -> str:
        return f"opening {self.pk}"
