"""Text made fit for the database: only what it cannot hold is replaced (design 4, Text)."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.lib.cleaning import clean, clean_bytes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hej",
        "\u202eomvänt",
        "noll\u200bbredd",
        "<script>alert(1)</script>",
        "👩\u200d👧\u200d👦" * 500,
        "å" * 100_000,
        "\t\n\x07",
    ],
)
def test_what_can_be_stored_is_kept_sign_for_sign(text: str) -> None:
    assert clean(text).text == text
    assert not clean(text).was_cleaned


def test_nul_and_half_surrogates_are_replaced_and_it_is_said() -> None:
    found = clean("a\x00b\ud83dc")
    assert (found.text, found.was_cleaned) == ("a\ufffdb\ufffdc", True)


def test_a_surrogate_pair_becomes_the_sign_it_stands_for() -> None:
    assert clean("\ud83d\ude00").text == "😀"


def test_broken_utf8_is_replaced_and_it_is_said() -> None:
    assert clean_bytes(b"hej \xff\xc3").was_cleaned
    assert clean_bytes("hej å".encode()) == clean("hej å")


@pytest.mark.django_db
@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_every_cleaned_text_is_stored_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text", [once])
        assert cursor.fetchone() == (once,)
