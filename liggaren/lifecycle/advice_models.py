"""Advice: questions to the information function, and the guidance that answers become (G4.2)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class Guidance(models.Model):
    """An answer made general: found by search by everyone who works here."""

    title = models.CharField(max_length=150)
    text = models.TextField()
    terms = SearchVectorField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="guidance_terms")]

    def __str__(self) -> str:
        return self.title


class AdviceQuestion(models.Model):
    """One question, from which screen, and its answer to the one who asked."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    screen = models.CharField(max_length=200, blank=True, help_text="path inside Liggaren, without query")
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    guidance = models.OneToOneField(Guidance, models.PROTECT, null=True, related_name="question")

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(answered_at__isnull=True), name="advice_that_waits")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(screen="") | Q(screen__startswith="/"), name="advice_screen"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="advice_answered_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"advice {self.pk}"
