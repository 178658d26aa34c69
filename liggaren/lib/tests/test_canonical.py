"""Canonical JSON: one value, one row of bytes (RFC 8785 for the types we allow)."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.lib.canonical import canonical

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def by_utf16(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: by_utf16(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    return [by_utf16(inner) for inner in value] if isinstance(value, list) else value


@given(VALUES)
def test_every_value_is_read_back_and_its_keys_stand_in_utf16_order(value: Any) -> None:
    data = canonical(value)
    assert json.loads(data) == value
    assert data == json.dumps(by_utf16(value), ensure_ascii=False, separators=(",", ":")).encode()
    assert canonical(json.loads(data)) == data


def test_keys_beyond_the_basic_plane_sort_before_private_use_as_utf16_does() -> None:
    assert canonical({"\ue000": 1, "😀": 2, "a": 3}) == '{"a":3,"😀":2,"\ue000":1}'.encode()


def test_tuples_and_other_mappings_are_written_as_lists_and_objects() -> None:
    assert canonical(MappingProxyType({"b": (1, 2), "a": MappingProxyType({"å": None})})) == (
        '{"a":{"å":null},"b":[1,2]}'.encode()
    )
    assert canonical(MappingProxyType({"b": (), "a": MappingProxyType({})})) == b'{"a":{},"b":[]}'


@pytest.mark.parametrize("value", [1.0, float("nan"), b"x", {1}, object(), {1: 2}, {None: 1}, [{"a": 1.5}]])
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical({"a": "\ud800"})
