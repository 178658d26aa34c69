"""From the database to a document: which items of the period may be printed, and what is left out and why.

Messages, restricted and suspected items never enter, nor what has been destroyed; they are counted. What the
municipality has removed stands with its ground and without its content (G5.5).
"""

from __future__ import annotations

import base64
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from liggaren.archive import appearance_printed, media_beside, ordering, telling
from liggaren.archive.appearance_printed import Looks
from liggaren.archive.document import (
    Entry,
    LeftOut,
    Sealing,
    SnapshotDocument,
    Thread,
    Wording,
)
from liggaren.archive.models import Snapshot
from liggaren.capture import queries as capture
from liggaren.capture.models import Change, Item, MediaFile, Relation, Sighting, Trust, Version, Visibility
from liggaren.ledger import notes
from liggaren.ledger import queries as ledger
from liggaren.ledger.models import Checkpoint
from liggaren.ledger.queries import Seal
from liggaren.lib import dates
from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState
from liggaren.people import queries as people
from liggaren.register import media
from liggaren.vault.models import BlobState

CHUNK = 5_000
UNFINISHED = "Framställd innan perioden är slut. Det som kommer senare under perioden är inte med."
LEFT_OUT = {
    "messages": ("Meddelanden", "Meddelanden till och från kontot är inte öppna för alla."),
    "restricted": ("Begränsat innehåll", "Får inte läsas av alla, enligt beslut."),
    "suspected": ("Misstänkt sekretess", "Väntar på beslut om det får läsas av alla."),
    "destroyed": ("Gallrat eller förstört", "Innehållet finns inte längre, enligt beslut."),
}


@dataclass(frozen=True)
class Collected:
    """The document and the items it was made of, for the file of items beside it."""

    document: SnapshotDocument
    items: tuple[Item, ...]
    versions: Mapping[UUID, list[Version]]
    removals: Mapping[UUID, Removal]
    seals: Mapping[int, Seal]
    looks: Looks = Looks()
    files: Mapping[int, list[MediaFile]] = field(default_factory=dict)  # by version


def collect(snapshot: Snapshot, checkpoint: Checkpoint) -> Collected:
    """Everything of the snapshot's account and period as it stands now, sealed by `checkpoint` or earlier."""
    items, left_out = _allowed(snapshot)
    ids = [item.pk for item in items]
    versions, removals = _versions(ids), _removals(ids)
    entries = [one.entry_id for group in versions.values() for one in group]
    entries += [one.entry_id for one in removals.values() if one.entry_id is not None]
    files = media_beside.files_of(ids, removals.keys())
    entries += [file.entry_id for group in files.values() for file in group]
    seals = _seals(entries)
    rows = [(item.pk, item.parent_id) for item in items]
    by_id = {item.pk: item for item in items}
    maker = _Maker(by_id, versions, removals, seals, files)
    threads = tuple(maker.thread(placed) for placed in ordering.place(rows))
    looks = appearance_printed.looks_of(snapshot)
    document = _document(snapshot, checkpoint, threads, left_out, looks)
    return Collected(document, tuple(items), versions, removals, seals, looks, files)


def is_stale(snapshot: Snapshot, collected: Collected) -> bool:
    """Whether something printed may no longer be: restricted, destroyed or removed while the pages were
    set.
    """
    allowed, _ = _allowed(snapshot)
    printed = {item.pk for item in collected.items}
    return (
        bool(printed - {item.pk for item in allowed})
        or _removals(list(printed)).keys() != collected.removals.keys()
        or appearance_printed.looks_of(snapshot).key != collected.looks.key
    )


def _allowed(snapshot: Snapshot) -> tuple[list[Item], tuple[LeftOut, ...]]:
    found = capture.items_in(snapshot.account, snapshot.period_start, snapshot.period_end)
    found = found.select_related("latest__slice", "parent__latest").defer(
        "latest__terms", "parent__latest__terms"
    )
    messages = set(
        Sighting.objects.filter(account=snapshot.account, relation=Relation.MESSAGE).values_list(
            "item_id", flat=True
        )
    )
    kept: list[Item] = []
    counts: Counter[str] = Counter()
    for item in found.order_by("counted_at", "native_id").iterator(CHUNK):
        reason = _reason(item, messages)
        if reason:
            counts[reason] += 1
        else:
            kept.append(item)
    return kept, tuple(
        LeftOut(LEFT_OUT[key][0], counts[key], LEFT_OUT[key][1]) for key in LEFT_OUT if counts[key]
    )


def _reason(item: Item, messages: set[UUID]) -> str:
    """Why an item may not be printed; empty when it may."""
    if item.kind == "message" or item.pk in messages:
        return "messages"
    if item.visibility == Visibility.RESTRICTED:
        return "restricted"
    if item.visibility == Visibility.SUSPECTED:
        return "suspected"
    latest = item.latest
    if latest is None or latest.slice is None or latest.slice.state != BlobState.LIVE:
        return "destroyed"
    return ""


def _versions(ids: list[UUID]) -> dict[UUID, list[Version]]:
    found: dict[UUID, list[Version]] = defaultdict(list)
    for at in range(0, len(ids), CHUNK):
        rows = Version.objects.filter(item__in=ids[at : at + CHUNK]).select_related("slice").defer("terms")
        for version in rows.order_by("item_id", "number"):
            if version.slice is not None and version.slice.state == BlobState.LIVE:
                found[version.item_id].append(version)
    return found


def _removals(ids: list[UUID]) -> dict[UUID, Removal]:
    """The latest decision that took an item away, by item."""
    found: dict[UUID, Removal] = {}
    for at in range(0, len(ids), CHUNK):
        rows = Removal.objects.filter(
            item__in=ids[at : at + CHUNK],
            way__in=telling.WAYS,
            state__in=(RemovalState.DECIDED, RemovalState.DONE),
        )
        for row in rows.select_related("category", "provision").order_by("decided_at"):
            found[row.item_id] = row
    return found


def _seals(entries: list[int]) -> dict[int, Seal]:
    found: dict[int, Seal] = {}
    for at in range(0, len(entries), CHUNK):
        found.update(ledger.seals(entries[at : at + CHUNK]))
    return found


@dataclass(frozen=True)
class _Maker:
    """Makes threads and entries of the document out of what was read."""

    items: Mapping[UUID, Item]
    versions: Mapping[UUID, list[Version]]
    removals: Mapping[UUID, Removal]
    seals: Mapping[int, Seal]
    files: Mapping[int, list[MediaFile]]

    def thread(self, placed: list[ordering.Placed[UUID]]) -> Thread:
        first = self.items[placed[0].key]
        return Thread(
            tuple(self._entry(self.items[one.key], one.depth) for one in placed), telling.outside(first)
        )

    def _entry(self, item: Item, depth: int) -> Entry:
        latest = item.latest
        if latest is None:
            raise ValueError("an item without a version is left out before this")
        removal = self.removals.get(item.pk)
        parent = self.items.get(item.parent_id) if item.parent_id else None
        kept = [] if removal else [one for one in self.files.get(latest.pk, []) if media_beside.is_here(one)]
        printed = {one.position for one in kept}
        return Entry(
            native_id=item.native_id,
            kind=item.kind,
            author=telling.author(item, latest),
            wordings=() if removal else tuple(self._wordings(item)),
            shown_at=item.counted_at,
            address=latest.address,
            depth=depth,
            answers=parent.latest.sender_name if parent and parent.latest and depth > 3 else "",
            state="" if removal else telling.state_word(item, latest),
            trust="" if latest.trust == Trust.API else Trust(latest.trust).label,
            removed=telling.removed(removal, self.seals) if removal else None,
            media=() if removal else telling.addresses(latest, printed),
            pictures=media_beside.pictures(kept),
        )

    def _wordings(self, item: Item) -> Iterable[Wording]:
        """Each version whose text differs from the one before; the last one carries the newest times."""
        shown: list[Version] = []
        for version in self.versions[item.pk]:
            if shown and version.change != Change.EDIT and version.text == shown[-1].text:
                continue
            shown.append(version)
        return [self._wording(version) for version in shown]

    def _wording(self, version: Version) -> Wording:
        seal = self.seals.get(version.entry_id)
        return Wording(
            number=version.number,
            text=version.text,
            seen_at=version.seen_at,
            sealed_at=seal.sealed_at if seal else None,
            index=seal.index if seal else None,
            claimed_at=version.claimed_at,
            edited_at=version.edited_at,
            was_cleaned=version.was_cleaned,
        )


def sealing(checkpoint: Checkpoint) -> Sealing:
    """The checkpoint as printed; the document's date is its time."""
    head = notes.parse_checkpoint(checkpoint.note)
    root = base64.b64encode(head.root).decode()
    key = "+".join(ledger.public_key().split("+")[:2])
    return Sealing(head.origin, head.size, root, checkpoint.made_at, key)


def _document(
    snapshot: Snapshot,
    checkpoint: Checkpoint,
    threads: tuple[Thread, ...],
    left_out: tuple[LeftOut, ...],
    looks: Looks,
) -> SnapshotDocument:
    account = snapshot.account
    medium = media.get(account.platform)
    walk = capture.last_walk(account)
    fetched = f"Senast hämtat {dates.date_and_time(walk.finished_at)}." if walk and walk.finished_at else ""
    return SnapshotDocument(
        account=account.name,
        platform=medium.name,
        address=account.address,
        holder=people.municipality().name,
        board=snapshot.board.name,
        unit=snapshot.unit.name,
        starts=dates.swedish_day(snapshot.period_start),
        ends=dates.swedish_day(snapshot.period_end - timedelta(seconds=1)),
        label=snapshot.label[:1].upper() + snapshot.label[1:],
        sealing=sealing(checkpoint),
        appearance=appearance_printed.printed(looks),
        threads=threads,
        left_out=left_out,
        notes=(UNFINISHED,) if checkpoint.made_at < snapshot.period_end else (),
        sources=(f"{medium.name}, genom plattformens gränssnitt. {fetched}".strip(),),
    )
