"""The keys that seal custody's keys: one file outside the database, for its owner's eyes only."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from django.conf import settings


class KeyProblem(RuntimeError):
    """The key file is missing, can be read by others, or is not a key file.

    Says what to do, never what is in it.
    """


def current() -> tuple[int, bytes]:
    """The number and the 32 bytes of the key that seals now: the file's last."""
    ring = read()
    newest = max(ring)
    return newest, ring[newest]


def read(path: Path | None = None) -> dict[int, bytes]:
    """All keys by number. Raises KeyProblem for a missing, world-readable or broken file."""
    path = path or Path(settings.CUSTODY_KEY_FILE)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as missing:
        raise KeyProblem(f"{path} is missing; put it back from where keys are kept") from missing
    if mode & 0o077:
        raise KeyProblem(f"{path} can be read by others; run: chmod 600 {path}")
    try:
        rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
        ring = {int(number): base64.urlsafe_b64decode(key) for number, key in rows}
    except ValueError as broken:
        raise KeyProblem(f"{path} is not a key file") from broken
    if not ring or any(len(key) != 32 for key in ring.values()):
        raise KeyProblem(f"{path} is not a key file")
    return ring


def make(path: Path | None = None) -> None:
    """Make the file with one key, 0600, unless it exists; of two that start at once, the first one's
    stays.
    """
    path = path or Path(settings.CUSTODY_KEY_FILE)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write(f"1 {base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
