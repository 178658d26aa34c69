"""The pictures of a version in its evidence: taken first, read back, and named when they are not there."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.capture import media
from liggaren.capture.media_models import MediaFile, MediaState
from liggaren.capture.models import Version
from liggaren.ledger import queries as ledger
from liggaren.lib.canonical import Json
from liggaren.lib.hashing import sha256_hex
from liggaren.vault import services as vault

PATIENCE = 8.0  # seconds: a removal waits no longer for pictures that nobody has asked for yet


@dataclass(frozen=True)
class Pictures:
    """`kept` are whole and sealed; `missing` has the place and the reason of every other one."""

    kept: tuple[MediaFile, ...]
    missing: tuple[tuple[int, str], ...]

    @property
    def entries(self) -> list[int]:
        return [file.entry_id for file in self.kept]

    def facts(self) -> dict[str, Json]:
        """As written in the verification and in its leaf; empty for a version without pictures."""
        if not self.kept and not self.missing:
            return {}
        return {
            "pictures": [{"position": file.position, "entry": file.entry_id} for file in self.kept],
            "pictures_missing": [{"position": at, "why": why} for at, why in self.missing],
        }


def gather(version: Version) -> Pictures:
    """Fetch what nobody has asked for yet, read every kept picture back and hold it against the log."""
    wanted = [position for position, _ in media.named(version)]
    if not wanted:
        return Pictures((), ())
    media.keep([version.pk], patience=PATIENCE)
    files = {file.position: file for file in MediaFile.objects.filter(version=version)}
    kept: list[MediaFile] = []
    missing: list[tuple[int, str]] = []
    for position in wanted:
        file = files.get(position)
        why = _fault(file)
        if file is None or why:
            missing.append((position, why))
        else:
            kept.append(file)
    return Pictures(tuple(kept), tuple(missing))


def _fault(file: MediaFile | None) -> str:
    """Why a picture cannot be counted on; empty when its bytes are those that the log commits to."""
    if file is None:
        return "waiting"
    if file.state != MediaState.KEPT or file.blob_id is None:
        return file.state
    try:
        data = vault.get(file.blob_id)
    except (vault.Gone, vault.Damaged):
        return "unreadable"
    return "" if ledger.record(file.entry_id).digests.get("media") == sha256_hex(data) else "changed"
