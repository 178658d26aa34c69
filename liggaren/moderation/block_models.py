"""A sender kept out of an account for a time, after counted breaches (swedish-rules 1.3: no lists, an
end)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class BlockState(models.TextChoices):
    """Where a block stands."""

    DECIDED = "decided", "Ska göras på plattformen"
    ACTIVE = "active", "Blockerad"
    LIFTING = "lifting", "Ska hävas på plattformen"
    LIFTED = "lifted", "Hävd"
    WITHDRAWN = "withdrawn", "Återtagen"


B = BlockState
BLOCK_MOVES: dict[BlockState, frozenset[BlockState]] = {
    B.DECIDED: frozenset({B.ACTIVE, B.WITHDRAWN}),
    B.ACTIVE: frozenset({B.LIFTING}),
    B.LIFTING: frozenset({B.LIFTED}),
    B.LIFTED: frozenset(),
    B.WITHDRAWN: frozenset(),
}
BLOCK_STANDS = (B.DECIDED, B.ACTIVE, B.LIFTING)


class Block(models.Model):
    """One decision to keep one sender out of one account until a day, with the removals it counts.

    The sender's id is the platform's own for this account, as then shown; it is never joined across
    platforms.
    """

    account = models.ForeignKey("register.Account", models.PROTECT, related_name="blocks")
    sender_native_id = models.TextField()
    sender_name = models.TextField(blank=True)
    breaches = models.ManyToManyField("moderation.Removal", related_name="+")
    counted = models.PositiveSmallIntegerField(help_text="breaches when it was decided")
    required = models.PositiveSmallIntegerField(help_text="the number demanded then")
    reason = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=BlockState.choices, default=BlockState.DECIDED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "sender_native_id"],
                condition=Q(state__in=BLOCK_STANDS),
                name="one_standing_block_per_sender",
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="a_block_has_an_end"),
            models.CheckConstraint(
                condition=Q(counted__gte=F("required"), required__gte=1), name="a_block_counts_its_breaches"
            ),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S", sender_native_id__regex=r"\S"),
                name="a_block_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


class BreachLimit(models.Model):
    """How many counted breaches an account demands before a block; without a row the house's own number."""

    account = models.OneToOneField("register.Account", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=2, number__lte=20), name="a_limit_of_breaches")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.number}"
