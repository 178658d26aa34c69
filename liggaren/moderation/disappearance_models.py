"""What went away without our decision: a question to answer (G5.5, design 3.9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class DisappearanceState(models.TextChoices):
    """Where the question stands."""

    OPEN = "open", "Obesvarad"
    ANSWERED = "answered", "Besvarad"
    SETTLED = "settled", "Besvarad av uppslagningen"
    RETURNED = "returned", "Kom tillbaka"


D = DisappearanceState
DISAPPEARANCE_MOVES: dict[DisappearanceState, frozenset[DisappearanceState]] = {
    D.OPEN: frozenset({D.ANSWERED, D.SETTLED, D.RETURNED}),
    D.ANSWERED: frozenset({D.RETURNED}),
    D.SETTLED: frozenset({D.RETURNED, D.ANSWERED}),
    D.RETURNED: frozenset(),
}


class Disappearance(models.Model):
    """One time an item went away and no decision of ours says why. An item that returns and goes again
    has two.

    `guess` is what the platform's answer hints at; `cause` is the answer. A person may answer anew what a
    look-up settled, never the other way about.
    """

    class Cause(models.TextChoices):
        AUTHOR = "author", "Den som skrev tog bort det"
        PLATFORM = "platform", "Plattformen tog bort det"
        COLLEAGUE = "colleague", "En kollega tog bort det utanför Liggaren"
        THREAD = "thread", "Det försvann med det som det svarade på"
        UNKNOWN = "unknown", "Det går inte att veta"

    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="disappearances")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=DisappearanceState.choices, default=DisappearanceState.OPEN
    )
    seen_at = models.DateTimeField()
    guess = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=~Q(state="returned"), name="one_disappearance_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(~Q(cause=""), answered_by__isnull=False, at__isnull=False),
                name="a_person_answers_with_name_and_cause",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(~Q(cause=""), answered_by__isnull=True),
                name="a_look_up_has_no_person",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "seen_at"], condition=Q(state="open"), name="disappearance_open")
        ]

    def __str__(self) -> str:
        return f"disappearance {self.pk}"
