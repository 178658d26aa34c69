"""Referral to the parties' own channels, and who is elected (C5.5, C5.6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Party(models.Model):
    """A party in the council. One that leaves is ended, never removed: old referrals name it."""

    name = models.CharField(max_length=100, unique=True)
    ended_on = models.DateField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(name__regex=r"\S"), name="a_party_has_a_name")]

    def __str__(self) -> str:
        return self.name


class PartyChannel(models.Model):
    """One of a party's own channels."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="channels")
    name = models.CharField(max_length=60)
    address = models.URLField(max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "address"], name="party_channel_once"),
            models.CheckConstraint(condition=Q(address__startswith="https://"), name="party_channel_is_safe"),
        ]

    def __str__(self) -> str:
        return self.name


class Referral(models.Model):
    """That an item was answered with links to parties' channels. It counts acts, never who asked."""

    item = models.ForeignKey("capture.Item", models.PROTECT, related_name="referrals")
    account = models.ForeignKey("register.Account", models.PROTECT, related_name="+")
    answer = models.OneToOneField("moderation.Answer", models.PROTECT, related_name="referral")
    parties = models.ManyToManyField(Party, related_name="referrals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="referral_by_time")]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class Elected(models.Model):
    """An elected person as they appear on social media: their posts to our accounts may be debate.

    It proposes only; the name is public by the office.
    """

    name = models.CharField(max_length=150)
    handle = models.CharField(max_length=150, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="elected")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "handle"], name="elected_once"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="elected_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
