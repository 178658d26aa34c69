"""From a document to what the page template reads: months, rows, words and numbers, all of it plain JSON.

Every Swedish word on the pages stands here or in the template; foreign text goes through the typesetter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from liggaren.archive.document import Author, Entry, Picture, SnapshotDocument, Thread, Wording
from liggaren.archive.placing import Place
from liggaren.archive.typesetting import Typesetter
from liggaren.lib import dates
from liggaren.lib.clock import STOCKHOLM

VOLUME = 1000  # entries in one PDF: memory stays flat however large the period is
KINDS = {"post": "Inlägg", "comment": "Kommentar"}
Json = dict[str, object]


@dataclass(frozen=True)
class Volume:
    """One PDF of a snapshot: `number` of `of`, with the threads that stand in it."""

    number: int
    of: int
    threads: tuple[Thread, ...]


def volumes(document: SnapshotDocument, size: int = VOLUME) -> list[Volume]:
    """Threads in order of time, cut into volumes of at most `size` entries; a longer thread goes on in the
    next.
    """
    held: list[list[Thread]] = [[]]
    room = size
    for thread in sorted(document.threads, key=lambda thread: (thread.begins, thread.entries[0].native_id)):
        for part in _parts(thread, size):
            if len(part.entries) > room:
                held.append([])
                room = size
            held[-1].append(part)
            room -= len(part.entries)
    return [Volume(number, len(held), tuple(threads)) for number, threads in enumerate(held, 1)]


def _parts(thread: Thread, size: int) -> Iterator[Thread]:
    for at in range(0, len(thread.entries), size):
        outside = thread.outside if at == 0 else "Tråden började i föregående del."
        yield Thread(entries=thread.entries[at : at + size], outside=outside)


def moment(at: datetime | None) -> str:
    """`12 mars 2026 kl. 09.42`, Swedish time; empty for no time."""
    return dates.date_and_time(at) if at else ""


def page_data(document: SnapshotDocument, volume: Volume, setter: Typesetter, place: Place) -> Json:
    """All that the template needs for one volume but fonts and versions; `place` lays out its pictures."""
    signed = document.sealing.signed_at.astimezone(STOCKHOLM)
    return {
        "title": f"{document.account}: ögonblicksbild, {document.label.lower()}",
        "account": setter.line(document.account),
        "plain_account": document.account,
        "holder": setter.line(document.holder),
        "plain_holder": document.holder,
        "label": document.label,
        "date": [signed.year, signed.month, signed.day],
        "volume": [volume.number, volume.of],
        "appearance": _appearance(document, volume, setter, place),
        "facts": _facts(document, volume, setter),
        "left_out": [[part.what, dates.number(part.count), part.why] for part in document.left_out],
        "notes": [setter.line(note) for note in document.notes],
        "months": [
            _month(label, list(threads), setter, place) for label, threads in _by_month(volume.threads)
        ],
        "sources": [setter.line(source) for source in document.sources],
        "sealing": _sealing(document),
    }


def _facts(document: SnapshotDocument, volume: Volume, setter: Typesetter) -> list[list[object]]:
    rows: list[tuple[str, object]] = [
        ("Konto", setter.line(document.account)),
        ("Plattform", setter.line(document.platform)),
        ("Adress", [setter.address(document.address)]),
        ("Huvudman", setter.line(document.holder)),
        ("Nämnd", setter.line(document.board) if document.board else None),
        ("Verksamhet", setter.line(document.unit) if document.unit else None),
        ("Period", [f"{dates.long_date(document.starts)} till och med {dates.long_date(document.ends)}"]),
        ("Innehåll", [contents(document)]),
        ("Omfattning", setter.line(document.level) if document.level else None),
        ("Del", [_part(volume)] if volume.of > 1 else None),
        ("Framställd", [moment(document.sealing.signed_at)]),
    ]
    return [[label, value] for label, value in rows if value]


def contents(document: SnapshotDocument) -> str:
    """`12 inlägg och 48 kommentarer, 3 ändrade och 1 borttaget`."""
    entries = document.entries
    posts = sum(entry.kind == "post" for entry in entries)
    edited = sum(len(entry.wordings) > 1 for entry in entries)
    removed = sum(entry.removed is not None for entry in entries)
    return f"{_posts(posts)} och {_comments(len(entries) - posts)}. Ändrade: {dates.number(edited)}. " + (
        f"Borttagna av kommunen: {dates.number(removed)}."
    )


def _posts(count: int) -> str:
    return f"{dates.number(count)} inlägg"


def _comments(count: int) -> str:
    return f"{dates.number(count)} {'kommentar' if count == 1 else 'kommentarer'}"


def _part(volume: Volume) -> str:
    entries = sum(len(thread.entries) for thread in volume.threads)
    return f"{volume.number} av {volume.of}, med {dates.number(entries)} av innehållets poster"


def _by_month(threads: Sequence[Thread]) -> Iterator[tuple[str, Iterator[Thread]]]:
    def month(thread: Thread) -> str:
        local = thread.begins.astimezone(STOCKHOLM)
        return f"{dates.MONTHS[local.month - 1].capitalize()} {local.year}"

    return groupby(threads, key=month)


def _month(label: str, threads: list[Thread], setter: Typesetter, place: Place) -> Json:
    entries = [entry for thread in threads for entry in thread.entries]
    posts = sum(entry.kind == "post" for entry in entries)
    return {
        "name": label,
        "count": f"{_posts(posts)}, {_comments(len(entries) - posts)}",
        "threads": [
            {
                "outside": setter.line(thread.outside),
                "rows": [_row(entry, setter, place) for entry in thread.entries],
            }
            for thread in threads
        ],
    }


def _row(entry: Entry, setter: Typesetter, place: Place) -> Json:
    local = entry.shown_at.astimezone(STOCKHOLM)
    last = entry.wordings[-1] if entry.wordings else None
    row: Json = {
        "day": f"{local.day} {dates.MONTHS[local.month - 1]}",
        "time": dates.clock_time(local),
        "kind": KINDS.get(entry.kind, "Inlägg"),
        "depth": min(entry.depth, 3),
        "author": _author(entry.author, setter),
        "ours": entry.author.is_account,
        "answers": setter.line(entry.answers) if entry.answers else [],
        "state": entry.state,
        "times": _times(last, dates.long_date(local)) if last else "",
    }
    if entry.removed is None:
        row["body"] = setter.body(last.text) if last else []
        row["earlier"] = [_earlier(wording, setter) for wording in entry.wordings[:-1]]
        row["link"] = setter.address(entry.address) if entry.address else None
        row["media"] = [setter.address(address) for address in entry.media]
        row["pictures"] = [_picture(one, setter, place) for one in entry.pictures]
        row["remarks"] = [remark for remark in (entry.trust, _cleaned(last)) if remark]
    else:
        row["removed"] = _removed(entry)
    return row


def _picture(picture: Picture, setter: Typesetter, place: Place) -> Json:
    """A picture with its words under it; where it cannot be printed, the words alone."""
    laid = place.item(picture)
    alt = picture.alt.strip()
    words = f"Bild: {alt}{'' if alt[-1] in '.!?' else '.'}" if alt else "Bild utan beskrivning."
    return {
        "path": laid.path,
        "share": laid.share,
        "alt": alt,
        "words": setter.line(" ".join(part for part in (words, laid.remark) if part)),
    }


def _appearance(document: SnapshotDocument, volume: Volume, setter: Typesetter, place: Place) -> Json:
    """What page one says, and the parts of the picture: only in the first volume."""
    found = document.appearance
    laid = [part for one in found.pictures for part in place.whole(one)] if volume.number == 1 else []
    return {
        "holds": found.holds,
        "title": found.title,
        "text": setter.line(found.text),
        "parts": [
            {"path": one.path, "alt": f"Bild av hur kontot såg ut, del {number} av {len(laid)}."}
            for number, one in enumerate(laid, 1)
        ],
    }


def _author(author: Author, setter: Typesetter) -> Json:
    return {
        "name": setter.line(author.name or author.handle or "Okänd avsändare"),
        "handle": setter.line(author.handle) if author.handle and author.handle != author.name else [],
    }


def _times(wording: Wording, day: str) -> str:
    """The three times: claimed by the platform, seen by us, sealed (design 4). The margin's day is not
    repeated.
    """

    def at(time: datetime) -> str:
        return f"kl. {dates.clock_time(time)}" if dates.long_date(time) == day else dates.date_and_time(time)

    index = f", post {dates.number(wording.index)} i liggaren" if wording.index is not None else ""
    seen, sealed = at(wording.seen_at), at(wording.sealed_at) if wording.sealed_at else ""
    kept = f"hämtad och säkrad {seen}" if seen == sealed else f"hämtad {seen} · säkrad {sealed}"
    parts = [
        f"publicerad {at(wording.claimed_at)} enligt plattformen" if wording.claimed_at else "",
        f"ändrad {at(wording.edited_at)} enligt plattformen" if wording.edited_at else "",
        kept + index if sealed else f"hämtad {seen} · inte säkrad än",
    ]
    line = " · ".join(part for part in parts if part)
    return line[0].upper() + line[1:]


def _earlier(wording: Wording, setter: Typesetter) -> Json:
    index = f", post {dates.number(wording.index)} i liggaren" if wording.index is not None else ""
    return {
        "label": f"Tidigare lydelse, hämtad {moment(wording.seen_at)}{index}",
        "body": setter.body(wording.text),
    }


def _cleaned(wording: Wording | None) -> str:
    if wording and wording.was_cleaned:
        return "Tecken som inte går att spara som text är utbytta. Originalets bytes är säkrade."
    return ""


def _removed(entry: Entry) -> Json:
    found = entry.removed
    if found is None:
        raise ValueError("only a removed entry has a removal")
    index = f" Beslutet är post {dates.number(found.index)} i liggaren." if found.index is not None else ""
    return {
        "title": f"{found.way} {moment(found.decided_at)}",
        "ground": [found.category, found.basis, *([found.provision] if found.provision else [])],
        "text": f"Innehållet visas inte här.{index}",
    }


def _sealing(document: SnapshotDocument) -> Json:
    seal = document.sealing
    return {
        "origin": seal.origin,
        "size": dates.number(seal.size),
        "root": seal.root,
        "key": seal.key,
        "at": moment(seal.signed_at),
        "spot": seal.made_on_the_spot,
    }
