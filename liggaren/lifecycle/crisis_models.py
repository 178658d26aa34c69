"""Crises: what was ordered, for which accounts, and texts that two have approved beforehand (G3.5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liggaren.register.models import Account


class Crisis(models.Model):
    """Crisis mode for some accounts, from one decision until another."""

    name = models.CharField(max_length=120)
    reason = models.TextField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    every = models.PositiveSmallIntegerField(help_text="minutes between looks")
    opens = models.PositiveSmallIntegerField(help_text="minutes after midnight")
    closes = models.PositiveSmallIntegerField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & Q(end_reason__regex=r"\S")),
                name="crisis_ends_by_decision",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="crisis_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def obj(self) -> str:
        """The crisis's name in the ledger."""
        return f"crisis:{self.pk}"


class CrisisAccount(models.Model):
    """One account in a crisis, and the extra snapshots asked for at its start and its end."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="accounts")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=True)
    snapshot_start = models.CharField(max_length=200, blank=True, help_text="Swedish: how it went")
    snapshot_end = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "account"], name="an_account_once_in_a_crisis"),
            models.UniqueConstraint(fields=["account"], condition=Q(is_on=True), name="one_crisis_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.crisis_id} {self.account_id}"


class CrisisText(models.Model):
    """A ready answer for a crisis. It may be used once two other people have approved exactly these words."""

    title = models.CharField(max_length=120)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approver_one = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approver_two = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(approver_one__isnull=True) | ~Q(approver_one=F("written_by")))
                & (Q(approver_two__isnull=True) | ~Q(approver_two=F("written_by"))),
                name="crisis_text_not_approved_by_its_writer",
            ),
            models.CheckConstraint(
                condition=Q(approver_two__isnull=True)
                | (Q(approver_one__isnull=False) & ~Q(approver_one=F("approver_two"))),
                name="crisis_text_approved_by_two",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(approver_two__isnull=False),
                name="crisis_text_approved_when_two_have",
            ),
        ]

    def __str__(self) -> str:
        return self.title
