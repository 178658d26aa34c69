"""Whoever keeps an account's watch is told at once when something that may be secret comes in (C7.1, G5.5).

The notice says that something waits, never what: a mail is read over shoulders (design 3.14).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from liggaren.lib import clock
from liggaren.moderation.models import Handling
from liggaren.moderation.states import HandlingState
from liggaren.moderation.watch_plans import keepers
from liggaren.notices import services as notices
from liggaren.notices.models import Notice
from liggaren.register.models import Account

SUBJECT = "Något behöver läsas nu"
BODY = "Något på ett av dina konton kan behöva bedömas direkt. Vad det gäller visas bara i Liggaren."
QUIET_FOR = timedelta(minutes=10)  # a storm of comments is one notice, not hundreds


def tell(rows: Iterable[Handling]) -> int:
    """Tell the keepers of each account with a new row that may be secret, once; how many notices were made.

    Must be in the transaction that enters the rows.
    """
    urgent = defaultdict(list)
    for row in rows:
        if _is_urgent(row):
            urgent[row.account].append(row)
    return sum(_tell(account, found) for account, found in urgent.items())


def _is_urgent(row: Handling) -> bool:
    new = row.came_at >= row.account.entered_at
    return new and row.state == HandlingState.UNTAKEN and row.urgency <= Handling.Urgency.SECRECY


def _tell(account: Account, rows: list[Handling]) -> int:
    told = Notice.objects.filter(
        subject=SUBJECT, read_at=None, made_at__gte=clock.now() - QUIET_FOR
    ).values_list("user", flat=True)
    users = [person for person in keepers(account) if person.pk not in set(told)]
    link = f"/inkorg/{rows[0].item_id}/" if len(rows) == 1 else "/inkorg/"
    return len(notices.tell_all(users=users, subject=SUBJECT, body=BODY, link=link, urgent=True))
