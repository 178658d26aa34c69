"""Sensitive matters by word, and who is named beside them: what is proposed, and how surely."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.lib.signs import Confidence, Finding, Kind, Own
from liggaren.moderation.signs import may_be_secret, read_signs

TODAY = date(2026, 11, 24)


def read(text: str) -> tuple[Finding, ...]:
    return read_signs(text, TODAY, Own())


@pytest.mark.clause("C7.4")
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Kalle i 4B har ju adhd, det vet alla", "ord-halsa"),
        ("Vet ni att Anna Svensson har fått sin diagnos?", "ord-halsa"),
        ("Det var soc som tog Elsas barn", "ord-social"),
        ("Stina på Björkskolan blir mobbad", "ord-skola"),
        ("Jonas Lindberg är dömd för misshandel", "ord-brott"),
        ("Kronofogden var hos Göran i går", "ord-ekonomi"),
        ("Maria har skyddad identitet och bor där", "ord-skydd"),
        ("198501012382 har fått LVU", "ord-social"),
        ("Sjukskrivningen för Eva är ett skämt", "ord-halsa"),
        ("Orosanmälningarna om Lisa hopar sig", "ord-social"),
    ],
)
def test_someone_named_beside_a_sensitive_word_is_high(text: str, rule: str) -> None:
    found = [one for one in read(text) if one.kind == Kind.SENSITIVE]
    assert (rule, Confidence.HIGH) in [(one.rule, one.confidence) for one in found]
    assert may_be_secret(read(text))


@pytest.mark.clause("C7.4")
@pytest.mark.parametrize(
    "text",
    ["Min son har adhd", "Hon är gravid igen", "Eleven får inget åtgärdsprogram", "De har skyddad identitet"],
)
def test_someone_pointed_out_is_proposed_and_not_flagged(text: str) -> None:
    assert [one.confidence for one in read(text)] == [Confidence.MEDIUM]
    assert not may_be_secret(read(text))


@pytest.mark.parametrize(
    "text",
    ["Vad kostar hemtjänsten?", "När öppnar vårdcentralen?", "Tack Anna för fina böcker!",
     "Hur söker man LSS?",
     "Utebadet öppnar på lördag.", "Medicinska museet är stängt", "Bra jobbat allihop"],
)  # fmt: skip
def test_an_everyday_question_gives_no_proposal(text: str) -> None:
    assert read(text) == ()


@pytest.mark.clause("C7.3")
def test_a_persons_number_is_flagged_and_a_phone_number_is_only_proposed() -> None:
    assert may_be_secret(read("850101-2382 är en tjuv"))
    phone = read("Ring 070-174 06 05")
    assert [one.kind for one in phone] == [Kind.PHONE] and not may_be_secret(phone)


def test_an_organisations_number_is_no_proposal() -> None:
    assert read("Vårt nummer är 556016-0680") == ()


def test_no_reason_repeats_a_word_of_the_text() -> None:
    text = "Kalle Svensson 850101-2382 har adhd"
    for one in read(text):
        assert not {"kalle", "svensson", "adhd", "850101-2382"} & set(one.reason.lower().split())


WORDS = st.sampled_from(
    [
        "Kalle",
        "Svensson",
        "adhd",
        "soc",
        "diagnos",
        "hon",
        "850101-2382",
        "070-174 06 05",
        ".",
        " ",
        "\n",
        "skyddad",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join)))
def test_any_text_gives_spans_inside_it_apart_and_the_same_twice(text: str) -> None:
    found = read(text)
    assert found == read(text)
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        at = one.end


@pytest.mark.parametrize(
    "unit", ["a", "Kalle ", "adhd ", "Kalle har adhd. ", "skyddad ", "hon ", "850101-2382 soc "]
)
def test_a_hundred_thousand_signs_take_less_than_a_second(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    before = time.process_time()
    read(text)
    assert time.process_time() - before < 1


def test_a_hundred_thousand_signs_of_words_that_are_all_different_too() -> None:
    letters = "abdefghiklmnoprstuvåäö"
    words = (f"{a}{b}{c}{d}heten" for a in letters for b in "aeiouå" for c in letters for d in letters)
    text = " ".join(words)[:100_000]
    before = time.process_time()
    read(text)
    assert time.process_time() - before < 1
