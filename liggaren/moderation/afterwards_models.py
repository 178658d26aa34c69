"""What comes after a decision: undoing it, re-considering it, telling the author, the police, the second
picture (C6.1, C6.13; design 3.10, 3.13).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liggaren.moderation.states import AppealState, ReversalState

PERSON = settings.AUTH_USER_MODEL


class Appeal(models.Model):
    """Someone asks that a decision be considered again; another person than its deciders answers.

    The deciders are copied, so that the database itself can refuse that one of them answers.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "E-post"
        PHONE = "phone", "Telefon"
        COMMENT = "comment", "Kommentar eller meddelande"
        LETTER = "letter", "Brev"
        VISIT = "visit", "Besök"
        COLLEAGUE = "colleague", "En kollega"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    removal = models.ForeignKey("moderation.Removal", models.PROTECT, related_name="appeals")
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.RECEIVED)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    received_at = models.DateTimeField()
    from_whom = models.CharField(max_length=200)  # as the person said
    text = models.TextField()
    first_decider = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    second_decider = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    correction = models.TextField(blank=True)  # said in public where a deletion cannot be undone
    correction_place = models.CharField(max_length=200, blank=True)  # where, when it is not in the thread
    outbox = models.OneToOneField("actions.Outbox", models.PROTECT, null=True, related_name="+")
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["received_at", "entered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["removal"], condition=Q(state="received"), name="one_open_appeal_per_decision"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("first_decider")) & ~Q(decided_by=F("second_decider")),
                name="appeal_answered_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state="received")
                | Q(decided_by__isnull=False, decided_at__isnull=False, reason__regex=r"\S"),
                name="an_answered_appeal_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk} {self.state}"


class Reversal(models.Model):
    """The decision to show again what was hidden: its own reason, its own act, its own entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    removal = models.ForeignKey("moderation.Removal", models.PROTECT, related_name="reversals")
    appeal = models.OneToOneField(Appeal, models.PROTECT, null=True, related_name="reversal")
    state = models.CharField(max_length=10, choices=ReversalState.choices, default=ReversalState.ORDERED)
    reason = models.TextField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outbox = models.OneToOneField("actions.Outbox", models.PROTECT, null=True, related_name="reversal")
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["removal"], condition=Q(state="ordered"), name="one_live_reversal_per_decision"
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="a_reversal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"reversal {self.pk} {self.state}"


class AuthorNotice(models.Model):
    """Whether the author was told of a decision, how, and why or why not. One row for each time it was said.

    `reply` waits without an outbox row until the removal is confirmed.
    """

    class How(models.TextChoices):
        REPLY = "reply", "Svar i tråden"
        OTHERWISE = "otherwise", "På annat sätt"
        NOT_TOLD = "not_told", "Avsändaren meddelas inte"

    removal = models.ForeignKey("moderation.Removal", models.PROTECT, related_name="author_notices")
    how = models.CharField(max_length=10, choices=How.choices)
    how_words = models.CharField(max_length=200, blank=True)  # "per telefon"
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_waiting = models.BooleanField(default=False)  # a reply not yet ordered: the removal is not confirmed
    outbox = models.OneToOneField("actions.Outbox", models.PROTECT, null=True, related_name="+")
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(how="reply") & Q(text__regex=r"\S"))
                | (Q(how="otherwise") & Q(how_words__regex=r"\S"))
                | (Q(how="not_told") & Q(reason__regex=r"\S")),
                name="author_told_says_how_or_why_not",
            ),
            models.UniqueConstraint(
                fields=["removal"], condition=Q(how="reply"), name="author_is_answered_once_per_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.at}"


class PoliceReport(models.Model):
    """A report to the police, marked with its number; a mistake is met by a new row."""

    removal = models.ForeignKey("moderation.Removal", models.PROTECT, related_name="police_reports")
    number = models.CharField(max_length=40)
    reported_on = models.DateField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["removal", "number"], name="police_number_once_per_decision"),
            models.CheckConstraint(condition=Q(number__regex=r"\S"), name="police_report_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number


class HandPicture(models.Model):
    """A picture that shows a removal done by hand. Its trust is *uploaded by hand*: it proves less than a
    look-up, and the page says so. Kept in the vault under the holder `hand-picture:<id>`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    removal = models.ForeignKey("moderation.Removal", models.PROTECT, related_name="pictures")
    blob = models.ForeignKey("vault.Blob", models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"picture {self.pk}"


class CategoryWords(models.Model):
    """The municipality's own words for a category: what the author may be told, and ready reasons.

    A category without a row has the proposal of `ready_words.PROPOSED`.
    """

    category = models.OneToOneField("moderation.Category", models.PROTECT, related_name="ready_words")
    author_text = models.TextField(blank=True)
    tells_author = models.BooleanField()
    reasons = models.TextField(blank=True)  # one a line, short label | sentence
    changed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.category_id}"
