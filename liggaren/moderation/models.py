"""What people do with what comes in: handling, answers, and decisions to remove (clauses C5, C6)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Extract

from liggaren.moderation.afterwards_models import Appeal as Appeal
from liggaren.moderation.afterwards_models import AuthorNotice as AuthorNotice
from liggaren.moderation.afterwards_models import CategoryWords as CategoryWords
from liggaren.moderation.afterwards_models import HandPicture as HandPicture
from liggaren.moderation.afterwards_models import PoliceReport as PoliceReport
from liggaren.moderation.afterwards_models import Reversal as Reversal
from liggaren.moderation.block_models import Block as Block
from liggaren.moderation.block_models import BreachLimit as BreachLimit
from liggaren.moderation.case_models import Case as Case
from liggaren.moderation.case_models import CaseEvent as CaseEvent
from liggaren.moderation.case_models import CaseMessage as CaseMessage
from liggaren.moderation.case_models import CaseSeries as CaseSeries
from liggaren.moderation.case_models import CaseWord as CaseWord
from liggaren.moderation.case_models import GuessWindow as GuessWindow
from liggaren.moderation.case_models import UnitContact as UnitContact
from liggaren.moderation.clock_models import ClockTarget as ClockTarget
from liggaren.moderation.colleague_models import ColleagueQuestion as ColleagueQuestion
from liggaren.moderation.disappearance_models import Disappearance as Disappearance
from liggaren.moderation.purge_models import PurgeOrder as PurgeOrder
from liggaren.moderation.queue_models import HandOver as HandOver
from liggaren.moderation.queue_models import OpenNow as OpenNow
from liggaren.moderation.queue_models import QueueStep as QueueStep
from liggaren.moderation.queue_models import SavedView as SavedView
from liggaren.moderation.referral_models import Elected as Elected
from liggaren.moderation.referral_models import Party as Party
from liggaren.moderation.referral_models import PartyChannel as PartyChannel
from liggaren.moderation.referral_models import Referral as Referral
from liggaren.moderation.registrar_models import DiaryPattern as DiaryPattern
from liggaren.moderation.registrar_models import ProtectedReading as ProtectedReading
from liggaren.moderation.registration_models import RegistrationMode as RegistrationMode
from liggaren.moderation.registration_models import RegistrationRequest as RegistrationRequest
from liggaren.moderation.secrecy_models import MinorImportance as MinorImportance
from liggaren.moderation.secrecy_models import OwnSlip as OwnSlip
from liggaren.moderation.secrecy_models import SecrecyDecision as SecrecyDecision
from liggaren.moderation.sign_models import Examination as Examination
from liggaren.moderation.sign_models import Finding as Finding
from liggaren.moderation.sign_models import Opening as Opening
from liggaren.moderation.states import LIVE, OPEN, HandlingState, RemovalState
from liggaren.moderation.sweep_models import Sweep as Sweep
from liggaren.moderation.sweep_models import SweepItem as SweepItem
from liggaren.moderation.watch_models import Absence as Absence
from liggaren.moderation.watch_models import WatchAlarm as WatchAlarm
from liggaren.moderation.watch_models import WatchLook as WatchLook
from liggaren.moderation.watch_models import WatchRaise as WatchRaise
from liggaren.moderation.watch_models import WatchRule as WatchRule
from liggaren.moderation.watch_models import WatchTurn as WatchTurn


class Handling(models.Model):
    """An item's place in the inbox. Account, urgency and deadline are copied: the queue is one read."""

    class Urgency(models.IntegerChoices):
        ACUTE = 1, "Akut"
        SECRECY = 2, "Kan innehålla sekretess"
        ORDINARY = 3, "Övrigt"

    item = models.OneToOneField("capture.Item", models.PROTECT, related_name="handling")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10, default="comment")  # the sighting's on this account, copied
    state = models.CharField(max_length=10, choices=HandlingState.choices, default=HandlingState.UNTAKEN)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.ORDINARY)
    came_at = models.DateTimeField()  # claimed time, or seen time where there is none
    due_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    came_back = models.BooleanField(default=False)  # its author changed it after it was finished

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "urgency", "due_at"],
                include=["state", "taken_by", "relation"],
                condition=Q(state__in=OPEN),
                name="handling_counted",
            ),
            models.Index(
                fields=["urgency", "due_at", "came_at", "id"],
                condition=Q(state__in=OPEN),
                name="handling_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class Answer(models.Model):
    """A reply in the item's own thread: a draft until it has an outbox row (C5.1, C5.2)."""

    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outbox = models.OneToOneField("actions.Outbox", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "by"], condition=Q(outbox__isnull=True), name="one_draft_per_item_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Category(models.Model):
    """A ground named by the guideline (C6.3-C6.10). Words may be changed, rows never removed."""

    key = models.SlugField(unique=True)
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=200)
    clause = models.CharField(max_length=10)
    needs_words = models.BooleanField(default=False)  # "something else" says what

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Provision(models.Model):
    """A rule of law as data: what it says, where that is read and how sure we are (design 3.13)."""

    class Certainty(models.TextChoices):
        VERIFIED = "verified", "Läst i källan"
        GENERAL = "general", "Allmän kunskap, inte läst i källan"

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    reference = models.CharField(max_length=100)
    is_duty = models.BooleanField()  # whether BBS 5 § makes removal a duty when it is obvious
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=10, choices=Certainty.choices)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    categories = models.ManyToManyField(Category, related_name="provisions")

    class Meta:
        ordering = ["reference"]

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on the day; `valid_to` is the first day on which it no longer does."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.reference}"


# What reports count by: in the index itself, so that the wide rows are not read.
COUNTED = [
    "account", "state", "category", "legal_basis", "decided_by", "second_decider", "obvious", "way",
    "outcome", "up_seconds",
]  # fmt: skip


def _outcome() -> models.Case:
    """What became of a decision, as a key of `decided.OUTCOMES`."""
    return models.Case(
        When(way="noted", state="done", then=Value("noted")),
        When(~Q(state="done"), then=Value("pending")),
        When(way="hide", then=Value("hidden")),
        When(way="counter_reply", then=Value("countered")),
        default=Value("removed"),
        output_field=models.CharField(),
    )


def _up_seconds() -> models.Case:
    """How long what is gone or hidden stayed up; NULL for all else."""
    gone = Q(state="done") & ~Q(way__in=["noted", "counter_reply"])
    up = ExpressionWrapper(F("gone_at") - F("seen_at"), output_field=models.DurationField())
    return models.Case(When(gone, then=Extract(up, "epoch")), default=None, output_field=models.FloatField())


class Removal(models.Model):
    """A person's decision about one version of one item, and its clock from seen to gone (G5.5, C6.1)."""

    class Basis(models.TextChoices):
        DUTY_BY_LAW = "duty_by_law", "Vi är skyldiga enligt lag"
        DATA_PROTECTION = "data_protection", "Dataskydd"
        SECRECY = "secrecy", "Sekretess"
        HOUSE_RULE = "house_rule", "Våra egna regler"

    class Way(models.TextChoices):
        DELETE = "delete", "Ta bort"
        HIDE = "hide", "Dölj"
        REJECT = "reject", "Avvisa före publicering"
        BY_HAND = "by_hand", "Ta bort för hand"
        COUNTER_REPLY = "counter_reply", "Svara offentligt att kommunen inte står bakom"
        NOTED = "noted", "Låt ligga kvar, men anteckna"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="removals")
    version = models.ForeignKey("capture.Version", models.PROTECT, related_name="+")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RemovalState.choices, default=RemovalState.OPENED)
    category = models.ForeignKey(Category, models.PROTECT, null=True)
    category_words = models.CharField(max_length=200, blank=True)
    legal_basis = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    provision = models.ForeignKey(Provision, models.PROTECT, null=True)
    obvious = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    way = models.CharField(max_length=20, choices=Way.choices, blank=True)
    text = models.TextField(blank=True)  # of a counter-reply
    sentence = models.TextField(blank=True)  # the words shown above the button, entered in the ledger
    police = models.BooleanField(default=False)
    # What the opener has filled in so far, by the form's own names; emptied by the decision.
    draft = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    emergency_reason = models.TextField(blank=True)
    outbox = models.OneToOneField("actions.Outbox", models.PROTECT, null=True, related_name="removal")
    entry_id = models.BigIntegerField(null=True)  # the decision in the ledger
    seen_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    # Kept by the database itself, so that reports count without reading the row (docs/decisions).
    outcome = models.GeneratedField(
        expression=_outcome(), output_field=models.CharField(max_length=10), db_persist=True
    )
    up_seconds = models.GeneratedField(
        expression=_up_seconds(), output_field=models.FloatField(null=True), db_persist=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=LIVE), name="one_live_decision_per_item"
            ),
            models.UniqueConstraint(
                fields=["item", "opened_by"],
                condition=Q(state=RemovalState.OPENED),
                name="one_open_decision_per_item_and_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RemovalState.OPENED, RemovalState.WITHDRAWN])
                | (
                    Q(category__isnull=False, decided_by__isnull=False, obvious__isnull=False)
                    & Q(reason__regex=r"\S")
                    & ~Q(legal_basis="")
                    & ~Q(way="")
                ),
                name="a_decision_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(second_decider__isnull=True) | ~Q(second_decider=models.F("decided_by")),
                name="second_decider_is_another_person",
            ),
            models.CheckConstraint(
                condition=~Q(legal_basis="duty_by_law") | Q(provision__isnull=False),
                name="duty_by_law_names_its_provision",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "decided_at"], name="removal_by_account"),
            models.Index(fields=["decided_at"], include=COUNTED, name="removal_by_time"),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk}"

    @property
    def up(self) -> timedelta | None:
        """How long the thing stayed up; None unless it is gone or hidden."""
        return None if self.up_seconds is None else timedelta(seconds=self.up_seconds)
