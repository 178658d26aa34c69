"""Text made fit for a database column; the bytes stay the truth (design 4, Text)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# PostgreSQL's text holds neither NUL nor half a surrogate pair. Everything else is kept, bidi marks too.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Cleaned:
    """The storable text, and whether anything had to be replaced."""

    text: str
    was_cleaned: bool


def clean(text: str) -> Cleaned:
    """Join whole surrogate pairs; put U+FFFD for each NUL and lone surrogate. All else is kept as it is."""
    joined = _join_pairs(text)
    kept = _UNSTORABLE.sub(REPLACEMENT, joined)
    return Cleaned(kept, kept != text)


def clean_bytes(data: bytes) -> Cleaned:
    """The same for bytes that should be UTF-8: broken sequences become U+FFFD."""
    text = data.decode("utf-8", "replace")
    cleaned = clean(text)
    return Cleaned(cleaned.text, cleaned.text.encode() != data)


def _join_pairs(text: str) -> str:
    if re.search("[\ud800-\udbff][\udc00-\udfff]", text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
