"""After three days an unanswered question is a duty: one for each account, however many went away at once."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Min

from liggaren.duties import queries as open_duties
from liggaren.duties import services as duties
from liggaren.lib import clock
from liggaren.moderation.disappearance_models import Disappearance, DisappearanceState
from liggaren.people.models import RoleKind
from liggaren.register.models import Account

ANSWER_WITHIN = timedelta(days=3)
PREFIX = "disappearance.answer"


@transaction.atomic
def ask_by_duty() -> int:
    """Open a duty for each account with a question older than three days; close those with none left."""
    late = Disappearance.objects.filter(
        state=DisappearanceState.OPEN, seen_at__lt=clock.now() - ANSWER_WITHIN
    )
    waiting = {row["account"]: row for row in late.values("account").annotate(n=Count("pk"), since=Min("pk"))}
    for account in Account.objects.filter(pk__in=waiting).select_related("unit"):
        _open(account, waiting[account.pk]["since"])
    _close_answered(set(waiting))
    return len(waiting)


def _open(account: Account, first: int) -> None:
    if open_duties.about(f"{PREFIX}:{account.pk}:").exists():
        return
    duties.open_duty(
        kind=PREFIX, key=f"{PREFIX}:{account.pk}:{first}", link=f"/forsvunnet/?konto={account.pk}",
        title=f"Svara på vad som hände med det som försvann: {account.name}"[:200],
        owner_role=RoleKind.INFORMATION, unit=account.unit, due_at=clock.now(),
    )  # fmt: skip


def _close_answered(waiting: set[uuid.UUID]) -> None:
    for duty in list(open_duties.about(f"{PREFIX}:")):
        if uuid.UUID(duty.key.split(":")[1]) not in waiting:
            duties.close(duty.key, "answered", by=None)
