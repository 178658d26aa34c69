"""The information text each account must carry, version by version, and how it stands on the platform."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from liggaren.register.models import Account


class AccountNotice(models.Model):
    """One version of an account's text. Insert only: the highest version holds."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="notices")
    version = models.PositiveIntegerField()
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "version"], name="one_account_notice_each_version")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.version}"


class NoticeCheck(models.Model):
    """How a version was found on the platform: read by us, or confirmed by a named person. Insert only."""

    class Result(models.TextChoices):
        IN_PLACE = "in_place", "På plats"
        DIFFERS = "differs", "Skiljer sig"
        UNREADABLE = "unreadable", "Går inte att pröva härifrån"
        CONFIRMED = "confirmed", "Bekräftat av en person"

    notice = models.ForeignKey(AccountNotice, models.PROTECT, related_name="checks")
    result = models.CharField(max_length=12, choices=Result.choices)
    found = models.TextField(blank=True, help_text="the profile's text as the platform gave it")
    where = models.CharField(max_length=200, blank=True, help_text="where a person saw it")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["notice", "-at"], name="notice_checks_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="confirmed") | (Q(by__isnull=False) & ~Q(where="")),
                name="notice_confirmed_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.result
