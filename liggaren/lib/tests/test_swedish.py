"""Swedish sorting and search: inflected forms meet, compounds are found by their parts (design 4)."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.lib import swedish

FORMS = """
badhus badhuset badhusen badhusets | skola skolan skolor skolorna skolans | ärende ärendet ärenden ärendena
cykel cykeln cyklar cyklarna | nummer numret numren | fönster fönstret fönstren | vatten vattnet
museum museet museer | väg vägen vägar vägarna | barn barnet barnen barnens | by byn byar byarna
sjö sjön sjöar | hus huset husen | stad staden städer städerna | bok boken böcker böckerna
ledamot ledamoten ledamöter ledamöterna | nyckel nyckeln nycklar | gata gatan gator gatorna
kommun kommunen kommunens kommuner | nämnd nämnden nämnder nämndernas | beslut beslutet besluten
bibliotek biblioteket biblioteken | park parken parker | lekplats lekplatsen lekplatser lekplatserna
avgift avgiften avgifter | papper papperet pappret | center centret
förening föreningen föreningarna | rum rummet rummen | program programmet programmen
möjlighet möjligheten möjligheter möjligheterna | lärare läraren lärarna | stor stort stora
elev eleven eleverna
teater teatern teatrar | man mannen män männen | sommar sommaren somrar
fågel fågeln fåglar
kontor kontoret kontoren | äldreboende äldreboendet äldreboenden | simhall simhallen simhallar
buss bussen bussar bussarna | tunnel tunneln tunnlar | ansökan ansökningar ansökningarna
"""
PAIRS = [pair for group in FORMS.replace("\n", " | ").split("|") for pair in product(group.split(), repeat=2)]


@pytest.mark.parametrize(("written", "sought"), PAIRS)
def test_a_form_finds_every_other_form_of_its_word(written: str, sought: str) -> None:
    terms = set(swedish.search_terms(written))
    assert terms & set(swedish.query_terms(sought)[0].alternatives)


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("grundskolan", "skola"), ("grundskolan", "skolor"), ("kommunstyrelsen", "kommun"),
        ("skolmaten", "maten"),
        ("fotbollsplanen", "fotboll"), ("fotbollsplaner", "plan"), ("cykelvägarna", "väg"),
        ("sophämtningen", "sophämtning"), ("mötesrummet", "rum"),
        ("parkeringsavgiften", "avgifter"), ("busshållplatsen", "hållplats"), ("simhallens", "hall"),
    ],
)  # fmt: skip
def test_a_compound_is_found_by_its_parts(written: str, sought: str) -> None:
    assert set(swedish.search_terms(written)) & set(swedish.query_terms(sought)[0].alternatives)


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("skola", "skål"),
        ("val", "vall"),
        ("far", "får"),
        ("badhus", "bokhandel"),
        ("buss", "bus"),
        ("plan", "plån"),
    ],
)
def test_other_words_are_not_found(written: str, sought: str) -> None:
    assert not set(swedish.search_terms(written)) & set(swedish.query_terms(sought)[0].alternatives)


def found(text: str, query: str) -> bool:
    asked = swedish.tsquery_text(query)
    if not asked:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_to_tsvector(%s::text[]) @@ %s::tsquery", [swedish.search_terms(text), asked]
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_in_the_database_all_words_must_be_there_and_the_last_as_a_beginning() -> None:
    text = "Badhuset i Exempelköping öppnar 2026-12-01, säger Åsa O'Neill"
    for query in ("badhus", "exempelk", "öppnar badhusen", "2026", "åsa o'n", "BADHUSET", "neill"):
        assert found(text, query), query
    for query in ("badhus simhall", "köping", "", "!!!", "öppnar hus i stan"):
        assert not found(text, query), query


@pytest.mark.django_db
@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_and_no_query_can_break_the_database(text: str, query: str) -> None:
    found(text, query)
    words = swedish.query_terms(text)
    assert not words or found(text, text)


@pytest.mark.parametrize(
    "row",
    [
        ["Zinkgruvan", "Åmål", "Ängelholm", "Örebro"],
        ["Kapitel 9", "Kapitel 10", "Kapitel 100"],
        ["alfa", "Beta", "gamma"],
        ["Eva", "Éva B", "Evb"],
        ["våg", "wåg", "xåg"],
        ["Ärla", "Ørsted"],
        ["a 7", "a 007 b", "a 8"],
    ],
)
def test_sorting_is_swedish(row: list[str]) -> None:
    turned = row[::-1]
    assert sorted(turned, key=swedish.sort_key) == row


@pytest.mark.django_db
@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=6))
def test_the_database_sorts_the_keys_as_python_does(texts: list[str]) -> None:
    keys = [swedish.sort_key(text) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute('SELECT k FROM unnest(%s::text[]) AS k ORDER BY k COLLATE "C"', [keys])
        assert [row[0] for row in cursor.fetchall()] == sorted(keys, key=lambda key: key.encode())
