"""Watches: who looked when, each stretch kept or missed, alarms, raised watches and hand-overs (B.9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class WatchLook(models.Model):
    """A person opened the inbox for an account's items: one row for each quarter of an hour. Insert only."""

    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    quarter = models.DateTimeField()  # the quarter's beginning
    at = models.DateTimeField()  # the first look in it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "quarter", "user"], name="one_look_each_quarter")
        ]

    def __str__(self) -> str:
        return f"look {self.pk}"


class WatchTurn(models.Model):
    """One stretch that has ended: kept by a person, or missed."""

    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_raised = models.BooleanField(default=False)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)
    entry_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["starts_at"], name="watch_turns_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["account", "starts_at", "is_raised"], name="one_watch_turn"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="watch_turn_has_length"),
            models.CheckConstraint(
                condition=Q(kept_by__isnull=True, kept_at__isnull=True)
                | Q(kept_by__isnull=False, kept_at__gte=F("starts_at"), kept_at__lt=F("ends_at")),
                name="watch_kept_in_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"watch {self.pk}"


class WatchAlarm(models.Model):
    """A missed watch that nobody has made good yet: who has been told, and who looked in the end."""

    class Step(models.IntegerChoices):
        NOBODY = 0, "Ingen ännu"
        ADMINISTRATORS = 1, "administratörerna"
        DEPUTY = 2, "ersättaren"
        INFORMATION = 3, "informationsfunktionen"

    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()  # when the first missed turn ended
    step = models.PositiveSmallIntegerField(choices=Step.choices, default=Step.NOBODY)
    stepped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at__isnull=True), name="one_open_watch_alarm"
            )
        ]

    def __str__(self) -> str:
        return f"watch alarm {self.pk}"


class WatchRule(models.Model):
    """The municipality's choice: minutes after a missed watch until each of the three is told."""

    administrators_after = models.PositiveSmallIntegerField(default=0)
    deputy_after = models.PositiveSmallIntegerField(default=60)
    information_after = models.PositiveSmallIntegerField(default=120)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_watch_rule"),
            models.CheckConstraint(
                condition=Q(administrators_after__lt=F("deputy_after"))
                & Q(deputy_after__lt=F("information_after")),
                name="watch_alarms_go_in_turn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.administrators_after} {self.deputy_after} {self.information_after}"


class WatchRaise(models.Model):
    """A denser watch of one account, ordered by what stands above this room (G3.5)."""

    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    every = models.PositiveSmallIntegerField(help_text="minutes between looks")
    opens = models.PositiveSmallIntegerField(help_text="minutes after midnight")
    closes = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=60, help_text="what it belongs to, as named in the ledger")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ends_at__isnull=True), name="one_raised_watch"
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes"), closes__lte=1440), name="raised_watch_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Absence(models.Model):
    """A person is away and asks another to keep the watch of one account. Both days are within it."""

    class State(models.TextChoices):
        ASKED = "asked", "Väntar på svar"
        ACCEPTED = "accepted", "Tar över"
        DECLINED = "declined", "Tackade nej"
        WITHDRAWN = "withdrawn", "Återtagen"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "starts_on"], name="absences_of_an_account")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_has_length"),
            models.CheckConstraint(condition=~Q(user=F("taker")), name="absence_taken_by_another"),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
