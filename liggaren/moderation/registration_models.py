"""What the registrar is asked to register, with what may be shown apart from what may not (C7.2; OSL 5:1-2).

The protected fields are for the board's registrar alone: no list, mail, export or ledger entry reads them for
others.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from liggaren.moderation.registration_states import WAITING, RegistrationState


class RegistrationRequest(models.Model):
    """One request about one item, to the board that owned the account when the item came (design 4)."""

    class Reason(models.TextChoices):
        SECRECY = "secrecy", "Kan innehålla sekretess"
        REMOVED = "removed", "Borttaget"
        CASE = "case", "Hör till ett ärende"
        SPECIAL = "special", "Av särskilt intresse"
        ORDER = "order", "Allt på kontot diarieförs"

    class Direction(models.TextChoices):
        IN = "inkommen", "Inkommen"
        DRAWN_UP = "upprattad", "Upprättad"
        OUT = "expedierad", "Expedierad"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="registration_requests")
    version = models.ForeignKey("capture.Version", models.PROTECT, related_name="+")
    removal = models.ForeignKey("moderation.Removal", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    board = models.ForeignKey("people.Unit", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    state = models.CharField(
        max_length=12, choices=RegistrationState.choices, default=RegistrationState.TO_REGISTER
    )
    public_party = models.CharField(max_length=200, blank=True)
    public_summary = models.CharField(max_length=300)
    protected_party = models.CharField(max_length=500, blank=True)
    protected_summary = models.TextField(blank=True)
    received_at = models.DateTimeField()
    direction = models.CharField(max_length=10, choices=Direction.choices)
    record_type = models.CharField(max_length=60)
    class_code = models.CharField(max_length=40, blank=True)
    permalink = models.CharField(max_length=2000, blank=True)
    evidence_entry = models.BigIntegerField(help_text="the ledger entry that sealed the version")
    related_case = models.CharField(max_length=80, blank=True)
    police_number = models.CharField(max_length=80, blank=True)
    diary_number = models.CharField(max_length=80, blank=True)
    registered_on = models.DateField(null=True)
    registrar = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "diary_number"], condition=~Q(diary_number=""), name="diary_number_once"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=~Q(state="withdrawn"), name="one_standing_request_per_item"
            ),
            models.CheckConstraint(
                condition=~Q(state="registered")
                | Q(diary_number__regex=r"\S", registered_on__isnull=False, registrar__isnull=False),
                name="registered_has_number_day_and_registrar",
            ),
            models.CheckConstraint(
                condition=Q(state="registered") | Q(diary_number=""), name="number_only_when_registered"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | Q(withdrawn_by__isnull=False, withdrawn_reason__regex=r"\S"),
                name="withdrawn_has_name_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["board", "due_at"], condition=Q(state__in=WAITING), name="to_register"),
            models.Index(fields=["board", "-registered_on"], name="registered_by_board"),
        ]

    def __str__(self) -> str:
        return f"registration request {self.pk}"

    def is_late(self, at: datetime) -> bool:
        """Whether it waits beyond its time."""
        return self.state in WAITING and self.due_at < at


class RegistrationMode(models.Model):
    """How an account's items are registered, one row for each order; the highest number holds (JO 1995/96
    p. 485: a chosen way is applied consistently).
    """

    class Mode(models.TextChoices):
        EXEMPT = "exempt", "Hålls ordnat, diarieförs inte"
        ALWAYS = "always", "Allt diarieförs"
        DECISION = "decision", "Diarieförs efter beslut i varje fall"

    account = models.ForeignKey("register.Account", models.PROTECT, related_name="registration_modes")
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10, choices=Mode.choices)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="one_mode_for_each_number"),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="a_mode_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.mode}"
