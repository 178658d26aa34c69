"""Last chapter: the half-year's snapshot, and a proof that a stranger checks without us (G6, G5.6)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from liggaren.archive import evidence
from liggaren.archive import queries as kept
from liggaren.archive import services as archive
from liggaren.config import checking
from liggaren.config.cli.verify import VERDICTS
from liggaren.config.tour.steps import Steps
from liggaren.config.tour.town import Town
from liggaren.ledger import queries as ledger
from liggaren.ledger.verify import verify_bytes
from liggaren.lib import clock, dates
from liggaren.moderation.models import Removal
from liggaren.register.models import Account


def snapshot(steps: Steps, town: Town, account: Account, out: Path) -> None:
    """Make, validate, deliver, receive."""
    made = archive.make_snapshot(account=account, period=dates.half_year(clock.now()), by=town.information)
    volume = kept.pdfs(made)[0]
    (out / "snapshot.pdf").write_bytes(kept.content(volume))
    result = made.validation.get("result")
    steps.add(
        "G6.1", "halvårets ögonblicksbild har inläggen, ändringen och det borttagna, utan dess innehåll",
        f"{volume.pages} sidor, {made.counts['posts']} inlägg, {made.counts['comments']} kommentarer, "
        f"{made.counts['edited']} ändrade, {made.counts['removed']} borttagna.",
        bool(made.counts["posts"] and made.counts["edited"] and made.counts["removed"]),
    )  # fmt: skip
    verdict = {"valid": True, "invalid": False}.get(str(result))
    words = "Giltig enligt veraPDF." if verdict else str(made.validation.get("reason") or result)
    steps.add("G6.2", "ögonblicksbilden är PDF/A-2u", words, verdict)
    if verdict is False:
        return
    accepted = None if verdict else town.archivist
    delivery = archive.deliver(snapshot=made, by=town.information, accepted_by=accepted)
    archive.receive(delivery=delivery, by=town.archivist)
    made.refresh_from_db()
    steps.add(
        "G6.3", "arkivarien har fått leveransen och kvitterat", f"Läge {made.get_state_display()}.",
        made.state == "received",
    )  # fmt: skip


def prove(steps: Steps, removal: Removal, out: Path) -> None:
    """Build the evidence file, check it as a stranger would, tamper with it, and check the whole log."""
    data = evidence.build(removal)
    (out / evidence.file_name(removal)).write_bytes(data)
    key = ledger.public_key()
    (out / "log.pub").write_text(key + "\n")
    held = verify_bytes(data, key)
    steps.add(
        "G5.6", "en främling prövar beviset med nyckeln: det håller",
        f"{VERDICTS[held.outcome]} {len(held.steps)} steg prövade.", held.outcome == "holds",
    )  # fmt: skip
    alone = verify_bytes(data, None)
    steps.add(
        "G5.6",
        "utan nyckel sägs aldrig att det håller",
        VERDICTS[alone.outcome],
        alone.outcome == "whole_not_confirmed",
    )
    forged = verify_bytes(_tampered(data), key)
    steps.add("G5.6", "en ändrad fil avslöjas", VERDICTS[forged.outcome], forged.outcome == "fails")
    checks = checking.everything()
    bad = [found.title for found in checks if not found.ok]
    text = " ".join(f"{found.title}: {found.text}" for found in checks)
    steps.add("G5.6", "hela loggen härleds om, varje original läses och rollerna stämmer", text, not bad)


def _tampered(data: bytes) -> bytes:
    """The same file with one letter of one slice changed, as a careful forger would pack it."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("slices/"):
                content = content.replace(b"idiot", b"iduot")
            new.writestr(info, content)
    return changed.getvalue()
