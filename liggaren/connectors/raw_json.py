"""Foreign JSON in, and each item's own canonical bytes out.

Fractions are kept as the text they were written with, so that no digit is changed; lone surrogates, which
JSON can carry and UTF-8 cannot, are written as the escapes they came as.
"""

from __future__ import annotations

import json
from typing import Any

from liggaren.connectors.base import ConnectorError, Mending
from liggaren.lib.canonical import canonical

UNREADABLE = "Svaret går inte att läsa som JSON."


def read_json(body: bytes) -> Any:
    """The value. Raises ConnectorError(NEVER) for what is not JSON or is too deep to read."""
    try:
        return json.loads(body, parse_float=str, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ConnectorError(UNREADABLE, mending=Mending.NEVER) from error


def item_slice(value: Any) -> bytes:
    """The value's canonical bytes: what its leaf commits to. Same value, same bytes."""
    try:
        return canonical(value)
    except UnicodeEncodeError:
        words = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return words.encode("utf-8", "backslashreplace")
    except RecursionError as error:
        raise ConnectorError(UNREADABLE, mending=Mending.NEVER) from error


def _no_constant(word: str) -> None:
    raise ValueError(word)
