"""Identifiers by checksum and form: the published vectors, what must not hit, and any text at all."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.lib.signs import (
    Confidence,
    Kind,
    Own,
    find_identifiers,
    giros,
    organisation_numbers,
    personal_numbers,
    to_mask,
    without_identifiers,
)

NEW_YEAR = date(2026, 1, 1)
ONE = "198501012382"


@pytest.mark.clause("C7.3")
@pytest.mark.parametrize(
    ("written", "born", "woman", "coordination"),
    [
        ("198501012382", date(1985, 1, 1), True, False),
        ("850101-2382", date(1985, 1, 1), True, False),
        ("198501012390", date(1985, 1, 1), False, False),
        ("189001019802", date(1890, 1, 1), True, False),
        ("900101+9802", date(1890, 1, 1), True, False),
        ("090527+1474", date(1909, 5, 27), False, False),
        ("090121+9931", date(1909, 1, 21), False, False),
        ("200002292399", date(2000, 2, 29), False, False),
        ("000405-9937", date(2000, 4, 5), False, False),
        ("460823-9986", date(1946, 8, 23), True, False),
        ("570428-9999", date(1957, 4, 28), False, False),
        ("730288-9931", date(1973, 2, 28), False, True),
        ("210791-9967", date(2021, 7, 31), True, True),
    ],
)
def test_published_test_numbers_hold(written: str, born: date, woman: bool, coordination: bool) -> None:
    found = personal_numbers.read(written, NEW_YEAR)
    assert found is not None
    assert (found.born, found.is_woman, found.is_coordination) == (born, woman, coordination)


@pytest.mark.clause("C7.3")
@pytest.mark.parametrize(
    "written",
    [
        "700428-9895", "420566-9899", "600430-9886", "721086-9924", "850101-2383",  # the checksum
        "150916-0006",  # serial 000
        "556016-0680", "857209-0606", "802005-1952",  # organisations
        "850230-2382", "000101-T220", "2382", "", "99850101-2382",
    ],
)  # fmt: skip
def test_what_is_no_personal_number_is_none(written: str) -> None:
    assert personal_numbers.read(written, NEW_YEAR) is None


def test_interim_numbers_are_read_only_when_asked_for() -> None:
    assert personal_numbers.read("000101-T220", NEW_YEAR, interim=True) is not None
    assert not list(personal_numbers.find("000101-T220", NEW_YEAR))


def test_the_century_depends_on_the_day_of_reference() -> None:
    written = "210791-9967"
    assert personal_numbers.read(written, date(2020, 1, 1)).born == date(1921, 7, 31)  # type: ignore[union-attr]
    assert personal_numbers.read(written, NEW_YEAR).born == date(2021, 7, 31)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("Han är 198501012382 tror jag", Confidence.HIGH),
        ("Han är 850101 2382 tror jag", Confidence.HIGH),
        ("Han är 850101–2382.", Confidence.HIGH),
        ("Han är 8501012382.", Confidence.MEDIUM),
        ("Han är 850101-XXXX.", Confidence.LOW),
    ],
)
def test_confidence_follows_how_it_is_written(text: str, confidence: Confidence) -> None:
    (found,) = find_identifiers(text, NEW_YEAR)
    assert (found.kind, found.confidence) == (Kind.PERSONAL_NUMBER, confidence)
    assert text[found.start : found.end].startswith(("1985", "8501"))


@pytest.mark.parametrize(
    "written",
    ["556016-0680", "857209-0606", "802005-1952", "802005-7538", "802406-2302", "855104-0721", "802014-4120",
     "165560160680", "SE556016068001"],
)  # fmt: skip
def test_organisation_numbers_are_told_apart(written: str) -> None:
    (found,) = find_identifiers(f"Vårt nummer är {written}.", NEW_YEAR)
    assert found.kind == Kind.ORGANISATION_NUMBER
    assert not to_mask([found])


def test_a_number_with_a_wrong_checksum_is_no_organisations() -> None:
    assert not list(organisation_numbers.find("802005-1953"))
    assert not list(organisation_numbers.find("850101-2382"))


@pytest.mark.parametrize(
    "written",
    ["070-174 06 05", "0701740699", "+46 70 174 06 05", "+46 (0)70-174 06 05", "0046701740605",
     "070/174 06 05",
     "08-465 004 00", "(08) 465 004 00", "031-390 06 00", "040-628 04 99", "0980-319 200", "+47 22 22 55 55",
     "070 – 174 06 05"],
)  # fmt: skip
def test_phone_numbers_are_found_as_they_are_written(written: str) -> None:
    text = f"Ring {written} i kväll, 12 personer kommer"
    (found,) = find_identifiers(text, NEW_YEAR)
    assert found.kind == Kind.PHONE
    assert text[found.start : found.end] == written


def test_what_follows_a_phone_number_is_not_part_of_it() -> None:
    text = "Ring 070-174 06 05 12 december"
    (found,) = find_identifiers(text, NEW_YEAR)
    assert text[found.start : found.end] == "070-174 06 05"


@pytest.mark.parametrize(
    "text",
    ["Ring 112", "Ring 114 14", "1177 vet", "113 13", "020-91 90 90", "0771-567 567",
     "den 09-12-2026", "08-12-2026",
     "2026-11-24 kl 08.00-16.30", "kostar 1 000 000 kr", "2024-2026", "Kl 18:30", "Gislaved vann 3:1",
     "sidan 12-14", "0-0 i paus", "TEL 010", "order 1234567890"],
)  # fmt: skip
def test_everyday_numbers_are_left_alone(text: str) -> None:
    assert not to_mask(find_identifiers(text, NEW_YEAR))


def test_the_municipalitys_own_are_not_personal_data() -> None:
    text = "Ring 0980-319 200 eller skriv till badet@bad.exempelkoping.example"
    own = Own(numbers=("0980-31",), domains=("exempelkoping.example",))
    assert len(find_identifiers(text, NEW_YEAR)) == 2
    assert not find_identifiers(text, NEW_YEAR, own)


@pytest.mark.parametrize(
    ("text", "kind", "confidence"),
    [
        ("Skriv till kim.exempel+bad@post.example nu", Kind.EMAIL, Confidence.HIGH),
        ("Hålet på Storgatan 4 är djupt", Kind.STREET, Confidence.MEDIUM),
        ("Han bor på Södra Björkvägen 12 B", Kind.STREET, Confidence.HIGH),
        ("Det gäller Skoby Berga 1:2", Kind.PROPERTY, Confidence.MEDIUM),
        ("Det gäller Sollefteå Näsåker 20:8.", Kind.PROPERTY, Confidence.MEDIUM),
        ("Det gäller Göteborg Nordstaden 17:5", Kind.PROPERTY, Confidence.MEDIUM),
        ("Bilen har ABC 123", Kind.PLATE, Confidence.HIGH),
        ("Han parkerar sin ABC12A där", Kind.PLATE, Confidence.HIGH),
        ("Volvo WER 84A", Kind.PLATE, Confidence.HIGH),
        ("ABC 123", Kind.PLATE, Confidence.LOW),
        ("Betala till bankgiro 160-9908", Kind.BANKGIRO, Confidence.MEDIUM),
        ("160-9908", Kind.BANKGIRO, Confidence.LOW),
        ("Swisha inte, plusgiro 4741-5", Kind.PLUSGIRO, Confidence.MEDIUM),
    ],
)
def test_other_identifiers_are_found_with_the_right_confidence(
    text: str, kind: Kind, confidence: Confidence
) -> None:
    assert [(one.kind, one.confidence) for one in find_identifiers(text, NEW_YEAR)] == [(kind, confidence)]


@pytest.mark.parametrize("text", ["Bilen IBC 123", "Bilen ABC 12O", "Bilen ABQ 123"])
def test_letters_that_no_plate_has_do_not_hit(text: str) -> None:
    assert not find_identifiers(text, NEW_YEAR)


def test_giro_numbers_need_their_checksum() -> None:
    assert giros.is_bankgiro("160-9908") and not giros.is_bankgiro("160-9909")
    assert giros.is_plusgiro("4741-5") and not giros.is_plusgiro("4741-6")


def test_no_reason_repeats_the_text() -> None:
    text = f"{ONE} 070-174 06 05 kim@post.example"
    for found in find_identifiers(text, NEW_YEAR):
        assert text[found.start : found.end] not in found.reason


def test_blanking_keeps_every_other_sign_in_its_place() -> None:
    text = f"Hon är {ONE}, ring 070-174 06 05."
    blank = without_identifiers(text, NEW_YEAR)
    assert len(blank) == len(text) and ONE not in blank and "174" not in blank
    assert blank.startswith("Hon är ") and blank.endswith(".")


ALPHABET = st.sampled_from(
    [*"0123456789-+ ()@.:/", "a", "Å", "b", "A", "Z", " ", "–", "x@y", "gatan ", "1985", "070"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(ALPHABET, max_size=300).map("".join)))
def test_any_text_gives_spans_inside_it_apart_and_the_same_twice(text: str) -> None:
    found = find_identifiers(text, NEW_YEAR)
    assert found == find_identifiers(text, NEW_YEAR)
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        at = one.end
    blank = without_identifiers(text, NEW_YEAR)
    assert without_identifiers(blank, NEW_YEAR) == blank or to_mask(find_identifiers(blank, NEW_YEAR))


@pytest.mark.parametrize(
    "unit",
    ["a", "0", "07", "1985", "Å", "Aa", "a@", "a.", "a@b.", "08-", "1:2", "A1 ", "Storgatan ", "Ab ", "+",
     "ABC 123 ",
     "070-174 06 05 ", "850101-2382 "],
)  # fmt: skip
def test_a_hundred_thousand_signs_take_less_than_a_second(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    before = time.process_time()
    find_identifiers(text, NEW_YEAR)
    assert time.process_time() - before < 1
