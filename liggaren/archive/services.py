"""Every write of the archive, by name."""

from __future__ import annotations

from liggaren.archive.appearance import NoPicture, photograph, upload
from liggaren.archive.appearance import ensure as ensure_appearance
from liggaren.archive.appearance_acceptance import NotAccepted, accept, take_back
from liggaren.archive.choosing import NotChosen, choose, set_window
from liggaren.archive.delivering import Changed, NotDelivered, deliver, receive, reject
from liggaren.archive.making import NotMade, make, make_snapshot
from liggaren.archive.parcel_file import LinkGone, fetch, make_link
from liggaren.archive.parcels import deliver_board, receive_parcel, reject_parcel
from liggaren.archive.periods import open_account, open_run
from liggaren.archive.recalling import NotRecalled, confirm_destroyed, recall
from liggaren.archive.watching_makers import abandoned, progress

__all__ = [
    "NoPicture",
    "NotAccepted",
    "accept",
    "ensure_appearance",
    "photograph",
    "take_back",
    "upload",
    "Changed",
    "LinkGone",
    "NotChosen",
    "NotDelivered",
    "NotMade",
    "NotRecalled",
    "abandoned",
    "choose",
    "confirm_destroyed",
    "deliver",
    "deliver_board",
    "fetch",
    "make",
    "make_link",
    "make_snapshot",
    "open_account",
    "open_run",
    "progress",
    "recall",
    "receive",
    "receive_parcel",
    "reject",
    "reject_parcel",
    "set_window",
]
