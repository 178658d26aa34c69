"""One delivery for all of a board's snapshots of a period, the link it is fetched by, and what is called back
after it was handed over (G6.3).
"""

from __future__ import annotations

import uuid

from django.db import models


class Parcel(models.Model):
    """Many snapshots' deliveries under one list of contents; the receipt answers them all."""

    class Way(models.TextChoices):
        FOLDER = "folder", "Mapp"
        LINK = "link", "Hämtning med engångslänk"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    board = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    label = models.CharField(max_length=60)
    way = models.CharField(max_length=6, choices=Way.choices)
    folder = models.CharField(max_length=400, help_text="below the delivery folder, or inside the file")
    contents_sha256 = models.CharField(max_length=64, help_text="of the list of contents")
    file_sha256 = models.CharField(max_length=64, blank=True, help_text="of the whole file, for a link")
    delivered_at = models.DateTimeField()
    delivered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, default="waiting")
    reason = models.TextField(blank=True)
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(answer="rejected") | ~models.Q(reason=""),
                name="archive_parcel_rejected_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"parcel {self.pk}"

    @property
    def obj(self) -> str:
        """The parcel's name in the ledger."""
        return f"parcel:{self.pk}"


class ParcelLink(models.Model):
    """A link that fetches the parcel once. Only the token's digest is kept: we cannot show it again."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"link {self.pk}"


class Recall(models.Model):
    """A delivery called back: why, in words that tell nothing of the content, and whether the old is
    destroyed. The delivery that replaces it points here.
    """

    class Cause(models.TextChoices):
        SECRET = "secret", "Något i den får inte längre läsas av alla"
        DESTROYED = "destroyed", "Något i den har förstörts efter beslut"
        WRONG = "wrong", "Något i den var fel"

    delivery = models.OneToOneField("archive.Delivery", on_delete=models.PROTECT, related_name="recall")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    entry_id = models.BigIntegerField()
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cause__in=["secret", "destroyed", "wrong"]), name="archive_recall_cause"
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, destroyed_by__isnull=True)
                | models.Q(destroyed_at__isnull=False, destroyed_by__isnull=False),
                name="archive_destruction_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"recall {self.pk}"
