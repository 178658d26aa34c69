"""File and folder names of a delivery: plain ASCII, telling the account and the period and nothing of
people.
"""

from __future__ import annotations

import re
import unicodedata

from liggaren.archive.models import Snapshot
from liggaren.lib import dates

_SWEDISH = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o", "é": "e", "ü": "u"})


def plain(words: str, longest: int = 60) -> str:
    """Lower-case ASCII with hyphens: `Kultur- och fritidsnämnden` is `kultur-och-fritidsnamnden`."""
    folded = (
        unicodedata.normalize("NFKD", words.lower().translate(_SWEDISH)).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:longest].strip("-") or "konto"


def stem(snapshot: Snapshot) -> str:
    """`badhuset-vagen-2026-01-01--2026-06-30`."""
    first = dates.swedish_day(snapshot.period_start)
    return f"{plain(snapshot.account.name)}-{first}--{snapshot.due_on}"


def volume_name(snapshot: Snapshot, number: int, of: int) -> str:
    """The PDF's name, with its part when there are several."""
    return f"{stem(snapshot)}.pdf" if of == 1 else f"{stem(snapshot)}-del-{number}-av-{of}.pdf"


def folder_name(snapshot: Snapshot) -> str:
    """Below the delivery folder: the board's folder, then one for the snapshot that no other has.

    What replaces a delivery lies beside it, never in its place.
    """
    again = f"-ersattning-{snapshot.round - 1}" if snapshot.round > 1 else ""
    return f"{plain(snapshot.board.name)}/{stem(snapshot)}-{str(snapshot.pk)[:8]}{again}"


PICTURES = {"image/png": "utseende.png", "image/jpeg": "utseende.jpg"}


def picture_name(media_type: str) -> str:
    """The file of how the account looked."""
    return PICTURES[media_type]
