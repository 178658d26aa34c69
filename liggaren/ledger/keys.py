"""The log's signing key and the mark of what it last signed: two small files. No Django here."""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liggaren.ledger.notes import Head, VerifierKey


class UnsafeKey(RuntimeError):
    """The key file is readable by others, or is not a key."""


def private_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path` (base64 of 32 bytes), made with mode 0600 if missing. Raises UnsafeKey."""
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise UnsafeKey(f"{path} can be read by others; run: chmod 600 {path}")
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text().strip(), validate=True))
    except ValueError as error:
        raise UnsafeKey(f"{path} holds no signing key") from error


def verifier_key(private: Ed25519PrivateKey, origin: str) -> VerifierKey:
    """The public half under the log's name."""
    return VerifierKey(origin, private.public_key().public_bytes_raw())


def last_signed(path: Path) -> Head | None:
    """The head that was last signed and stored, as remembered outside the database; None before the first."""
    try:
        origin, size, root = _mark(path).read_text().splitlines()
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise UnsafeKey(f"{_mark(path)} cannot be read") from error
    return Head(origin, int(size), base64.b64decode(root))


def remember(path: Path, head: Head) -> None:
    """Keep the mark of a stored checkpoint, durably; an older head never replaces a newer one."""
    before = last_signed(path)
    if before is None or before.size < head.size:
        _write(_mark(path), head.text(), replace=True)


def _mark(path: Path) -> Path:
    return path.with_name(path.name + ".signed")


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    _write(path, base64.b64encode(raw).decode() + "\n", replace=False)


def _write(path: Path, text: str, *, replace: bool) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    if replace:
        draft.replace(path)
    else:
        # link, not rename: of two that start at once, the first one's key stays.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
