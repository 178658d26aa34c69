"""Re-reading every blob: what is changed, missing or untracked. Only `sweep` changes anything."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from liggaren.lib.hashing import sha256_hex
from liggaren.vault import boxes, files
from liggaren.vault.models import Blob, BlobState, Use

STEP = 500
ORPHAN_AGE = 86_400.0
"""A file without a row may belong to a transaction that has not ended; after a day it cannot."""


@dataclass
class Report:
    """Counts by state, and the names of what is wrong (as in Archivematica: changed, missing, untracked)."""

    live: int = 0
    destroyed: int = 0
    purged: int = 0
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    untracked: list[str] = field(default_factory=list)
    not_gone: list[str] = field(default_factory=list)
    still_used: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing changed, missing, still there after its end, or ended while somebody still needs it.

        An untracked file is noise, not a fault.
        """
        return not (self.changed or self.missing or self.not_gone or self.still_used)


def check() -> Report:
    """Read, hash and open every blob. Purged and destroyed ones count as such; their files must be gone."""
    report, last = Report(), ""
    while found := list(Blob.objects.filter(pk__gt=last).order_by("pk")[:STEP]):
        for row in found:
            _check_one(report, row)
        last = found[-1].pk
    ended = Use.objects.exclude(blob__state=BlobState.LIVE).order_by("blob_id")
    report.still_used = list(ended.values_list("blob_id", flat=True).distinct())
    report.untracked = [name for name in files.names() if not Blob.objects.filter(pk=name).exists()]
    return report


def _check_one(report: Report, row: Blob) -> None:
    if row.state == BlobState.LIVE:
        report.live += 1
        _read_again(report, row)
        return
    report.purged += row.state == BlobState.PURGED
    report.destroyed += row.state == BlobState.DESTROYED
    if row.wrapped_key is not None or row.ciphertext is not None or row.in_file and files.exists(row.pk):
        report.not_gone.append(row.pk)


def _read_again(report: Report, row: Blob) -> None:
    try:
        ciphertext = files.read(row.pk) if row.in_file else bytes(row.ciphertext or b"")
    except OSError:
        report.missing.append(row.pk)
        return
    if sha256_hex(ciphertext) != row.pk:
        (report.changed if ciphertext else report.missing).append(row.pk)
        return
    try:
        boxes.open_box(row.pk, ciphertext, bytes(row.wrapped_key or b""))
    except boxes.CannotOpen:
        report.changed.append(row.pk)


def sweep(*, older_than: float = ORPHAN_AGE) -> int:
    """Take away old files without a row and files of ended blobs; how many went. For the nightly job."""
    gone = 0
    for path in files.paths():
        row = Blob.objects.filter(pk=path.name).only("state").first()
        if row.state != BlobState.LIVE if row else _age(path) > older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
