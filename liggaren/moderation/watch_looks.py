"""The proof of a watch: a person opened the inbox for an account's items (B.9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from liggaren.lib import clock
from liggaren.moderation.models import WatchLook
from liggaren.people.models import User


def quarter_of(moment: datetime) -> datetime:
    """The beginning of the quarter of an hour that an aware moment lies in."""
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def note_look(*, by: User, accounts: Iterable[UUID]) -> None:
    """Note that the person now has the accounts' items before them. One insert, whatever their number; a
    second look in the same quarter adds nothing.

    Like reading, it is no act of its own: the ledger gets one entry when the turn it keeps has ended.
    """
    now = clock.now()
    rows = [
        WatchLook(account_id=pk, user=by, quarter=quarter_of(now), at=now) for pk in sorted(set(accounts))
    ]
    if rows:
        WatchLook.objects.bulk_create(rows, ignore_conflicts=True)
