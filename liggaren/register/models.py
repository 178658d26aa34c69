"""The official accounts: what each is, who owned it when, who runs it, how it is connected, what was decided.

Start is guarded in the database: a trigger refuses status *started* without working facts that carry two
different approvers and the approval's ledger entry (design 2, C2.1).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liggaren.people.models import Period, Unit


class Status(models.TextChoices):
    """Where an account stands in its life; the second word is the one on screen."""

    PLANNED = "planned", "Planerat"
    STARTED = "started", "I ordning"
    ADOPTED = "adopted", "Inte i ordning än (övertaget)"
    CLOSING = "closing", "Avslutas"
    CLOSED = "closed", "Avslutat"


class Account(models.Model):
    """An official social media account (konto)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = models.CharField(max_length=30, help_text="connector key, or a medium's key of register.media")
    profile = models.CharField(
        max_length=30, blank=True, help_text="the connector's profile where it has several"
    )
    instance = models.CharField(max_length=300, blank=True, help_text="origin: scheme://host[:port][/base]")
    native_id = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    address_key = models.CharField(max_length=500, blank=True, help_text="register.addresses.address_key")
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_collation="C", blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    is_internal = models.BooleanField(default=False, help_text="left out of the public directory (G3.7)")
    purpose = models.TextField(blank=True)
    target_group = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True, help_text="the account's own e-mail address (C2.3)")
    public_page = models.CharField(max_length=500, blank=True, help_text="the page about the task (C2.5)")
    login_confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="the login lies in safe keeping (B.15)"
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["status", "sort_key"], name="accounts_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["address_key"], condition=~Q(address_key=""), name="one_account_for_each_address"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(status="closed"), name="closed_day_only_when_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def obj(self) -> str:
        """The account's name in the ledger."""
        return f"account:{self.pk}"


class AccountOwnership(Period):
    """Which board and unit owned the account when; an item belongs to the board of its day (design 4)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="ownerships")
    board = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta(Period.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.account_id} {self.board_id}"


class Administrator(Period):
    """A person on an account's roster, with the profile used in the work (C2.2, B.7)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roster")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="administers")
    work_profile = models.CharField(max_length=200, blank=True)

    class Meta(Period.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.user_id} {self.account_id}"


class WorkingFacts(models.Model):
    """What other rooms need of the approved plan, one row per approved version; the highest version holds."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="working_facts")
    version = models.PositiveIntegerField()
    signature = models.CharField(max_length=100, blank=True, help_text="how replies are signed (C4.1)")
    reply_hours = models.PositiveIntegerField(default=24, help_text="answer within so many hours of watch")
    # Beside what the help names: "off_hours" in words, "free" (the same for all other days, or null), and the
    # ids of "who" keeps the watch and the "deputy".
    watch = models.JSONField(help_text='{"days": [0..6], "from": "08.00", "to": "17.00", "times_per_day": 3}')
    purposes = models.JSONField(default=list, help_text="codes of G3")
    posts_per_week = models.PositiveIntegerField(default=0)
    hours_per_week = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    plan_ref = models.CharField(max_length=64, help_text="the plan's opaque id")
    approver_one_id = models.BigIntegerField()
    approver_two_id = models.BigIntegerField()
    approval_entry_id = models.BigIntegerField(help_text="the ledger entry of the second approval")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "version"], name="one_working_facts_for_each_version"),
            models.CheckConstraint(
                condition=~Q(approver_one_id=models.F("approver_two_id")), name="two_different_approvers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.version}"


class ConnectionStatus(models.TextChoices):
    """How the platform's door stands."""

    NONE = "none", "Inte ansluten"
    ALIVE = "alive", "Ansluten"
    BROKEN = "broken", "Anslutningen bruten"


class ConnectionState(models.Model):
    """How we reach the platform for one account; the token itself lies in custody."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="connection_state")
    origin = models.CharField(max_length=300, blank=True)
    native_id = models.CharField(max_length=300, blank=True)
    token_kind = models.CharField(
        max_length=30, blank=True, help_text="the deposit's kind in custody; empty: no token"
    )
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=ConnectionStatus, default=ConnectionStatus.NONE)
    checked_at = models.DateTimeField(null=True, blank=True)
    cursor = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.state
