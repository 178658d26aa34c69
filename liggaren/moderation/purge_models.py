"""The order to destroy at once what must not be held at all, and what remains of it (design 3.8, C6.5)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PurgeState(models.TextChoices):
    """Where an order stands. Nothing leads back from *purged*."""

    ORDERED = "ordered", "Väntar på den andra personen"
    PURGED = "purged", "Förstört"
    WITHDRAWN = "withdrawn", "Återtaget"


P = PurgeState
PURGE_MOVES: dict[PurgeState, frozenset[PurgeState]] = {
    P.ORDERED: frozenset({P.PURGED, P.WITHDRAWN}),
    P.PURGED: frozenset(),
    P.WITHDRAWN: frozenset(),
}
PURGE_STANDS = (P.ORDERED, P.PURGED)


class PurgeOrder(models.Model):
    """Two people's order about one item. The row is all that remains: link, facts, description, reason,
    police
    number. It never holds what was destroyed.

    `facts` is what the platform said about the item, not what it contains. `before` is who might read it
    before the order. `removal` is the decision that takes it from the platform too, the two as its emergency.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="purge_orders")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PurgeState.choices, default=PurgeState.ORDERED)
    link = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    description = models.TextField()
    reason = models.TextField()
    police_number = models.CharField(max_length=60, blank=True)
    removes = models.BooleanField(default=True, help_text="take it from the platform as well")
    before = models.CharField(max_length=12)
    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    two = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removal = models.ForeignKey("moderation.Removal", models.PROTECT, null=True, related_name="+")
    destroyed = models.JSONField(default=dict, help_text="how much of each kind: numbers only")
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=PURGE_STANDS), name="one_standing_purge_per_item"
            ),
            models.CheckConstraint(
                condition=~Q(state="purged") | Q(two__isnull=False, ended_at__isnull=False),
                name="purged_by_two",
            ),
            models.CheckConstraint(
                condition=Q(two__isnull=True) | ~Q(two=F("one")), name="purge_two_different_people"
            ),
            models.CheckConstraint(
                condition=Q(description__regex=r"\S", reason__regex=r"\S"), name="purge_says_what_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"purge {self.pk}"

    @property
    def obj(self) -> str:
        """The order's name in the ledger and in the vault."""
        return f"purge:{self.pk}"
