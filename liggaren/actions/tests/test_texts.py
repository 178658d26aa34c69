"""What is checked in a text before it goes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.actions.texts import has_signature, judge_text, signed

ANNA = "Anna, badhuset Vågen"


@pytest.mark.clause("C3.1", "C4.1")
def test_a_text_without_signature_is_told_to_say_who_writes() -> None:
    verdict = judge_text("Vi öppnar kl. 10.", signature=ANNA)
    assert not verdict.is_signed and "Avsluta med vem du är" in verdict.problems[0]
    assert judge_text(signed("Vi öppnar kl. 10.", ANNA), signature=ANNA).ok


@pytest.mark.clause("C4.1")
def test_a_signature_already_there_is_not_added_twice_whatever_its_spacing() -> None:
    for text in (f"Hej\n\n{ANNA}", f"Hej {ANNA.upper()}  ", "Hej\nAnna,\n badhuset  Vågen"):
        assert has_signature(text, ANNA) and signed(text, ANNA) == text.strip()


def test_an_account_without_signature_asks_for_none() -> None:
    assert judge_text("Hej", signature="").ok and signed("Hej", "") == "Hej"


def test_too_long_says_by_how_much_and_empty_asks_for_words() -> None:
    assert "2 tecken för lång" in judge_text("å" * 12, signature="", limit=10).problems[0]
    assert judge_text(" \n", signature=ANNA).problems == ("Skriv ett svar",)


def test_a_composed_letter_counts_as_one() -> None:
    assert judge_text("a\u030a" * 10, signature="", limit=10).ok


@given(st.text(), st.text(min_size=1))
def test_a_signed_text_is_always_signed(text: str, signature: str) -> None:
    if signature.strip():
        assert has_signature(signed(text, signature), signature)
        assert signed(signed(text, signature), signature) == signed(text, signature)
