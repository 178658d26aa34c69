"""Adopted accounts are official from day one; each thing they lack is a dated duty until it is mended (design
1.1).
"""

from __future__ import annotations

from datetime import timedelta

from liggaren.duties import services as duties
from liggaren.duties.models import Duty
from liggaren.lib import clock
from liggaren.people.models import RoleKind
from liggaren.register import queries, rules
from liggaren.register.models import Account, Status


def chase(account: Account) -> None:
    """Open a duty for each thing an adopted account lacks, close those that are mended.

    Safe to call again.
    """
    account = Account.objects.select_related("unit").get(pk=account.pk)  # the caller's may be older
    lacking = {lack.code: lack for lack in queries.lacks(account)} if account.status == Status.ADOPTED else {}
    for code in rules.CODES:
        prefix = f"account.{account.pk}.{code}."
        if code not in lacking:
            duties.close_about(prefix, "mended", by=None)
        elif not Duty.objects.filter(key__startswith=prefix, closed_at__isnull=True).exists():
            _open(account, lacking[code], prefix)


def _open(account: Account, lack: rules.Lack, prefix: str) -> None:
    time = Duty.objects.filter(key__startswith=prefix).count() + 1
    duties.open_duty(
        kind=f"account.{lack.code}",
        key=f"{prefix}{time}",
        title=f"{lack.title}: {account.name}"[:200],
        link=f"/konton/{account.pk}/",
        due_at=clock.now() + timedelta(days=lack.days),
        owner_role=RoleKind.UNIT_MANAGER,
        unit=account.unit,
    )
