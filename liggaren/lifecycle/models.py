"""What a named person has confirmed before an account starts; crises, advice and account notices beside."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from liggaren.lifecycle.account_notice_models import AccountNotice as AccountNotice
from liggaren.lifecycle.account_notice_models import NoticeCheck as NoticeCheck
from liggaren.lifecycle.advice_models import AdviceQuestion as AdviceQuestion
from liggaren.lifecycle.advice_models import Guidance as Guidance
from liggaren.lifecycle.crisis_models import Crisis as Crisis
from liggaren.lifecycle.crisis_models import CrisisAccount as CrisisAccount
from liggaren.lifecycle.crisis_models import CrisisText as CrisisText
from liggaren.register.models import Account


class Tick(models.Model):
    """One step of the start checklist, confirmed by a person.

    Insert only in use: a step is confirmed once.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="ticks")
    code = models.CharField(max_length=30)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "code"], name="one_tick_for_each_step")]

    def __str__(self) -> str:
        return f"{self.code} {self.account_id}"
