"""Who is making what: the snapshots whose worker was killed, and how far a maker has come."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from liggaren.archive.models import Snapshot, SnapshotState

Progress = Callable[[int, int], None]


def abandoned() -> list[UUID]:
    """The snapshots that stand as being made and that nobody makes: their worker was killed."""
    making = Snapshot.objects.filter(state=SnapshotState.MAKING).order_by("pk").values_list("pk", flat=True)
    return [pk for pk in list(making) if not _is_held(f"snapshot {pk}")]


def _is_held(key: str) -> bool:
    """Whether another connection holds the maker's lock; asked by trying to share it for a moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(hashtextextended(%s, 0))", [key])
        return not cursor.fetchone()[0]


def progress(snapshot: Snapshot) -> Progress:
    """Tells on the snapshot's page which volume is set; `_finish` and `_give_up` write over it."""

    def tell(number: int, of: int) -> None:
        words = f"Del {number} av {of} är satt." if of > 1 else ""
        Snapshot.objects.filter(pk=snapshot.pk, state=SnapshotState.MAKING).update(note=words)

    return tell
