"""Two small files of our own that a validator must tell apart before it is believed: one sound, one
broken.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from liggaren.archive import pdf
from liggaren.archive.document import Sealing, SnapshotDocument
from liggaren.archive.flavours import B1, U_UA, Flavour, U
from liggaren.archive.fonts import embedded

CLAIM = re.compile(rb"<pdfaid:part>[12]</pdfaid:part>")
BROKEN = b"<pdfaid:part>9</pdfaid:part>"  # same length


@cache
def _good(flavour: Flavour) -> bytes:
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
    return next(pdf.make(document, fonts=embedded(), wanted=B1.key if flavour is B1 else U.key)).data


def files(folder: Path, checks: tuple[str, ...] = ("2u", "ua1")) -> tuple[Path, Path]:
    """The good and the broken file of the kind that `checks` asks about, written in `folder`.

    Raises ValueError if the good one cannot be broken.
    """
    good, bad = folder / "good.pdf", folder / "bad.pdf"
    sound = _good(B1 if B1.checks == checks else U_UA)
    if len(CLAIM.findall(sound)) != 1:
        raise ValueError("the self-test's file has no single claim to break")
    good.write_bytes(sound)
    bad.write_bytes(CLAIM.sub(BROKEN, sound))
    return good, bad
