"""What is shown held against what is sealed: each version's words, sender and times (design 3.1, 3.5).

Reads in batches and changes nothing. The sealed slice is found again in the kept answer, by the digest that
the ledger's record names, and read by the connector; a version whose answer is gone is only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from liggaren.capture import contents, taking
from liggaren.capture.models import Item, Response, Version
from liggaren.connectors import registry
from liggaren.connectors.base import Parsed
from liggaren.ledger.models import Record
from liggaren.lib.hashing import sha256_hex
from liggaren.vault import services as vault
from liggaren.vault.models import Blob, BlobState

STEP = 500
SHOWN = {
    "text": "texten", "sender_name": "avsändarens namn", "sender_handle": "avsändarens konto",
    "sender_native_id": "avsändaren", "claimed_at": "tiden", "edited_at": "tiden för ändring",
    "is_hidden": "om den är dold", "is_held": "om den väntar",
}  # fmt: skip


@dataclass
class Report:
    """Counts, and one Swedish sentence for each version or original that is wrong."""

    compared: int = 0
    not_kept: int = 0
    purged: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing differs, and nothing has gone without a reason in the ledger."""
        return not self.faults


def check() -> Report:
    """Every version against its slice, and every original that has gone against the ledger."""
    report, last = Report(), 0
    rows = Version.objects.select_related("item", "response__account", "response__blob", "slice")
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:STEP]):
        _check_batch(report, found)
        last = found[-1].pk
    report.faults += _gone_without_reason()
    return report


def _check_batch(report: Report, versions: Sequence[Version]) -> None:
    records = {
        record.entry_id: record
        for record in Record.objects.filter(entry_id__in=[one.entry_id for one in versions])
    }
    read: dict[int, Mapping[str, Parsed]] = {}
    for version in versions:
        if version.response_id is not None and version.response_id not in read:
            read = {version.response_id: _by_digest(version.response)}  # one answer at a time in memory
        parsed = read.get(version.response_id or 0, {})
        _check_one(report, version, records.get(version.entry_id), parsed)


def _by_digest(response: Response | None) -> dict[str, Parsed]:
    """The answer's items by the digest of their slices; none when it is no longer kept or cannot be read."""
    if response is None or response.blob is None or response.blob.state != BlobState.LIVE:
        return {}
    try:
        parsed = registry.get(response.connector).parse(taking.reply_of(response))
    except Exception:  # the vault's own check names a damaged answer; an unreadable one was never read
        return {}
    return {sha256_hex(one.slice): one for one in parsed}


def _check_one(report: Report, version: Version, record: Record | None, parsed: Mapping[str, Parsed]) -> None:
    if version.slice is None or version.slice.state != BlobState.LIVE:
        report.purged += 1
        if version.text or version.sender_name:
            report.faults.append(f"{_name(version)}: originalet är borta men texten eller namnet står kvar.")
        return
    if record is None or record.weeded_by_id is not None:
        report.not_kept += 1
        return
    sealed = str(record.digests.get("slice"))
    wrong = list(_wrong_seal(version, record, sealed))
    if one := parsed.get(sealed):
        report.compared += 1
        wrong += _wrong_words(version, contents.columns(one))
    else:
        report.not_kept += 1
    if wrong:
        report.faults.append(f"{_name(version)}: {', '.join(dict.fromkeys(wrong))} stämmer inte.")


def _wrong_seal(version: Version, record: Record, sealed: str) -> Iterator[str]:
    try:
        if sha256_hex(vault.get(version.slice_id or "")) != sealed:
            yield "originalet"
    except (vault.Gone, vault.Damaged):
        yield "originalet"
    facts: Mapping[str, Any] = record.facts or {}
    if record.obj != f"item:{version.item_id}" or facts.get("version", version.number) != version.number:
        yield "numret"
    if "seen_at" in facts and _moment(facts["seen_at"]) != version.seen_at:
        yield "tiden när den sågs"
    if "claimed_at" in facts and _moment(facts["claimed_at"]) != version.claimed_at:
        yield SHOWN["claimed_at"]


def _wrong_words(version: Version, columns: Mapping[str, Any]) -> list[str]:
    return [said for name, said in SHOWN.items() if getattr(version, name) != columns[name]]


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _name(version: Version) -> str:
    return f"Version {version.number} av inlägg {version.item_id}"


def _gone_without_reason() -> Iterator[str]:
    """Originals that have gone though no weeding of their record, and no order by two people, tells of it."""
    destroyed = Version.objects.filter(slice__state=BlobState.DESTROYED)
    yield from _not_weeded({one.entry_id: f"{_name(one)}: originalet" for one in destroyed.iterator(STEP)})
    purged = Item.objects.exclude(purged_at=None)
    places = set(purged.values_list("platform", "instance"))
    answers = Response.objects.filter(blob__state=BlobState.DESTROYED).select_related("account")
    lost = {
        one.entry_id: f"Svar {one.pk}: innehållet"
        for one in answers.iterator(STEP)
        # An answer that held a purged item is not kept, without a record of its own (capture.never_again).
        if (one.account.platform, one.account.instance or one.account.address) not in places
    }
    yield from _not_weeded(lost)
    orders = dict(Blob.objects.filter(state=BlobState.PURGED).values_list("pk", "purge_reason"))
    told = set(
        Record.objects.filter(kind="purge.done", obj__in=set(orders.values())).values_list("obj", flat=True)
    )
    for name, order in orders.items():
        if order not in told:
            yield f"Original {name[:12]} är förstört utan att liggaren säger på vems beslut."


def _not_weeded(lost: Mapping[int, str]) -> Iterator[str]:
    weeded = set(
        Record.objects.filter(entry_id__in=lost, weeded_by__isnull=False).values_list("entry_id", flat=True)
    )
    for entry in sorted(set(lost) - weeded):
        yield f"{lost[entry]} är borta utan gallring i liggaren."
