"""What people are told, by which way each telling goes, and each person's own choice of ways and hours."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Notice(models.Model):
    """A notice to one person. Subject and body are bland: nothing personal, nothing secret (design 3.14)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=150)
    body = models.TextField()
    link = models.CharField(
        max_length=300, blank=True, help_text="path in Liggaren, never an outside address"
    )
    is_urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(
        max_length=120, blank=True, help_text="of the mail, with a word nobody guesses"
    )
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_code = models.CharField(
        max_length=12, blank=True, help_text="enhanced status, RFC 3463, e.g. 5.1.1"
    )

    class Meta:
        indexes = [
            models.Index(fields=["user", "-made_at"], name="notice_newest_first"),
            models.Index(fields=["message_id"], condition=~models.Q(message_id=""), name="notice_by_mail"),
            models.Index(fields=["link"], condition=~models.Q(link=""), name="notice_by_link"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(link="") | models.Q(link__startswith="/"), name="notice_links_inward"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One notice on its way to one person, by mail or by a way that the system administrator has set up."""

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        SENT = "sent", "Skickad"
        FAILED = "failed", "Gick inte fram"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=40, default="mail", help_text="mail, or a name in NOTICE_WAYS")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    next_at = models.DateTimeField(help_text="when it is sent, or tried again")
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True, help_text="Swedish: why it did not get through")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="deliveries_that_wait"),
            models.Index(fields=["to", "-next_at"], condition=Q(state="failed"), name="deliveries_failed"),
        ]
        constraints = [models.UniqueConstraint(fields=["notice", "to", "way"], name="one_delivery_each_way")]

    def __str__(self) -> str:
        return f"{self.way} {self.state}"


class Preferences(models.Model):
    """A person's own choice. Without a row everything goes by mail at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    digest_at = models.TimeField(null=True, help_text="Swedish time; null: each by itself at once")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    urgent_breaks = models.BooleanField(default=True, help_text="urgent ones come in quiet hours too")
    way = models.CharField(max_length=40, blank=True, help_text="also urgent ones by this way")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_to__isnull=False) & ~Q(quiet_from=F("quiet_to"))),
                name="quiet_hours_begin_and_end",
            )
        ]

    def __str__(self) -> str:
        return f"preferences {self.user_id}"


class Away(models.Model):
    """A person is away; another gets their notices too. Both days are within it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["user", "starts_on"], name="away_from")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="away_has_length"),
            models.CheckConstraint(condition=~Q(user=F("to")), name="away_told_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_on}"
