"""Snapshots of accounts, the files they became, and their way to the archivist (G6.1-G6.3)."""

from __future__ import annotations

import uuid

from django.db import models

from liggaren.archive.appearance_models import Appearance, RenderingAcceptance
from liggaren.archive.choice_models import Choice, Level, Window
from liggaren.archive.parcel_models import Parcel, ParcelLink, Recall


class SnapshotState(models.TextChoices):
    """Where a snapshot stands; the second word is the one on screen (ui 8)."""

    DUE = "due", "Ska göras"
    MAKING = "making", "Framställs"
    VALID = "valid", "Giltig"
    FAILED = "failed", "Underkänd"
    NOT_VALIDATED = "not_validated", "Inte prövad"
    DELIVERED = "delivered", "Levererad"
    RECEIVED = "received", "Mottagen"
    REJECTED = "rejected", "Avvisad"


class Kind(models.TextChoices):
    """Why the snapshot is made: the half-year's run, or something that happened in between."""

    HALF_YEAR = "half_year", "Halvår"
    PROFILE = "profile", "Ändrad profil"
    CLOSING = "closing", "Före avslut"
    CRISIS_START = "crisis_start", "Krisläge, början"
    CRISIS_END = "crisis_end", "Krisläge, slut"


class Snapshot(models.Model):
    """One account's period, for the board that owned it then. `period_end` is exclusive, both Swedish
    midnights.

    A half-year in which the account changed board has a row for each board (design 4).
    """

    State = SnapshotState

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("register.Account", on_delete=models.PROTECT, related_name="snapshots")
    board = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.HALF_YEAR)
    level = models.CharField(
        max_length=10, choices=Level.choices, blank=True, help_text="as it was made; empty until then"
    )
    flavour = models.CharField(max_length=10, blank=True, help_text="key of archive.flavours, as made")
    round = models.PositiveSmallIntegerField(default=1, help_text="2 and up: made anew after a recall")
    state = models.CharField(max_length=14, choices=SnapshotState.choices, default=SnapshotState.DUE)
    due_on = models.DateField()
    made_at = models.DateTimeField(null=True)
    counts = models.JSONField(
        default=dict, help_text="posts, comments, edited, removed, left_out, missing_signs"
    )
    checkpoint_size = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    validation = models.JSONField(default=dict, help_text="the validator's report, as validator.Validation")
    note = models.TextField(blank=True, help_text="Swedish: why it is not made, valid or received")
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "board", "kind", "period_start", "period_end"],
                name="archive_one_for_each_kind_and_period",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="archive_snapshot_kind"),
            models.CheckConstraint(
                condition=models.Q(period_end__gt=models.F("period_start")), name="archive_period_has_length"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SnapshotState.values), name="archive_snapshot_state"
            ),
        ]
        indexes = [models.Index(fields=["-period_end", "state"], name="archive_run")]

    def __str__(self) -> str:
        return f"snapshot {self.pk}"

    @property
    def obj(self) -> str:
        """The snapshot's name in the ledger and as holder in the vault."""
        return f"snapshot:{self.pk}"


class Volume(models.Model):
    """One PDF/A of a snapshot. `sha256` is of the file itself, as the archivist will check it."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="volumes")
    number = models.PositiveSmallIntegerField()
    blob = models.ForeignKey("vault.Blob", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "number"], name="archive_volume_once")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One delivery of a snapshot to a folder, and the archivist's answer to it."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Väntar på kvitto"
        RECEIVED = "received", "Mottagen"
        REJECTED = "rejected", "Avvisad"
        RECALLED = "recalled", "Återkallad"

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="deliveries")
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, null=True, related_name="deliveries")
    replaces = models.ForeignKey(Recall, on_delete=models.PROTECT, null=True, related_name="replacements")
    folder = models.CharField(max_length=400, help_text="below the delivery folder")
    manifest = models.JSONField(help_text="name, size and sha256 of each file")
    manifest_sha256 = models.CharField(max_length=64)
    delivered_at = models.DateTimeField()
    delivered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the archivist who takes it without a validator's verdict",
    )
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot"],
                condition=models.Q(answer="waiting"),
                name="archive_one_delivery_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="rejected") | ~models.Q(reason=""),
                name="archive_rejected_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


__all__ = ["Appearance", "Delivery", "RenderingAcceptance", "Snapshot", "SnapshotState", "Volume"]


__all__ = [
    "Choice",
    "Delivery",
    "Kind",
    "Level",
    "Parcel",
    "ParcelLink",
    "Recall",
    "Snapshot",
    "SnapshotState",
    "Volume",
    "Window",
]
