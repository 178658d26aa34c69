"""The outbox: one row for each act on a platform, done once (design 3.3, 3.10).

A database trigger lets a removal become *sending* only with a fresh verification of its item and version, or
with an emergency row of two people. Rows are never deleted and what they order never changes.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liggaren.actions.states import LIVE, OutboxState


class OutboxAct(models.TextChoices):
    """The acts, named as in `connectors.base.Act`."""

    PUBLISH = "publish", "Publicera"
    REPLY = "reply", "Svara"
    HIDE = "hide", "Dölj"
    UNHIDE = "unhide", "Visa igen"
    DELETE = "delete", "Ta bort"
    REJECT = "reject", "Avvisa"


REMOVALS = (OutboxAct.DELETE, OutboxAct.HIDE, OutboxAct.REJECT)


class Emergency(models.Model):
    """Two different people and a reason why one item goes before its seal. Insert only."""

    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="+")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    two = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("two")), name="emergency_two_different_people"),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="emergency_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"emergency {self.pk}"


class Outbox(models.Model):
    """One ordered act. `key` is given to platforms that know idempotency keys; `note` is the
    outcome's code.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80, unique=True)
    act = models.CharField(max_length=10, choices=OutboxAct.choices)
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    item = models.ForeignKey("capture.Item", models.PROTECT, null=True, related_name="acts")
    version = models.ForeignKey("capture.Version", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    hand = models.BooleanField(default=False)  # a person does it in the platform's own app, by steps
    decision_ref = models.CharField(max_length=80)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.PREPARED)
    verification = models.ForeignKey("capture.Verification", models.PROTECT, null=True, related_name="+")
    emergency = models.ForeignKey(Emergency, models.PROTECT, null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveSmallIntegerField(default=0)
    prepared_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # when the sweep sends (prepared) or looks up (sent, unknown)
    note = models.CharField(max_length=40, blank=True)
    answer = models.JSONField(default=dict)  # status, native_id, address, found: never a body

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(act__in=REMOVALS, state__in=LIVE),
                name="one_live_removal_per_item",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=REMOVALS) | Q(item__isnull=False, version__isnull=False),
                name="removal_names_item_and_version",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=LIVE), name="outbox_waiting"),
            models.Index(fields=["decision_ref"], name="outbox_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.pk} {self.state}"


class StepKind(models.TextChoices):
    """What a step in an act's history tells."""

    PREPARED = "prepared"
    VERIFIED = "verified"
    NOT_SEALED = "not_sealed"
    EMERGENCY = "emergency"
    SENDING = "sending"
    ANSWERED = "answered"
    NOT_SENT = "not_sent"
    NO_ANSWER = "no_answer"
    LEFT_BEHIND = "left_behind"
    REFUSED = "refused"
    LOOKED_UP = "looked_up"
    LOOK_UP_FAILED = "look_up_failed"
    CONFIRMED = "confirmed"
    BY_HAND = "by_hand"
    SAID_GONE = "said_gone"
    CANCELLED = "cancelled"
    GAVE_UP = "gave_up"


class Step(models.Model):
    """One line of an act's history, as the outcome page tells it. Insert only."""

    outbox = models.ForeignKey(Outbox, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=StepKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
