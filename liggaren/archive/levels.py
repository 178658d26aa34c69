"""How much of a snapshot is printed (swedish-rules 2.1): all of it, what no other account says, or an
overview.

Only pages are left out, and each omission is counted with its reason: the file of items beside always has
everything.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from liggaren.archive.document import Entry, LeftOut, SnapshotDocument, Thread
from liggaren.archive.models import Level
from liggaren.lib import dates
from liggaren.lib.clock import STOCKHOLM

NEWEST = 10  # posts printed in an overview
LEAST = 40  # signs: a shorter text says too little to be the same one
WORDS = {
    Level.FULL: "",
    Level.UNIQUE: "Unikt innehåll. Egna inlägg som också står hos ett annat konto är utelämnade här.",
    Level.OVERVIEW: f"Översikt. Antal per månad, och de {NEWEST} senaste inläggen.",
}
SAME_TEXT = "Samma text står i ögonblicksbilden av {}. Inläggen finns i poster.jsonl."
NOT_PRINTED = "Kontot arkiveras som översikt. Allt finns i poster.jsonl."


def normalised(text: str) -> str:
    """The text as compared: case, spaces and look-alike signs evened out; empty when shorter than LEAST."""
    even = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return even if len(even) >= LEAST else ""


def apply(
    document: SnapshotDocument, level: Level, elsewhere: Callable[[], Mapping[str, str]]
) -> SnapshotDocument:
    """The document as printed at `level`. `elsewhere` gives, by post, the other account's name."""
    if level == Level.UNIQUE:
        document = _unique(document, elsewhere())
    elif level == Level.OVERVIEW:
        document = _overview(document)
    return replace(document, level=WORDS[level])


def _unique(document: SnapshotDocument, elsewhere: Mapping[str, str]) -> SnapshotDocument:
    counts: Counter[str] = Counter()
    kept: list[Thread] = []
    for thread in document.threads:
        name = elsewhere.get(thread.entries[0].native_id, "") if _is_own_post(thread.entries[0]) else ""
        if not name:
            kept.append(thread)
            continue
        counts[name] += 1
        if thread.entries[1:]:
            said = f"Inlägget har samma text som ett i ögonblicksbilden av {name}."
            kept.append(Thread(thread.entries[1:], said))
    left = [LeftOut("Inlägg", counts[name], SAME_TEXT.format(name)) for name in sorted(counts)]
    return replace(document, threads=tuple(kept), left_out=(*document.left_out, *left))


def _is_own_post(entry: Entry) -> bool:
    return entry.kind == "post" and entry.author.is_account and entry.removed is None


def _overview(document: SnapshotDocument) -> SnapshotDocument:
    posts = [thread for thread in document.threads if thread.entries[0].kind == "post"]
    newest = sorted(posts, key=lambda one: (one.begins, one.entries[0].native_id))[-NEWEST:]
    printed = tuple(Thread(one.entries[:1], one.outside) for one in newest)
    left = len(document.entries) - len(printed)
    out = (LeftOut("Inlägg och kommentarer", left, NOT_PRINTED),) if left else ()
    notes = (*document.notes, *_months(document.entries))
    return replace(document, threads=printed, left_out=(*document.left_out, *out), notes=notes)


def _months(entries: tuple[Entry, ...]) -> Iterator[str]:
    """`Juli 2026: 4 inlägg och 12 kommentarer.`, month by month."""
    posts: Counter[tuple[int, int]] = Counter()
    comments: Counter[tuple[int, int]] = Counter()
    for entry in entries:
        local = entry.shown_at.astimezone(STOCKHOLM)
        (posts if entry.kind == "post" else comments)[(local.year, local.month)] += 1
    for year, month in sorted(posts.keys() | comments.keys()):
        said, answered = posts[(year, month)], comments[(year, month)]
        word = "kommentar" if answered == 1 else "kommentarer"
        yield (
            f"{dates.MONTHS[month - 1].capitalize()} {year}: {dates.number(said)} inlägg och "
            f"{dates.number(answered)} {word}."
        )
