"""Blanking, foreign JSON, foreign HTML: bytes in, the least possible changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.connectors.base import ConnectorError
from liggaren.connectors.blanking import blank_keys, blank_secrets, key_rule, spellings
from liggaren.connectors.moments import moment
from liggaren.connectors.plain_text import pictures, plain_text
from liggaren.connectors.raw_json import item_slice, read_json

RULE = key_rule("ip", "email")
TREE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["ip", "email", "text", '"ip": "1"', "a\\"]), inner, max_size=4)
    ),
    max_leaves=20,
)


def emptied(value: object) -> object:
    if isinstance(value, list):
        return [emptied(inner) for inner in value]
    if isinstance(value, dict):
        is_plain = lambda inner: isinstance(inner, str | int) and not isinstance(inner, bool)  # noqa: E731
        return {
            key: "" if key in ("ip", "email") and is_plain(inner) else emptied(inner)
            for key, inner in value.items()
        }
    return value


@given(value=TREE, ascii_only=st.booleans())
def test_only_the_named_values_are_emptied(value: object, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert json.loads(blank_keys(body, RULE).decode("utf-8", "surrogatepass")) == emptied(value)


def test_what_a_person_wrote_about_a_key_stays() -> None:
    body = rb'{"text":"min \"ip\": \"1.2.3.4\" och ip","ip":"192.0.2.1","n":1.50}'
    assert blank_keys(body, RULE) == rb'{"text":"min \"ip\": \"1.2.3.4\" och ip","ip":"","n":1.50}'


def test_a_long_value_is_blanked_at_once() -> None:
    assert blank_keys(b'{"ip":"' + b"\\\\" * 200_000 + b'"}', RULE) == b'{"ip":""}'
    assert blank_keys(b'{"ip":"' + b"\\\\" * 200_000, RULE).startswith(b'{"ip":"\\')


def test_an_echoed_token_goes_in_every_spelling() -> None:
    body = b"redaktion:abc def ghi / cmVkYWt0aW9uOmFiYyBkZWYgZ2hp / abc def ghi / redaktion"
    assert blank_secrets(body, spellings("redaktion:abc def ghi")) == b" /  /  / redaktion"
    assert blank_secrets(b"abc", ["", "a"]) == b"abc"


def test_a_slice_keeps_fractions_and_lone_surrogates_as_they_came() -> None:
    value = read_json(b'{"b": 1.10, "a": "\\ud800 \\u0000 \xc3\xa5", "c": 10000000000000000000000}')
    sliced = item_slice(value)
    assert sliced == b'{"a":"\\ud800 \\u0000 \xc3\xa5","b":"1.10","c":10000000000000000000000}'
    assert json.loads(sliced)["a"] == "\ud800 \0 å"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b"NaN", b'{"a":Infinity}', b"[" * 100_000, b"\xff\xfe", b"1" * 5000]
)
def test_what_is_not_json_is_a_clear_error(body: bytes) -> None:
    with pytest.raises(ConnectorError, match="går inte att läsa"):
        item_slice(read_json(body))


def test_html_becomes_the_words_that_are_seen() -> None:
    markup = "<!-- x --><p>Hej\n  <b>du</b> 5 &lt; 6 &amp; å</p><script>x()</script><p>Andra<br>raden</p>"
    assert plain_text(markup) == "Hej du 5 < 6 & å\n\nAndra\nraden"
    assert plain_text("a\n b  c", keep_lines=True) == "a\nb  c"
    assert plain_text("5 < 6 och <3") == "5 < 6 och <3"


def test_only_pictures_on_the_web_are_named() -> None:
    markup = '<img src="https://x.example/a.png" alt="En å"><img src="data:image/png;base64,AA"><img>'
    assert pictures(markup) == [("https://x.example/a.png", "En å")]


def test_times_that_are_none_are_none() -> None:
    for junk in (None, "", "0000-00-00T00:00:00", "i går", 7, "2026-13-01T00:00:00"):
        assert moment(junk) is None
    assert str(moment("2026-07-01T12:00:00")) == "2026-07-01 12:00:00+00:00"
    assert str(moment("2026-07-01T12:00:00+02:00")) == "2026-07-01 10:00:00+00:00"
