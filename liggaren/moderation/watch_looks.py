"""The proof of a watch: a person opened the inbox for an account's items (B.9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from liggaren.lib import clock
from liggaren.moderation.models import WatchLook
from liggaren.people.models import User

_NOTE = f"""
    INSERT INTO {WatchLook._meta.db_table} (account_id, user_id, quarter, at)
    SELECT account, %s, %s, %s FROM unnest(%s::uuid[]) account ON CONFLICT DO NOTHING
"""  # noqa: S608 - the table's own name


def quarter_of(moment: datetime) -> datetime:
    """The beginning of the quarter of an hour that an aware moment lies in."""
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def note_look(*, by: User, accounts: Iterable[UUID]) -> None:
    """Note that the person now has the accounts' items before them. One insert, whatever their number; a
    second look in the same quarter adds nothing.

    Like reading, it is no act of its own: the ledger gets one entry when the turn it keeps has ended.
    """
    now, seen = clock.now(), sorted(set(accounts))
    if seen:
        with connection.cursor() as cursor:  # one statement, which needs no transaction around it
            cursor.execute(_NOTE, [by.pk, quarter_of(now), now, seen])
