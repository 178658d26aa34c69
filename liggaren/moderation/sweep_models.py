"""Many items decided on at once, with the same words: still one decision each (C6.1, C6.2)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class SweepState(models.TextChoices):
    """Where the many stand together."""

    CHOSEN = "chosen", "Valda, inget beslutat"
    SECOND = "second", "Väntar på andra beslutet"
    RUNNING = "running", "Pågår"
    STOPPED = "stopped", "Stoppad"
    DONE = "done", "Klar"
    WITHDRAWN = "withdrawn", "Återtagen"


S = SweepState
SWEEP_MOVES: dict[SweepState, frozenset[SweepState]] = {
    S.CHOSEN: frozenset({S.SECOND, S.RUNNING, S.WITHDRAWN}),
    S.SECOND: frozenset({S.RUNNING, S.WITHDRAWN}),
    S.RUNNING: frozenset({S.STOPPED, S.DONE}),
    S.STOPPED: frozenset({S.RUNNING, S.WITHDRAWN}),
    S.DONE: frozenset(),
    S.WITHDRAWN: frozenset(),
}


class Sweep(models.Model):
    """One person's decision about many items on one account. `decision` holds the form's values as chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SweepState.choices, default=SweepState.CHOSEN)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    decision = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    second_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_decider__isnull=True) | ~Q(second_decider=F("chosen_by")),
                name="sweep_second_is_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"sweep {self.pk}"

    @property
    def obj(self) -> str:
        """The sweep's name in the ledger."""
        return f"sweep:{self.pk}"


class SweepItem(models.Model):
    """One of the many, in the version that was on the page when it was chosen."""

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        DECIDED = "decided", "Beslutat"
        LEFT = "left", "Lämnat"

    sweep = models.ForeignKey(Sweep, models.CASCADE, related_name="items")
    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="+")
    version = models.ForeignKey("capture.Version", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    note = models.CharField(max_length=40, blank=True, help_text="why it was left: a refusal's code")
    removal = models.OneToOneField("moderation.Removal", models.PROTECT, null=True, related_name="sweep_item")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sweep", "item"], name="sweep_item_once")]
        indexes = [models.Index(fields=["sweep", "state", "id"], name="sweep_progress")]

    def __str__(self) -> str:
        return f"sweep item {self.pk}"
