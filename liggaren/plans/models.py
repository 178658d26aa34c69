"""Plans for accounts: versions as written, approvals, remarks, and the goals and people of what was sent.

A version is text as typed (`fields`) until it is sent; then it is sealed and a trigger refuses every change
of its
words, and once approved every change at all (C1.2, C1.3). Who approves twice is refused by a constraint.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liggaren.people.models import Unit
from liggaren.register.models import Account


class State(models.TextChoices):
    """Where a plan stands; the second word is the one on screen."""

    DRAFT = "draft", "Utkast"
    WITH_MANAGER = "with_manager", "Hos verksamhetens chef"
    WITH_DIRECTOR = "with_director", "Hos förvaltningschefen"
    CHANGE_REQUESTED = "change_requested", "Ändring begärd"
    APPROVED = "approved", "Godkänd"
    REFUSED = "refused", "Avslagen"
    SUPERSEDED = "superseded", "Ersatt"


class Step(models.TextChoices):
    """The two approvals, in their order (B.12, B.13)."""

    UNIT_MANAGER = "unit_manager", "verksamhetens chef"
    DIRECTOR = "director", "förvaltningschef"


class Plan(models.Model):
    """An activity plan (aktivitetsplan) for one account, planned or already there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    name = models.CharField(max_length=200, blank=True, help_text="the newest version's name, for lists")
    medium = models.CharField(max_length=30, blank=True, help_text="the newest version's medium, for lists")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "-changed_at"], name="plans_by_state")]

    def __str__(self) -> str:
        return self.name or "Ny plan"

    @property
    def obj(self) -> str:
        """The plan's name in the ledger."""
        return f"plan:{self.pk}"


class PlanVersion(models.Model):
    """One version of the form. `revision` counts saves and guards against lost text."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    fields = models.JSONField(default=dict, help_text="plans.draft.Draft as typed")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(
        max_length=64, blank=True, help_text="sha256 of the canonical form, set when sent"
    )
    entry_id = models.BigIntegerField(null=True, blank=True, help_text="the ledger entry of the sending")
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_entry_id = models.BigIntegerField(
        null=True, blank=True, help_text="entry of the second approval"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_for_each_number"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, digest="")
                | models.Q(sent_at__isnull=False, digest__gt=""),
                name="sent_version_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class Goal(models.Model):
    """A measurable goal of a sent version (C1.5, B.6)."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="goals")
    place = models.PositiveSmallIntegerField()
    metric = models.CharField(max_length=200)
    baseline = models.DecimalField(max_digits=14, decimal_places=2)
    target = models.DecimalField(max_digits=14, decimal_places=2)
    date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "place"], name="one_goal_for_each_place")]

    def __str__(self) -> str:
        return self.metric


class PlanAdministrator(models.Model):
    """An administrator named in a sent version, with contact and work profile (B.7, C2.2)."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="administrators")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=30, blank=True)
    work_profile = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="one_administrator_for_each_place"),
            models.UniqueConstraint(fields=["version", "email"], name="no_administrator_twice"),
        ]

    def __str__(self) -> str:
        return self.name


class Approval(models.Model):
    """One manager's yes to one version. Insert only. Two steps, two persons: both unique (C1.2, C1.3)."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=20, choices=Step)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300, help_text="as it read when approved")
    title = models.CharField(max_length=100, blank=True)
    deputy_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_factor = models.BooleanField()
    digest = models.CharField(max_length=64, help_text="of the version as shown to the approver")
    entry_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "step"], name="one_approval_for_each_step"),
            models.UniqueConstraint(fields=["version", "user"], name="one_approval_for_each_person"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.version_id}"


class RemarkKind(models.TextChoices):
    """What sent a plan back."""

    CHANGE_REQUESTED = "change_requested", "Ändring begärd"
    REFUSED = "refused", "Avslagen"
    WITHDRAWN = "withdrawn", "Tillbakadragen"


class Remark(models.Model):
    """A version sent back, by whom and why. Insert only."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=20, choices=RemarkKind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    entry_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
