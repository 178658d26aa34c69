"""Decisions about secrecy, incidents of our own, and what is of minor importance (G5.2, G5.3, C7.1)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liggaren.moderation.registration_states import SlipState


class SecrecyDecision(models.Model):
    """One step: suspected, restricted or lifted, by a named person with reason; a restriction names its law.

    The reason is for those who may read the item; it stands in no ledger facts.
    """

    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="secrecy_decisions")
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    reason = models.TextField()
    provision = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="secrecy_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(after="restricted") | Q(provision__regex=r"\S"),
                name="restriction_names_its_provision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.before} -> {self.after}"


class OwnSlip(models.Model):
    """Something secret in what we published: remove, register, assess within 72 h, correct (G5.3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="own_slips")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    board = models.ForeignKey("people.Unit", models.PROTECT, related_name="+")
    request = models.ForeignKey("moderation.RegistrationRequest", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SlipState.choices, default=SlipState.OPEN)
    what = models.TextField()  # protected: may repeat what was secret
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    discovered_at = models.DateTimeField()
    breach_due_at = models.DateTimeField()
    authority_told = models.BooleanField(null=True)  # the supervisory authority, GDPR art. 33
    people_told = models.BooleanField(null=True)  # those concerned, GDPR art. 34
    assessment = models.TextField(blank=True)  # protected
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField(null=True)
    correction = models.TextField(blank=True)  # public words, or why none is made
    correction_place = models.CharField(max_length=300, blank=True)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="open"), name="one_open_slip_per_item"
            ),
            models.CheckConstraint(condition=Q(what__regex=r"\S"), name="a_slip_says_what"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(assessed_at__isnull=False, corrected_at__isnull=False),
                name="a_closed_slip_has_its_steps",
            ),
        ]

    def __str__(self) -> str:
        return f"own slip {self.pk}"


class MinorImportance(models.Model):
    """A person's word that an item is obviously of minor importance: neither registered nor kept in order
    (OSL 5:1).
    """

    item = models.OneToOneField("capture.Item", models.PROTECT, related_name="minor_importance")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="minor_importance_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"minor {self.item_id}"
