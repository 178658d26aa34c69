"""Every write of the archive, by name."""

from __future__ import annotations

from liggaren.archive.delivering import Changed, NotDelivered, deliver, receive, reject
from liggaren.archive.making import NotMade, make, make_snapshot
from liggaren.archive.periods import open_account, open_run

__all__ = [
    "Changed",
    "NotDelivered",
    "NotMade",
    "deliver",
    "make",
    "make_snapshot",
    "open_account",
    "open_run",
    "receive",
    "reject",
]
