"""Everything with a due date and an owner. A duty holds a bland title and a link, and never asks anyone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from liggaren.people.models import RoleKind, Unit


class Duty(models.Model):
    """Something to do before a moment, owned by a person or by a role at a unit."""

    key = models.CharField(
        max_length=200, unique=True, help_text="the opener's own name for it; opening twice is once"
    )
    kind = models.CharField(max_length=60, help_text="noun.verb, for example account.name_administrator")
    title = models.CharField(max_length=200)
    link = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_role = models.CharField(max_length=20, choices=RoleKind, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="open_duties_by_due")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | (~Q(owner_role="") & Q(unit__isnull=False)),
                name="duty_has_an_owner",
            ),
            models.CheckConstraint(condition=Q(link="") | Q(link__startswith="/"), name="duty_links_inward"),
        ]

    def __str__(self) -> str:
        return self.title
