"""Capture a public address without set-up: pages in, a folder of sealed items, PDF/A, proof and key out.

Knows no connector and no database: whoever calls fetches the pages and says how each is read. A page is
sealed before it is read, as everywhere in the house (design 3.1).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from liggaren.archive import ordering, pdf, validator
from liggaren.archive.document import Author, Entry, Sealing, SnapshotDocument, Thread, Wording
from liggaren.archive.spot_log import SpotLog
from liggaren.archive.validator import Validation
from liggaren.ledger import evidence_format, notes
from liggaren.lib import dates
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.lib.hashing import sha256_hex

ORIGIN = "liggaren.example/fangst"
WHAT_THE_KEY_PROVES = (
    "Nyckeln gjordes på den här datorn när adressen fångades och kastades efteråt.\n\n"
    "Beviset visar att inget i filerna har ändrats sedan dess. Det visar inte vem som fångade, inte när,\n"
    "och inte att sidan såg ut så: den som hade nyckeln kunde ha skrivit vad som helst.\n\n"
    "Ska någon annan kunna lita på tiden, lämna log.pub och bevisfilen redan i dag till någon som du\n"
    "inte råder över.\n\n"
    "Kontrollera: liggaren verify --key log.pub evidence-*.zip\n"
)


@dataclass(frozen=True)
class Site:
    """What is captured, as shown on page one."""

    name: str
    address: str
    platform: str


@dataclass(frozen=True)
class PublicItem:
    """One post or comment read from a page. `slice` is its own canonical bytes."""

    native_id: str
    kind: str
    text: str
    author: str
    slice: bytes
    position: int
    parent_native_id: str = ""
    author_handle: str = ""
    author_address: str = ""
    is_site: bool = False
    address: str = ""
    claimed_at: datetime | None = None
    edited_at: datetime | None = None
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One answer as received, and how it is read. `read` is called only after the page is sealed."""

    body: bytes
    url: str
    kind: str
    status: int
    blanking: str
    fetched_at: datetime
    read: Callable[[], Sequence[PublicItem]]


@dataclass(frozen=True)
class Outcome:
    """What lies in the folder. `unreadable` counts pages that were sealed but could not be read."""

    posts: int
    comments: int
    pages: int
    unreadable: int
    files: tuple[str, ...]
    validation: Validation
    checkpoint_size: int


@dataclass(frozen=True)
class _Sealed:
    item: PublicItem
    index: int
    seen_at: datetime


Progress = Callable[[str, int], None]


def capture_public(
    *,
    site: Site,
    pages: Iterable[Page],
    out: Path,
    now: Callable[[], datetime],
    progress: Progress | None = None,
) -> Outcome:
    """Seal and read the pages in order, then write everything into `out` (made if missing).

    `progress(stage, count)` hears "sidor", "poster", "pdf" and "prövning". Raises OSError when `out` cannot
    be written, pdf.NotSet when the pages cannot be set; whatever `pages` raises passes through.
    """
    log = SpotLog(ORIGIN)
    tell = progress or (lambda stage, count: None)
    sealed, count, unreadable = _take(log, pages, tell)
    head = log.close()
    signed = now()
    document = _document(site, sealed, head, log, signed)
    out.mkdir(parents=True, exist_ok=True)
    files = [*_write_items(out, sealed), *_write_proof(out, log)]
    pdfs = _write_pdf(out, document, tell)
    tell("prövning", len(pdfs))
    verdict = _worst(validator.validate_all([out / name for name in pdfs]))
    posts = sum(one.item.kind == "post" for one in sealed)
    return Outcome(posts, len(sealed) - posts, count, unreadable, (*pdfs, *files), verdict, head.size)


def _take(log: SpotLog, pages: Iterable[Page], tell: Progress) -> tuple[list[_Sealed], int, int]:
    found: dict[str, _Sealed] = {}
    count = unreadable = 0
    for count, page in enumerate(pages, 1):
        response = _seal_page(log, page)
        try:
            items = page.read()
        except Exception:  # a page that cannot be read is kept sealed; the next may be sound
            unreadable += 1
            items = ()
        for item in items:
            if item.native_id not in found:
                index = _seal_item(log, page, response, item)
                found[item.native_id] = _Sealed(item, index, page.fetched_at)
        tell("sidor", count)
        tell("poster", len(found))
    return list(found.values()), count, unreadable


def _seal_page(log: SpotLog, page: Page) -> int:
    facts: dict[str, Json] = {
        "kind": page.kind,
        "url": clean(page.url).text,
        "status": page.status,
        "blanking": page.blanking,
        "fetched_at": page.fetched_at.isoformat(),
    }
    digests = {"body": sha256_hex(page.body)}
    return log.append(
        kind="response.received", obj="capture", facts=facts, digests=digests, at=page.fetched_at
    )


def _seal_item(log: SpotLog, page: Page, response: int, item: PublicItem) -> int:
    facts: dict[str, Json] = {
        "native_id": clean(item.native_id).text,
        "kind": item.kind,
        "response": response,
        "position": item.position,
        "parent_native_id": clean(item.parent_native_id).text,
        "claimed_at": item.claimed_at.isoformat() if item.claimed_at else None,
        "seen_at": page.fetched_at.isoformat(),
    }
    return log.append(
        kind="item.captured",
        obj=f"item:{sha256_hex(item.native_id.encode('utf-8', 'surrogatepass'))[:32]}",
        facts=facts,
        digests={"slice": sha256_hex(item.slice)},
        at=page.fetched_at,
        data=item.slice,
    )


def _document(
    site: Site, sealed: list[_Sealed], head: notes.Head, log: SpotLog, signed: datetime
) -> SnapshotDocument:
    times = [_shown_at(one) for one in sealed] or [signed]
    key = "+".join(str(log.public_key).split("+")[:2])
    return SnapshotDocument(
        account=site.name,
        platform=site.platform,
        address=site.address,
        holder="Fångat från en öppen adress",
        board="",
        unit="",
        starts=dates.swedish_day(min(times)),
        ends=dates.swedish_day(max(times)),
        label=f"Fångat {dates.long_date(signed)}",
        sealing=Sealing(head.origin, head.size, base64.b64encode(head.root).decode(), signed, key, True),
        threads=_threads(sealed, signed),
        sources=(f"{site.platform}, {site.address}, öppet för alla utan inloggning.",),
        notes=("Bara det som var öppet för alla är med, så långt tillbaka som adressen visade.",),
    )


def _threads(sealed: list[_Sealed], signed: datetime) -> tuple[Thread, ...]:
    by_id = {one.item.native_id: one for one in sealed}
    in_order = sorted(sealed, key=lambda one: (_shown_at(one), one.item.native_id))
    rows = [(one.item.native_id, one.item.parent_native_id or None) for one in in_order]
    return tuple(
        _thread([(by_id[one.key], one.depth) for one in placed], signed) for placed in ordering.place(rows)
    )


def _thread(placed: list[tuple[_Sealed, int]], signed: datetime) -> Thread:
    first = placed[0][0].item
    outside = "Svarar på något som inte är med här." if first.parent_native_id else ""
    return Thread(tuple(_entry(one, depth, signed) for one, depth in placed), outside)


def _entry(one: _Sealed, depth: int, signed: datetime) -> Entry:
    item = one.item
    text = clean(item.text)
    wording = Wording(
        number=1,
        text=text.text,
        seen_at=one.seen_at,
        sealed_at=signed,
        index=one.index,
        claimed_at=item.claimed_at,
        edited_at=item.edited_at,
        was_cleaned=text.was_cleaned,
    )
    author = Author(
        clean(item.author).text, clean(item.author_handle).text, item.author_address, item.is_site
    )
    return Entry(
        item.native_id, item.kind, author, (wording,), _shown_at(one), item.address, depth, media=item.media
    )  # fmt: skip


def _shown_at(one: _Sealed) -> datetime:
    claimed = one.item.claimed_at
    return claimed if claimed is not None and claimed <= one.seen_at else one.seen_at


def _write_items(out: Path, sealed: list[_Sealed]) -> list[str]:
    """Each item's own bytes, named by its place in the log."""
    (out / "items").mkdir(exist_ok=True)
    for one in sealed:
        _put(out / "items" / f"{one.index:06d}.json", one.item.slice)
    return ["items"]


def _write_proof(out: Path, log: SpotLog) -> list[str]:
    """Evidence files of at most 5,000 records each, the key to check with, and what it does not prove."""
    names = []
    step = evidence_format.MAX_ITEMS
    for at in range(0, len(log.lines), step):
        members = [log.member(index) for index in range(at, min(at + step, len(log.lines)))]
        data = evidence_format.pack(members, note="capture")
        names.append(f"evidence-{sha256_hex(data)[:8]}.zip")
        _put(out / names[-1], data)
    _put(out / "log.pub", f"{log.public_key}\n".encode())
    _put(out / "LÄS MIG.txt", WHAT_THE_KEY_PROVES.encode())
    return [*names, "log.pub", "LÄS MIG.txt"]


def _write_pdf(out: Path, document: SnapshotDocument, tell: Progress) -> list[str]:
    names = []
    for volume in pdf.make(document):
        names.append("snapshot.pdf" if volume.of == 1 else f"snapshot-{volume.number}.pdf")
        _put(out / names[-1], volume.data)
        tell("pdf", volume.pages)
    return names


def _worst(verdicts: list[Validation]) -> Validation:
    return next((one for one in verdicts if one.result != "valid"), verdicts[0])


def _put(path: Path, data: bytes) -> None:
    """Whole or not at all: written beside and moved into place."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)
