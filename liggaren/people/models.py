"""Who works here, where, as what and since when: users, organisation tree, roles with periods and deputies.

Every period is half open: `valid_from` is its first day, `valid_to` the day it ends (design 4).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower


class People(UserManager["User"]):
    """Makes users by e-mail address."""

    def enter(self, *, email: str, name: str, password: str | None = None, **facts: Any) -> User:
        """A new user who signs in with `email`; without `password` only another way in works."""
        first, _, last = name.partition(" ")
        user = User(email=email.strip().lower(), first_name=first, last_name=last, **facts)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save()
        return user


class User(AbstractUser):
    """A person who signs in, by e-mail address; `username` follows it."""

    title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    objects: ClassVar[People] = People()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_for_each_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as shown; the address where no name is known."""
        return self.get_full_name() or self.email

    @property
    def actor(self) -> str:
        """The opaque name used in the ledger."""
        return f"user:{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        self.username = self.email or self.username
        super().save(*args, **kwargs)


class UnitKind(models.TextChoices):
    """The floors of the organisation tree, from the top."""

    MUNICIPALITY = "municipality", "kommun"
    BOARD = "board", "nämnd"
    ADMINISTRATION = "administration", "förvaltning"
    UNIT = "unit", "verksamhet"
    COMPANY = "company", "bolag"


class Period(models.Model):
    """Something that holds from one day until another; an empty end means until further notice."""

    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="%(app_label)s_%(class)s_period",
            )
        ]

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Unit(Period):
    """A node of the organisation tree. Each board is an authority of its own (design 4)."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=UnitKind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta(Period.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class RoleKind(models.TextChoices):
    """What a person may be; the second word is the one on screen."""

    COMMUNICATOR = "communicator", "kommunikatör"
    UNIT_MANAGER = "unit_manager", "verksamhetens chef"
    DIRECTOR = "director", "förvaltningschef"
    INFORMATION = "information", "informationsfunktionen"
    REGISTRAR = "registrar", "registrator"
    ARCHIVIST = "archivist", "kommunarkivarie"
    AUDITOR = "auditor", "revisor"
    PROTECTION_OFFICER = "protection_officer", "dataskyddsombud"
    SECRETARY = "secretary", "kommunstyrelsens sekreterare"
    SYSTEM = "system", "systemförvaltare"


class Role(Period):
    """A person's role at a unit; a deputy's role names the role it stands in for."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roles")
    deputy_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputies"
    )

    class Meta(Period.Meta):
        abstract = False

    def __str__(self) -> str:
        deputy = "ersättare för " if self.deputy_for_id else ""
        return f"{deputy}{self.get_kind_display()}, {self.unit}"


class Municipality(models.Model):
    """The installation's one row: whose book this is, and the choices the municipality has made."""

    name = models.CharField(max_length=100)
    web = models.CharField(max_length=200, help_text="the municipality's own web address")
    mail_domains = models.CharField(max_length=500, blank=True, help_text="separated by blanks")
    author_may_approve = models.BooleanField(default=False)
    two_deciders = models.BooleanField(default=False)
    accent = models.CharField(max_length=7, default="#1c5a4a")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_municipality")]

    def __str__(self) -> str:
        return self.name
