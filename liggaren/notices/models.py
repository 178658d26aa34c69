"""One told thing: who was told, what, where to read more, and when it was mailed and read."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """A notice to one person. Subject and body are bland: nothing personal, nothing secret (design 3.14)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=150)
    body = models.TextField()
    link = models.CharField(
        max_length=300, blank=True, help_text="path in Liggaren, never an outside address"
    )
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
