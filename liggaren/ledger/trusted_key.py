"""The key that a stranger trusts, read from a file of theirs. A bad key says nothing of any evidence."""

from __future__ import annotations

from pathlib import Path

from liggaren.ledger import notes
from liggaren.lib import bounded_files

MAX_BYTES = 10_000


class BadKey(ValueError):
    """The trusted key cannot be read; the message is Swedish. It says nothing of any file."""


def is_key(text: str) -> bool:
    """Whether the text is a key line."""
    try:
        notes.parse_key(text)
    except notes.BadNote:
        return False
    return True


def read_key(path: Path) -> str:
    """The key line in a file. Raises BadKey when the file, or what it holds, is no key."""
    try:
        text = bounded_files.read(path, most=MAX_BYTES).decode().strip()
        notes.parse_key(text)
    except bounded_files.NotRead as error:
        raise BadKey(f"Nyckeln {path} gick inte att läsa: {error}.") from error
    except (UnicodeDecodeError, notes.BadNote) as error:
        raise BadKey(
            f"Nyckeln {path} gick inte att läsa: filen ska innehålla en rad, namn+kod+nyckel."
        ) from error
    return text
