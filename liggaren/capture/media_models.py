"""Pictures of items as bytes: one row for each picture that a version names (design 3.7, 3.8)."""

from __future__ import annotations

from django.contrib.postgres.indexes import HashIndex
from django.db import models


class MediaState(models.TextChoices):
    """How it went with the bytes. Only `kept` has any."""

    KEPT = "kept", "Sparad"
    TOO_LARGE = "too_large", "För stor för att sparas"
    UNREACHABLE = "unreachable", "Gick inte att hämta"
    REFUSED_KIND = "refused_kind", "Är inte en bild av ett slag som sparas"
    GONE = "gone", "Fanns inte kvar när den skulle hämtas"
    PURGED = "purged", "Omedelbart förstörd"


class MediaFile(models.Model):
    """One picture named by a version. `media_type` is told by the bytes, never by what the sender said.

    `alt` is as the platform gave it. The plain digest of the bytes stands in the ledger's record alone.
    """

    State = MediaState

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey("capture.Item", on_delete=models.PROTECT, related_name="media_files")
    version = models.ForeignKey("capture.Version", on_delete=models.PROTECT, related_name="media_files")
    position = models.PositiveSmallIntegerField(help_text="place among what the version names")
    url = models.TextField()
    alt = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=MediaState.choices)
    tries = models.PositiveSmallIntegerField(default=1)
    tried_at = models.DateTimeField()
    media_type = models.CharField(max_length=40, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    blob = models.ForeignKey("vault.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, help_text="when the bytes were fetched")
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="capture_media_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=MediaState.values), name="capture_media_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="kept", blob__isnull=False) | ~models.Q(state="kept"),
                name="capture_media_kept_has_bytes",
            ),
        ]
        indexes = [
            HashIndex(fields=["url"], condition=models.Q(state="kept"), name="capture_media_url"),
            models.Index(
                fields=["tried_at"], condition=models.Q(state="unreachable"), name="capture_media_again"
            ),
        ]

    def __str__(self) -> str:
        return f"media {self.pk}"

    @property
    def holder(self) -> str:
        """The vault's opaque name for this use of the bytes."""
        return f"media:{self.item_id}"

    @property
    def is_shown(self) -> bool:
        """Whether there are bytes that may be drawn: an SVG is kept and never shown."""
        return self.state == MediaState.KEPT and self.media_type != "image/svg+xml"


class MediaOpening(models.Model):
    """That a person opened a blurred picture; it is entered in the ledger first (design 3.8)."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(MediaFile, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["by", "file"], name="capture_media_opened")]

    def __str__(self) -> str:
        return f"opening {self.pk}"
