"""One box for each blob: AES-256-GCM under a key of its own, that key locked by the vault's file key."""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from liggaren.lib.hashing import sha256_hex

CONTENT = b"liggaren-vault-content/1"
KEY = b"liggaren-vault-key/1:"
NONCE_BYTES = 12


class CannotOpen(Exception):
    """The ciphertext or its key is not what was stored."""


class UnsafeKey(RuntimeError):
    """The vault's key file can be read by others, or is not a key."""


@dataclass(frozen=True)
class Box:
    """A ciphertext (nonce first), its name, and its own key locked for that name."""

    name: str
    ciphertext: bytes
    wrapped_key: bytes


def seal(data: bytes) -> Box:
    """Encrypt under a fresh key. Its name is the ciphertext's SHA-256: equal contents get unequal names."""
    key = AESGCM.generate_key(bit_length=256)
    ciphertext = _encrypt(key, data, CONTENT)
    name = sha256_hex(ciphertext)
    return Box(name, ciphertext, _encrypt(file_key(settings.VAULT_KEY_FILE), key, KEY + name.encode()))


def open_box(name: str, ciphertext: bytes, wrapped_key: bytes) -> bytes:
    """The plain bytes. Raises CannotOpen for any change in name, ciphertext or key."""
    if sha256_hex(ciphertext) != name:
        raise CannotOpen("the ciphertext is not the one that was named")
    key = _decrypt(file_key(settings.VAULT_KEY_FILE), wrapped_key, KEY + name.encode())
    return _decrypt(key, ciphertext, CONTENT)


def key_fits(name: str, wrapped_key: bytes) -> bool:
    """Whether the vault's key file is the one that locked this blob's key; the content is not read."""
    try:
        _decrypt(file_key(settings.VAULT_KEY_FILE), wrapped_key, KEY + name.encode())
    except CannotOpen:
        return False
    return True


def _encrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to)


def _decrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("the box does not open") from error


@lru_cache(maxsize=4)
def file_key(path: Path) -> bytes:
    """The 32 bytes in `path`, made with mode 0600 if missing. Raises UnsafeKey."""
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise UnsafeKey(f"{path} can be read by others; run: chmod 600 {path}")
    key = base64.b64decode(path.read_text().strip())
    if len(key) != 32:
        raise UnsafeKey(f"{path} holds no key")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write(base64.b64encode(AESGCM.generate_key(bit_length=256)).decode() + "\n")
        out.flush()
        os.fsync(out.fileno())
    # link, not rename: of two that start at once, the first one's key stays.
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
