"""How an account looked (G6.1): pictures of its page, tries that gave none, and the archive's acceptances."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Appearance(models.Model):
    """One picture of the account's page for a snapshot, or one try that gave none and why (`refused`).

    At most one stands for a snapshot. One that was replaced or destroyed keeps its row without its content.
    """

    class Kind(models.TextChoices):
        BROWSER = "browser", "Tagen i kommunens egen webbläsare"
        UPLOADED = "uploaded", "Uppladdad"

    class Ended(models.TextChoices):
        REPLACED = "replaced", "Ersatt av en nyare"
        PURGED = "purged", "Förstörd efter beslut av två personer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey("archive.Snapshot", models.CASCADE, related_name="appearances")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    blob = models.ForeignKey("vault.Blob", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=20, blank=True)
    width = models.PositiveIntegerField(default=0, help_text="pixels")
    height = models.PositiveIntegerField(default=0, help_text="pixels")
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    address = models.CharField(max_length=1000, blank=True, help_text="where the browser ended up")
    trust = models.CharField(
        max_length=400, blank=True, help_text="Swedish: what the picture is worth, in words"
    )
    refused = models.CharField(max_length=400, blank=True, help_text="Swedish: why the try gave no picture")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot"],
                condition=Q(refused="", ended_at__isnull=True),
                name="one_appearance_stands",
            ),
            models.CheckConstraint(
                condition=Q(blob__isnull=False, refused="") | (Q(blob__isnull=True) & ~Q(refused="")),
                name="a_picture_or_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind="uploaded") | Q(taken_by__isnull=False), name="an_upload_has_a_person"
            ),
        ]
        indexes = [models.Index(fields=["snapshot", "-taken_at"], name="appearance_newest")]

    def __str__(self) -> str:
        return f"appearance {self.pk}"

    @property
    def holder(self) -> str:
        """Its name in the vault."""
        return f"appearance:{self.pk}"


class RenderingAcceptance(models.Model):
    """The archivist's standing written acceptance: here the rendering holds without a picture (G6.1)."""

    platform = models.CharField(max_length=30, help_text="as register.Account.platform")
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    ends_on = models.DateField(help_text="last day it holds")
    accepted_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="taken back before its last day")
    ended_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("decided_on")), name="acceptance_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(decision_number="") & ~Q(platform=""), name="acceptance_names_its_decision"
            ),
        ]
        indexes = [models.Index(fields=["platform", "ends_on"], name="acceptance_of_platform")]

    def __str__(self) -> str:
        return f"acceptance {self.pk}"

    @property
    def obj(self) -> str:
        """Its name in the ledger."""
        return f"acceptance:{self.pk}"
