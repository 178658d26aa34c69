"""Sealed secrets and who may read them. The account is an opaque text: this room knows no accounts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liggaren.people.models import Period


class Deposit(models.Model):
    """One version of one secret, sealed; the newest version is the one in use (C2.4, B.15)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_ref = models.CharField(max_length=64)
    kind = models.CharField(max_length=30, help_text="token, password, recovery_codes, ...")
    version = models.PositiveIntegerField()
    sealed = models.BinaryField(
        help_text="envelope of custody.envelope, bound to table, row, field and version"
    )
    deposited_at = models.DateTimeField()
    deposited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_ref", "kind", "version"], name="one_secret_for_each_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Grant(Period):
    """A person who may read an account's secrets, from and until a day; `register` writes it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="custody_grants"
    )
    account_ref = models.CharField(max_length=64, db_index=True)

    class Meta(Period.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.user_id} {self.account_ref}"
