"""Every write of the archive, by name."""

from __future__ import annotations

from liggaren.archive.choosing import NotChosen, choose, set_window
from liggaren.archive.delivering import Changed, NotDelivered, deliver, receive, reject
from liggaren.archive.making import NotMade, abandoned, make, make_snapshot, progress
from liggaren.archive.periods import open_account, open_run

__all__ = [
    "Changed",
    "NotChosen",
    "NotDelivered",
    "NotMade",
    "abandoned",
    "choose",
    "deliver",
    "make",
    "make_snapshot",
    "open_account",
    "open_run",
    "progress",
    "receive",
    "reject",
    "set_window",
]
