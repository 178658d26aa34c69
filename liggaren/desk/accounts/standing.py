"""An account's state word where rooms above the register know of worse: crisis mode, a missed watch.

Read with the accounts themselves, so that no page asks the database more for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from liggaren.lifecycle.models import AccountNotice, CrisisAccount, NoticeCheck
from liggaren.moderation.block_models import BLOCK_STANDS
from liggaren.moderation.models import Block, WatchAlarm
from liggaren.register.models import Account

ABOVE = frozenset({"broken"})  # a broken connection is said before a missed watch


def annotated(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """The accounts, each with `in_crisis`, `watch_missed`, `has_blocks`, `has_notice`, `notice_result`."""
    newest = AccountNotice.objects.filter(account=OuterRef(OuterRef("pk"))).order_by("-version").values("pk")
    checks = NoticeCheck.objects.filter(notice=Subquery(newest[:1])).order_by("-at", "-pk")
    return accounts.annotate(
        in_crisis=Exists(CrisisAccount.objects.filter(account=OuterRef("pk"), is_on=True)),
        watch_missed=Exists(WatchAlarm.objects.filter(account=OuterRef("pk"), ended_at__isnull=True)),
        has_blocks=Exists(Block.objects.filter(account=OuterRef("pk"), state__in=BLOCK_STANDS)),
        has_notice=Exists(AccountNotice.objects.filter(account=OuterRef("pk"))),
        notice_result=Subquery(checks.values("result")[:1]),
    )


def overlaid(accounts: Sequence[Account], states: Mapping[str, str]) -> dict[str, str]:
    """The states of annotated accounts: *crisis* first of all, then what was known, then *watch missed*."""
    return {str(account.pk): worst(account, states[str(account.pk)]) for account in accounts}


def worst(account: Account, state: str) -> str:
    """The same for one account."""
    if getattr(account, "in_crisis", False):
        return "crisis"
    return "watch_missed" if getattr(account, "watch_missed", False) and state not in ABOVE else state
