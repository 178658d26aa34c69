"""What was seen on the platforms: items, their versions, where they were seen, and the answers they came
in."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from liggaren.capture.media_models import MediaFile as MediaFile
from liggaren.capture.media_models import MediaOpening as MediaOpening
from liggaren.capture.media_models import MediaState as MediaState


class ItemState(models.TextChoices):
    """Whether the item is still on the platform. Only a look-up by id says deleted (design 3.9)."""

    PRESENT = "present", "Syns"
    MISSING = "missing", "Saknas i listan"
    DELETED = "deleted", "Borta, bekräftat"
    UNAVAILABLE = "unavailable", "Går inte att nå"


class Visibility(models.TextChoices):
    """Who may read the item. Suspicion has three steps; the last is a decision (design 3.12)."""

    OPEN = "open", "Öppen"
    FLAGGED = "flagged", "Flaggat"
    SUSPECTED = "suspected", "Misstänkt"
    RESTRICTED = "restricted", "Begränsat"


class Relation(models.TextChoices):
    """Why an item was seen on an account."""

    OWN = "own", "Eget"
    COMMENT = "comment", "Kommentar"
    MENTION = "mention", "Omnämnande"
    MESSAGE = "message", "Meddelande"
    OUTSIDE = "outside", "Utanför kontot"


class Trust(models.TextChoices):
    """How the bytes reached us (design 3.16)."""

    API = "api", "Hämtad ur plattformens gränssnitt"
    BROWSER = "browser", "Hämtad med webbläsare på servern"
    HAND = "hand", "Uppladdad för hand"


class Change(models.TextChoices):
    """What made a version differ from the one before."""

    FIRST = "first", "Först sedd"
    EDIT = "edit", "Redigerad"
    SENDER = "sender", "Avsändaren bytte namn"
    STANDING = "standing", "Dold eller visad"


class Response(models.Model):
    """One answer from a platform as received after the blanking rule. Working material; its leaf stays.

    `fingerprint` is keyed with `salt`: a plain digest would let a guess be tested after weeding (design 3.7).
    """

    class Reading(models.TextChoices):
        PARSED = "parsed", "Läst"
        FAILED = "failed", "Gick inte att läsa"
        KEPT = "kept", "Sparad utan att läsas"

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("register.Account", on_delete=models.PROTECT, related_name="+")
    connector = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    url = models.TextField()
    status = models.PositiveSmallIntegerField()
    media_type = models.TextField()
    blanking = models.CharField(max_length=60)
    fetched_at = models.DateTimeField()
    blob = models.ForeignKey("vault.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    entry_id = models.BigIntegerField()
    salt = models.BinaryField(max_length=16)
    fingerprint = models.CharField(max_length=64)
    reading = models.CharField(max_length=10, choices=Reading.choices)
    parse_error = models.TextField(blank=True)
    seen_again_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "url", "-id"], name="capture_response_latest")]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Item(models.Model):
    """A post, comment or message on a platform: one row for its whole life, on however many accounts."""

    State = ItemState
    Visibility = Visibility

    is_readable: bool  # set by queries.visible_to alone: who has not asked cannot know
    is_closed: bool = False  # set where a page is drawn: flagged, and not opened by the one who reads
    is_masked: bool = False  # set there too: something in the text is covered

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = models.CharField(max_length=40)
    instance = models.CharField(max_length=300)
    native_id = models.CharField(max_length=500)
    kind = models.CharField(max_length=20)
    parent_native_id = models.CharField(max_length=500, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    root_native_id = models.CharField(max_length=500, blank=True)
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="thread")
    state = models.CharField(max_length=12, choices=ItemState.choices, default=ItemState.PRESENT)
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.OPEN)
    is_hidden = models.BooleanField(default=False)
    is_ours = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(
        help_text="claimed, or first seen when the claim is absent or in the future"
    )
    looked_up_at = models.DateTimeField(null=True)
    withheld_at = models.DateTimeField(null=True, help_text="its destruction is ordered: nobody reads it")
    purged_at = models.DateTimeField(null=True, help_text="its content is destroyed and never taken in again")
    latest = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    salt = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "instance", "native_id"], name="capture_item_once"),
            models.CheckConstraint(condition=models.Q(state__in=ItemState.values), name="capture_item_state"),
            models.CheckConstraint(
                condition=models.Q(visibility__in=Visibility.values), name="capture_item_visibility"
            ),
        ]
        indexes = [
            models.Index(fields=["-counted_at"], name="capture_item_counted"),
            models.Index(
                fields=["platform", "instance", "parent_native_id"],
                condition=models.Q(parent=None) & ~models.Q(parent_native_id=""),
                name="capture_item_orphan",
            ),
            models.Index(fields=["id"], condition=models.Q(state="missing"), name="capture_item_missing"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"


class Version(models.Model):
    """One observed state of an item, with the sender as then shown. The text is a cleaned copy; the slice
    is the truth.

    `digest` is keyed with the item's salt and only tells whether the content differs; the plain digest of the
    slice stands in the ledger's record alone (design 3.7).
    """

    Trust = Trust
    Change = Change

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices)
    text = models.TextField(blank=True)
    was_cleaned = models.BooleanField(default=False)
    language = models.CharField(max_length=40, blank=True)
    media = models.JSONField(default=list)
    address = models.TextField(blank=True)
    sender_name = models.TextField(blank=True)
    sender_handle = models.TextField(blank=True)
    sender_native_id = models.TextField(blank=True)
    sender_address = models.TextField(blank=True)
    sender_picture = models.TextField(blank=True)
    claimed_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    is_hidden = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    slice = models.ForeignKey("vault.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    entry_id = models.BigIntegerField()
    response = models.ForeignKey(Response, on_delete=models.PROTECT, null=True, related_name="versions")
    position = models.PositiveIntegerField()
    trust = models.CharField(max_length=10, choices=Trust.choices, default=Trust.API)
    terms = SearchVectorField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="capture_version_number")]
        indexes = [
            GinIndex(fields=["terms"], name="capture_version_terms"),
            models.Index(fields=["entry_id"], name="capture_version_entry"),
            models.Index(
                fields=["sender_native_id"],
                condition=~models.Q(sender_native_id=""),
                name="capture_version_sender",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"


class Sighting(models.Model):
    """An item seen on an account. `walk` is the last walk whose listing held it; null: not expected in
    listings.

    A walk's number tells before from after even when a clock is set back.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="sightings")
    account = models.ForeignKey("register.Account", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    first_seen_at = models.DateTimeField()
    walk = models.ForeignKey("Walk", on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(
        null=True, help_text="the account was connected to another page: its key says nothing of the item now"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "account"], name="capture_sighting_once")]

    def __str__(self) -> str:
        return f"sighting {self.pk}"


class Walk(models.Model):
    """One walk through an account's listing. `cursor` stands at the last page committed, never beyond it."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("register.Account", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(null=True, help_text="null: the whole listing")
    started_at = models.DateTimeField()
    cursor = models.TextField(blank=True)
    pages = models.PositiveIntegerField(default=0)
    whole = models.BooleanField(default=True, help_text="no page failed to be read")
    finished_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True, help_text="the platform asked us to wait")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(finished_at=None), name="capture_walk_one_open"
            )
        ]
        indexes = [models.Index(fields=["account", "-started_at"], name="capture_walk_latest")]

    def __str__(self) -> str:
        return f"walk {self.pk}"


class Visit(models.Model):
    """How it stands with the visits to one account: the last, what it brought, and who waits for the next.

    The walk tells how far a listing was read; this tells people, and decides how soon the next visit comes.
    """

    account = models.OneToOneField(
        "register.Account", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, help_text="somebody last had the account's inbox open")
    asked_at = models.DateTimeField(null=True, help_text="a person last asked for a visit at once")
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    tried_at = models.DateTimeField(null=True, help_text="the last visit began")
    ended_at = models.DateTimeField(null=True, help_text="and ended; null while it is under way")
    fetched_at = models.DateTimeField(null=True, help_text="a visit last reached the listing's end")
    brought_at = models.DateTimeField(null=True, help_text="a visit last brought something")
    pages = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    edited = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    is_limited = models.BooleanField(default=False, help_text="the platform itself asked us to wait")
    error = models.CharField(max_length=300, blank=True)
    page = models.TextField(blank=True, help_text="origin and native id that the last visit went to")

    def __str__(self) -> str:
        return f"visits to account {self.pk}"


class StateChange(models.Model):
    """One move of an item's state, for its history on the item's page."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="state_changes")
    before = models.CharField(max_length=12, choices=ItemState.choices)
    after = models.CharField(max_length=12, choices=ItemState.choices)
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"


class Restriction(models.Model):
    """One decision on who may read an item. `actor` is the ledger's opaque name of the person."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="restrictions")
    level = models.CharField(max_length=12, choices=Visibility.choices)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"restriction {self.pk}"


class Verification(models.Model):
    """Proof, made by the database itself, that a version was sealed and readable at a moment (design 3.3).

    Rows come only from the SQL function `capture_verify`; the application may not insert, change or delete
    any.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="verifications")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="verifications")
    entry_id = models.BigIntegerField()
    checkpoint_id = models.BigIntegerField()
    blob = models.ForeignKey("vault.Blob", on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"verification {self.pk}"
