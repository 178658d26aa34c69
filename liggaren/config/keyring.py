"""Whether the key files are those that this database was sealed with: asked at each start, and by `check`.

A key that is missing is only made new while nothing was ever sealed with it. The most ordinary mistake of a
restore is to forget the keys' own backup; a new key in its place would seal on, and make the old unreadable.
Nothing here makes or changes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

BACK = "Lägg tillbaka den från säkerhetskopian av nycklarna. Inget är ändrat."


def problems() -> Iterator[str]:
    """What is wrong with the keys, one Swedish sentence each; nothing when all fit."""
    for path, title, used, fits in _keys():
        if said := _problem(Path(path), title, used, fits):
            yield said


def _keys() -> tuple[tuple[Path, str, Callable[[], int], Callable[[], bool]], ...]:
    return (
        (settings.LEDGER_KEY_FILE, "Loggens nyckel", _checkpoints, _log_key_fits),
        (settings.VAULT_KEY_FILE, "Originalens nyckel", _blobs, _vault_key_fits),
        (settings.CUSTODY_KEY_FILE, "Förvarets nyckel", _deposits, _custody_key_fits),
    )


def _problem(path: Path, title: str, used: Callable[[], int], fits: Callable[[], bool]) -> str:
    if not path.exists():
        count = used()
        return f"{title} saknas: {path}. Databasen har {count} saker som behöver den. {BACK}" if count else ""
    if path.stat().st_mode & 0o077:
        return f"{title} {path} kan läsas av andra. Kör: chmod 600 {path}"
    try:
        sound = fits()
    except PermissionError:
        return f"{title} {path} går inte att läsa av den användare som Liggaren körs som."
    except (RuntimeError, ValueError, OSError):
        return f"{title} {path} är tom eller skadad. {BACK}"
    return "" if sound else f"{title} {path} är en annan än den som databasen är gjord med. {BACK}"


def _checkpoints() -> int:
    from liggaren.ledger.models import Checkpoint

    return Checkpoint.objects.count()


def _log_key_fits() -> bool:
    from liggaren.ledger import keys, notes, queries

    latest = queries.latest_checkpoint()
    private = keys.private_key(settings.LEDGER_KEY_FILE)
    if latest is None:
        return True
    # Under the name that the log had then: a changed domain is not a changed key.
    origin = notes.parse_checkpoint(latest.note).origin
    return notes.is_signed_by(latest.note, keys.verifier_key(private, origin))


def _blobs() -> int:
    from liggaren.vault.models import Blob, BlobState

    return Blob.objects.filter(state=BlobState.LIVE).count()


def _vault_key_fits() -> bool:
    from liggaren.vault import boxes
    from liggaren.vault.models import Blob, BlobState

    boxes.file_key(settings.VAULT_KEY_FILE)
    row = Blob.objects.filter(state=BlobState.LIVE).order_by("made_at").first()
    return row is None or boxes.key_fits(row.pk, bytes(row.wrapped_key or b""))


def _deposits() -> int:
    from liggaren.custody.models import Deposit

    return Deposit.objects.count()


def _custody_key_fits() -> bool:
    from liggaren.custody import envelope, keys, services
    from liggaren.custody.models import Deposit

    ring = keys.read()
    row = Deposit.objects.order_by("-deposited_at").first()
    if row is None:
        return True
    try:
        envelope.open_(bytes(row.sealed), services.place(row), ring)
    except envelope.WillNotOpen:
        return False
    return True
