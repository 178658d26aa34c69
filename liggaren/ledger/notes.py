"""Signed notes, checkpoints, proofs as text: C2SP signed-note, tlog-checkpoint, tlog-proof. No Django."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
MAX_SIGNATURES = 16
MAX_NOTE = 100_000
MAX_PATH = 63
_SIGNATURE = re.compile(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_NAME = re.compile(r"[^\s+]+")


class BadNote(ValueError):
    """A text that is not the note, checkpoint, proof or key it should be."""


@dataclass(frozen=True)
class VerifierKey:
    """A log's public key: `name+hash+key` in text."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name || newline || 0x01 || public key)."""
        return key_id(self.name, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_encode(ED25519 + self.public)}"


@dataclass(frozen=True)
class Head:
    """What a checkpoint says: whose log, how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_encode(self.root)}\n"


@dataclass(frozen=True)
class Proof:
    """A leaf's place, its path, and the checkpoint it leads to."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str


def key_id(name: str, public: bytes) -> bytes:
    """The short identifier that stands before a signature (signed-note, Ed25519 signatures)."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def parse_key(text: str) -> VerifierKey:
    """Read a `name+hash+key` line. Raises BadNote."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise BadNote("a key is written name+hash+key")
    raw = _decode(parts[2])
    if len(raw) != 33 or raw[:1] != ED25519:
        raise BadNote("the key is not an Ed25519 key")
    key = VerifierKey(parts[0], raw[1:])
    if key.key_id.hex() != parts[1]:
        raise BadNote("the key's hash does not fit its name and key")
    return key


def sign(head: Head, private: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note, the origin being the key's name."""
    public = private.public_key().public_bytes_raw()
    signature = _encode(key_id(head.origin, public) + private.sign(head.text().encode()))
    return f"{head.text()}\n\u2014 {head.origin} {signature}\n"


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Text and (name, key id + signature) pairs of a note, by form only. Raises BadNote."""
    if len(note) > MAX_NOTE or any(sign < " " and sign != "\n" for sign in note):
        raise BadNote("the note is too long or holds control characters")
    text, gap, tail = note.rpartition("\n\n")
    if not gap or not text or not tail.endswith("\n"):
        raise BadNote("the note has no signatures")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise BadNote(f"the note has more than {MAX_SIGNATURES} signatures")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE.fullmatch(line)
    raw = _decode(found.group(2)) if found else b""
    if found is None or len(raw) < 5:
        raise BadNote("a signature line cannot be read")
    return found.group(1), raw


def parse_checkpoint(note: str) -> Head:
    """What a checkpoint says, its signatures unchecked. No extension lines. Raises BadNote."""
    lines = split_note(note)[0].split("\n")
    if len(lines) != 4 or not lines[0] or not _NUMBER.fullmatch(lines[1]):
        raise BadNote("the checkpoint is not origin, size and root")
    root = _decode(lines[2])
    if len(root) != 32:
        raise BadNote("the root is not 32 bytes")
    return Head(lines[0], int(lines[1]), root)


def is_signed_by(note: str, key: VerifierKey) -> bool:
    """Whether the key has signed the note. A false signature under its name and id makes it False."""
    text, signatures = split_note(note)
    ours = [raw[4:] for name, raw in signatures if name == key.name and raw[:4] == key.key_id]
    return bool(ours) and all(_verifies(key.public, signature, text.encode()) for signature in ours)


def _verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_proof(index: int, path: Sequence[bytes], checkpoint: str) -> str:
    """A `.tlog-proof` text."""
    lines = [PROOF_HEADER, f"index {index}", *(_encode(step) for step in path)]
    return "\n".join(lines) + "\n\n" + checkpoint


def parse_proof(text: str) -> Proof:
    """Read a `.tlog-proof` without extra data. Raises BadNote."""
    head, gap, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != PROOF_HEADER or len(lines) < 2 or len(lines) > MAX_PATH + 2:
        raise BadNote("the proof's form is unknown")
    if not lines[1].startswith("index ") or not _NUMBER.fullmatch(lines[1][6:]):
        raise BadNote("the proof has no index")
    path = tuple(_decode(line) for line in lines[2:])
    if any(len(step) != 32 for step in path):
        raise BadNote("a step of the path is not 32 bytes")
    return Proof(int(lines[1][6:]), path, checkpoint)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes:
    # Only the one canonical spelling: no white space, no stray bits in the last sign.
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("base64 cannot be read") from error
    if _encode(raw) != text:
        raise BadNote("base64 is not in its canonical form")
    return raw
