"""One comment never stops a half-year: what typst will not set is found by halving and stands as a notice.

Foreign text is prepared so that this should not happen (see `typesetting`); when it does all the same, the
item keeps its place, its times and its seal, says that it is not printed, and is whole in the file beside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from liggaren.archive.document import Author, Entry, Thread
from liggaren.archive.layout import Volume

NOTICE = "Texten gick inte att sätta på en sida. Den finns hel i filen med poster bredvid."
NAME = "Avsändarens namn finns i filen bredvid"


def culprits(entries: Sequence[Entry], can_be_set: Callable[[Sequence[Entry]], bool]) -> list[Entry]:
    """The entries that cannot be set even alone, in order; asks at most about 2 n times, mostly far fewer."""
    if can_be_set(entries):
        return []
    if len(entries) == 1:
        return list(entries)
    half = len(entries) // 2
    return culprits(entries[:half], can_be_set) + culprits(entries[half:], can_be_set)


def without(volume: Volume, refused: Sequence[Entry]) -> Volume:
    """The same volume with a notice in the place of each refused entry."""
    names = {entry.native_id for entry in refused}
    threads = tuple(
        Thread(
            tuple(_notice(entry) if entry.native_id in names else entry for entry in thread.entries),
            thread.outside,
        )
        for thread in volume.threads
    )
    return replace(volume, threads=threads)


def only(volume: Volume, entries: Sequence[Entry]) -> Volume:
    """A volume of just these entries, to try."""
    return replace(volume, threads=tuple(Thread((entry,)) for entry in entries))


def _notice(entry: Entry) -> Entry:
    wordings = tuple(replace(one, text=NOTICE) for one in entry.wordings[-1:])
    author = replace(Author(NAME), is_account=entry.author.is_account)
    return replace(entry, wordings=wordings, author=author, address="", answers="", media=(), pictures=())
