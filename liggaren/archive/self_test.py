"""Two small files of our own that a validator must tell apart before it is believed: one sound, one
broken.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from liggaren.archive import pdf
from liggaren.archive.document import Sealing, SnapshotDocument
from liggaren.archive.fonts import embedded

CLAIM, BROKEN = b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:part>9</pdfaid:part>"  # same length


@cache
def _good() -> bytes:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    document = SnapshotDocument(
        account="Prov",
        platform="Prov",
        address="https://prov.example/",
        holder="Prov",
        board="",
        unit="",
        starts=date(2026, 1, 1),
        ends=date(2026, 1, 1),
        label="Prov",
        sealing=Sealing(origin="prov.example", size=0, root="", signed_at=made, key="prov"),
        threads=(),
    )
    return next(pdf.make(document, fonts=embedded())).data


def files(folder: Path) -> tuple[Path, Path]:
    """The good and the broken file, written in `folder`. Raises ValueError if the good one cannot be
    broken.
    """
    good, bad = folder / "good.pdf", folder / "bad.pdf"
    if _good().count(CLAIM) != 1:
        raise ValueError("the self-test's file has no single claim to break")
    good.write_bytes(_good())
    bad.write_bytes(_good().replace(CLAIM, BROKEN))
    return good, bad
