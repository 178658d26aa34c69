"""A case made of an item: who has it, where it stands, what is told, and how it is followed (C5.3, C5.4).

What stands in a title, a headline or a text is public; what only staff may read is called a note. Nothing
here names the sender: the case points at the item, and the item holds who.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liggaren.moderation.case_states import OPEN_CASES, CaseState


class CaseSeries(models.Model):
    """The year's number series: the row is locked while a number is taken, so none is missing or double."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class UnitContact(models.Model):
    """How anyone reaches a unit: shown on the follow page, never a person's own address."""

    unit = models.OneToOneField("people.Unit", models.PROTECT, related_name="contact")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=100, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact of {self.unit_id}"


class CaseWord(models.Model):
    """One word of the vocabulary that proposes a receiver. The information function edits it."""

    word = models.CharField(max_length=60)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="case_words")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["word", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["word", "unit"], name="case_word_once_for_a_unit"),
            models.CheckConstraint(condition=Q(word__regex=r"\S"), name="case_word_is_a_word"),
        ]

    def __str__(self) -> str:
        return self.word


class Case(models.Model):
    """One item's way to the unit that can do something about it.

    `follow_digest` is of the secret in the follow link, which is not kept; `edition` counts the links made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    item = models.OneToOneField("capture.Item", models.PROTECT, related_name="case")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.RECEIVED)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    next_on = models.DateField(null=True)  # the day by which something is told
    chase = models.CharField(max_length=80, blank=True)  # the key of the duty that chases it now
    disputed_at = models.DateTimeField(null=True)  # asked of the information function: who should have it
    decided = models.BooleanField(default=False)  # it has said so: the unit may not send it on
    follow_digest = models.CharField(max_length=64, unique=True)
    edition = models.PositiveSmallIntegerField(default=1)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(title__regex=r"\S"), name="a_case_has_a_title"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="a_closed_case_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "next_on"], condition=Q(state__in=OPEN_CASES), name="cases_of_unit"),
            models.Index(
                fields=["account", "next_on"], condition=Q(state__in=OPEN_CASES), name="cases_of_account"
            ),
            models.Index(fields=["-closed_at"], condition=Q(state="closed"), name="cases_closed"),
        ]

    def __str__(self) -> str:
        return f"case {self.number}"


class CaseEvent(models.Model):
    """One thing that happened to a case. `headline` and `text` are public, `note` is not."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Ärendet gjordes"
        RECEIVED = "received", "Togs emot"
        SENT_ON = "sent_on", "Skickades vidare"
        DISPUTED = "disputed", "Frågan om rätt enhet lämnades till informationsfunktionen"
        DECIDED = "decided", "Informationsfunktionen avgjorde vem som har det"
        TOLD = "told", "Besked"
        ASKED = "asked", "Fråga till den som anmälde"
        CLOSED = "closed", "Avslutades"
        REOPENED = "reopened", "Öppnades igen"
        MESSAGE = "message", "Meddelande kom"
        LINKED = "linked", "Ny följlänk"

    class Thread(models.TextChoices):
        """Whether it is told in the thread too."""

        NO = "no", "Inte i tråden"
        WANTED = "wanted", "Ska skrivas i tråden"
        ORDERED = "ordered", "Skrivs i tråden"
        DROPPED = "dropped", "Skrivs inte i tråden"

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+")
    left = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+")
    headline = models.CharField(max_length=150, blank=True)
    text = models.TextField(blank=True)
    note = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    thread = models.CharField(max_length=8, choices=Thread.choices, default=Thread.NO)
    answer = models.OneToOneField("moderation.Answer", models.PROTECT, null=True, related_name="case_event")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class CaseMessage(models.Model):
    """What someone with the follow link wrote to us. Never shown on the public page."""

    class Outcome(models.TextChoices):
        NOTED = "noted", "Läst"
        REOPENED = "reopened", "Öppnade ärendet igen"

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    text = models.TextField()
    at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)  # what is masked in it was opened, in the ledger first
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class GuessWindow(models.Model):
    """How often a secret link was guessed wrong in one stretch of time. `key` cannot be turned back into an
    address, nor be joined with that of another stretch.
    """

    key = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "starts_at"], name="guess_window_once")]
        indexes = [models.Index(fields=["starts_at"], name="guess_window_age")]

    def __str__(self) -> str:
        return f"{self.count}"
