"""What the archive has chosen: how much of each account is printed, in which kind of PDF/A, and when a run is
due. Every choice is a new version; what a snapshot was made by stands on the snapshot itself.
"""

from __future__ import annotations

from django.db import models


class Level(models.TextChoices):
    """How much of an account is printed (swedish-rules 2.1); all of it always lies in the file of items."""

    FULL = "full", "Fullständig"
    UNIQUE = "unique", "Unikt innehåll"
    OVERVIEW = "overview", "Översikt"


class Choice(models.Model):
    """The archive's choice for one account; the highest version holds. None made is full, in PDF/A-2u."""

    class Flavour(models.TextChoices):
        USUAL = "2u", "PDF/A-2u"
        FLAT = "1b", "PDF/A-1b"

    account = models.ForeignKey("register.Account", on_delete=models.PROTECT, related_name="archive_choices")
    version = models.PositiveIntegerField()
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.FULL)
    flavour = models.CharField(max_length=2, choices=Flavour.choices, default=Flavour.USUAL)
    chosen_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "version"], name="archive_choice_version_once"),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values) & models.Q(flavour__in=["2u", "1b"]),
                name="archive_choice_is_one_we_make",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.version}"


class Window(models.Model):
    """How long after the half-year's end snapshots are made, and must be with the archivist. Newest holds."""

    make_after = models.PositiveSmallIntegerField(help_text="days after the period's end until it is made")
    answer_within = models.PositiveSmallIntegerField(help_text="days after the period's end until received")
    chosen_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(make_after__lt=models.F("answer_within"), answer_within__lte=90),
                name="archive_window_leaves_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.make_after}-{self.answer_within}"
