"""Canonical JSON: one value, one row of bytes (RFC 8785 for the types we allow; no floats)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

type_error = "canonical JSON holds only text, whole numbers, true, false, null, lists and objects"
Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> bytes:
    """UTF-8 bytes with keys sorted by UTF-16 code unit, no white space. Raises TypeError for other types."""
    _check(value)
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":")).encode()


def _check(value: object) -> None:
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(type_error)
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise TypeError(type_error)


def _sorted(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda k: k.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(inner) for inner in value]
    return value
