"""A question to a colleague who knows, by a link that works once (C5.1)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liggaren.moderation.case_states import ColleagueState


class ColleagueQuestion(models.Model):
    """One question about one item. The link's secret is kept as its digest only.

    `email` is where the mail went; for a person of the house it is copied from them when asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="colleague_questions")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    email = models.EmailField()
    question = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=ColleagueState.choices, default=ColleagueState.SENT)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    refusal = models.CharField(max_length=20, blank=True)  # the mail server's code, never its words

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "email"], condition=Q(state="sent"), name="one_question_to_each_colleague"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="an_answer_has_its_time"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="sent"), name="questions_waiting")]

    def __str__(self) -> str:
        return f"question {self.pk}"
