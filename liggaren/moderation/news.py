"""Word that something happened in an account's inbox: by the database, after commit, to whoever listens.

The word holds the account's id and nothing else; what happened is read by those who may (design 3.14).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection

CHANNEL = "liggaren_inbox"


def tell(accounts: Iterable[uuid.UUID]) -> None:
    """Tell that the accounts' inboxes have changed. Heard when the transaction is committed, once for each
    account however often it is said; a rolled back one says nothing.
    """
    told = sorted({str(account) for account in accounts})
    if told:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, account) FROM unnest(%s::text[]) account", [CHANNEL, told])
