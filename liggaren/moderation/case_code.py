"""The secret of a follow link: 128 bits, spelled so that it can be read aloud (C5.4). No database.

Eight groups of five letters, consonant and vowel in turn (`bafog-…`): sixteen consonants carry four bits each
and four vowels two. A reader may write it with capitals, blanks or letters that sound alike.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from uuid import UUID

from django.conf import settings

CONSONANTS, VOWELS = "bdfghjklmnprstvx", "aeio"
BYTES, GROUP = 16, 5
# Letters that sound as one of ours, or that a hurried hand writes for it.
_HEARD_AS = str.maketrans({"z": "s", "c": "k", "q": "k", "w": "v", "u": "o", "å": "o", "ä": "e", "y": "i"})


def secret(case_id: UUID, edition: int) -> bytes:
    """The sixteen bytes of a case's link. Made with the house's key each time, never kept."""
    key = f"follow:{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{case_id}:{edition}".encode(), hashlib.sha256).digest()[:BYTES]


def spell(data: bytes) -> str:
    """Sixteen bytes as eight groups of five letters."""
    pairs = (data[at : at + 2] for at in range(0, len(data), 2))
    return "-".join(_group(int.from_bytes(pair, "big")) for pair in pairs)


def _group(number: int) -> str:
    shifts = ((12, CONSONANTS), (10, VOWELS), (6, CONSONANTS), (4, VOWELS), (0, CONSONANTS))
    return "".join(letters[(number >> shift) & (len(letters) - 1)] for shift, letters in shifts)


def read(text: str) -> str:
    """The code as `spell` writes it, from what a person typed or pasted; empty when it cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:400]).casefold().rstrip("/ ")
    letters = [sign for sign in plain.rpartition("/")[2].translate(_HEARD_AS) if sign.isalpha()]
    if len(letters) != BYTES // 2 * GROUP:
        return ""
    whole = "".join(letters)
    groups = [whole[at : at + GROUP] for at in range(0, len(whole), GROUP)]
    return "-".join(groups) if all(map(_is_group, groups)) else ""


def _is_group(group: str) -> bool:
    return all(sign in (VOWELS if at % 2 else CONSONANTS) for at, sign in enumerate(group))


def digest(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(f"follow:{code}".encode()).hexdigest()


def link(code: str) -> str:
    """The whole address that a citizen follows."""
    return f"{settings.BASE_URL}/folj/{code}/"
