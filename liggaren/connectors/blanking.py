"""Byte-level rules that empty named values in an answer before it is sealed; all other bytes stay.

A quote inside a JSON string is always escaped, so a person who writes `"author_ip": "x"` in a comment is not
touched: only a key can match (RFC 8259 §7).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence

SHORTEST_SECRET = 6


def key_rule(*names: str) -> re.Pattern[bytes]:
    """A rule for the values of these keys, at any depth: text and numbers become `""`."""
    words = b"|".join(re.escape(name.encode("ascii")) for name in names)
    return re.compile(rb'("(?:' + words + rb')"\s*:\s*)(?:"(?:[^"\\]|\\.)*+"|-?[0-9][0-9.eE+-]*+)', re.DOTALL)


def blank_keys(body: bytes, rule: re.Pattern[bytes]) -> bytes:
    """The answer with the rule's values emptied."""
    return rule.sub(rb'\1""', body)


def blank_secrets(body: bytes, secrets: Iterable[str]) -> bytes:
    """The answer with our own credentials removed wherever a platform echoes them."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            body = body.replace(secret.encode(), b"")
    return body


def spellings(token: str) -> Sequence[str]:
    """A token as it may be echoed: whole, its password part, and as Basic credentials."""
    _, _, password = token.partition(":")
    basic = base64.b64encode(token.encode()).decode() if password else ""
    return [token, basic, password]
