"""Blobs and their uses (design 3.7, 3.8). The plain digest stands nowhere here."""

from __future__ import annotations

from django.db import models


class BlobState(models.TextChoices):
    LIVE = "live", "finns"
    DESTROYED = "destroyed", "gallrad"
    PURGED = "purged", "omedelbart förstörd"


class Blob(models.Model):
    """One ciphertext, named by its own SHA-256. `wrapped_key` is its key, locked by the vault's file key.

    `ciphertext` is held here up to 32 KiB, else in a file of the `vault` storage (then null).
    """

    id = models.CharField(primary_key=True, max_length=64)
    state = models.CharField(max_length=10, choices=BlobState.choices, default=BlobState.LIVE)
    media_type = models.CharField(max_length=255)
    size = models.BigIntegerField(help_text="plain bytes")
    ciphertext = models.BinaryField(null=True)
    in_file = models.BooleanField(default=False)
    wrapped_key = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    purged_by = models.JSONField(default=list)
    purge_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="live", wrapped_key__isnull=False)
                | models.Q(
                    ~models.Q(state="live"),
                    wrapped_key__isnull=True,
                    ciphertext__isnull=True,
                    ended_at__isnull=False,
                ),
                name="vault_key_lives_with_blob",
            )
        ]

    def __str__(self) -> str:
        return self.id[:12]


class Use(models.Model):
    """Someone who needs a blob, by an opaque text name such as `version:uuid`."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="uses")
    holder = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blob", "holder"], name="vault_one_use_a_holder")]
        indexes = [models.Index(fields=["holder"], name="vault_use_holder")]

    def __str__(self) -> str:
        return self.holder
