"""Canonical JSON: one value, one row of bytes (RFC 8785 for the types we allow; no floats)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

type_error = "canonical JSON holds only text, whole numbers, true, false, null, lists and objects"
Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> bytes:
    """UTF-8 bytes with keys sorted by UTF-16 code unit, no white space. Raises TypeError for other types,
    UnicodeEncodeError for half a surrogate pair."""
    # For ASCII keys Python's own order is the same, and much faster.
    plain = _check(value)
    ordered = value if plain else _sorted(value)
    return json.dumps(
        ordered, ensure_ascii=False, separators=(",", ":"), sort_keys=plain, default=dict
    ).encode()


def _check(value: object) -> bool:
    """Whether every key is ASCII. Raises TypeError for what canonical JSON does not hold."""
    if value is None or isinstance(value, bool | int | str):
        return True
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError(type_error)
        inner = [_check(one) for one in value.values()]  # every one is checked, whatever the first says
        return all(inner) and all(key.isascii() for key in value)
    if isinstance(value, list | tuple):
        inner = [_check(one) for one in value]
        return all(inner)
    raise TypeError(type_error)


def _sorted(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda k: k.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(inner) for inner in value]
    return value
