"""What of an emergency's words is emptied when its item is destroyed (design 3.8)."""

from __future__ import annotations

from django.db import connection, transaction

from liggaren.actions.models import Emergency
from liggaren.capture.models import Item


@transaction.atomic
def empty_emergencies(*, item: Item, keep: Emergency | None = None) -> int:
    """Empty the reasons of the item's emergency rows but `keep`; how many. Names and times stay.

    The database does it, and only once the item is marked as purged: the application cannot change a row. The
    caller enters the purge in the ledger and weeds the entries that quote the reasons. Raises
    django.db.ProgrammingError for an item that is not purged and has emergency rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT actions_empty_emergencies(%s, %s)", [item.pk, keep.pk if keep else None])
        return int(cursor.fetchone()[0])
