"""Swedish search in what one may read: inflections, order, counts, and nothing leaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liggaren.capture import factories, services
from liggaren.capture.factories import Said, captured
from liggaren.capture.models import Item, Visibility
from liggaren.people.factories import Cast
from liggaren.register.models import Account
from liggaren.search import queries
from liggaren.search.queries import search

pytestmark = pytest.mark.django_db

PAIRS = [
    ("badhus", "Badhuset stänger tidigt"),
    ("badhuset", "Vi har flera badhus"),
    ("skola", "När öppnar skolan?"),
    ("skolor", "En ny skola byggs"),
    ("ärende", "Ärendet är avslutat"),
    ("nummer", "Båda numren är fel"),
    ("cykel", "Cyklarna står i vägen"),
    ("GATLYKTA", "gatlyktan är trasig"),
    ("buss sen", "Skolbussen är sen"),
    ("åäö", "ÅÄÖ"),
]


def _ids(found: queries.Found) -> list[str]:
    return [hit.item.native_id for hit in found.hits]


@pytest.mark.parametrize(("asked", "text"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_inflected_words_are_found(cast: Cast, account: Account, asked: str, text: str) -> None:
    captured(account, Said("1", text), Said("2", "Något helt annat"))
    assert _ids(search(cast.anna, asked)) == ["1"]


def test_the_last_word_is_found_by_its_beginning(cast: Cast, account: Account) -> None:
    captured(account, Said("1", "Biblioteksbussen kommer"))
    assert _ids(search(cast.anna, "bibl")) == ["1"]
    assert _ids(search(cast.anna, "bibl kommer")) == []


def test_every_word_must_be_there(cast: Cast, account: Account) -> None:
    captured(account, Said("1", "Badet öppnar"), Said("2", "Badet stänger"))
    assert _ids(search(cast.anna, "badet stänger")) == ["2"]


def test_the_sender_is_found_by_name(cast: Cast, account: Account) -> None:
    captured(account, Said("1", "Hej", name="Gul stövel"))
    assert _ids(search(cast.anna, "stövel")) == ["1"]


def test_words_that_were_edited_away_are_still_found(cast: Cast, account: Account) -> None:
    captured(account, Said("1", "Badet är uselt"))
    captured(account, Said("1", "Badet är fint"))
    (hit,) = search(cast.anna, "uselt").hits
    assert hit.is_former and hit.version.text == "Badet är uselt"
    (now,) = search(cast.anna, "badet").hits
    assert not now.is_former


def test_newest_first_with_the_word_as_written_on_top(cast: Cast, account: Account) -> None:
    def said(native: str, text: str, day: int) -> Said:
        return Said(native, text, claimed=datetime(2026, 11, day, tzinfo=UTC).isoformat())

    captured(account, said("old", "badhus", 1), said("inflected", "badhuset", 9), said("new", "badhus", 5))
    assert _ids(search(cast.anna, "badhus")) == ["new", "old", "inflected"]


@pytest.mark.parametrize("level", Visibility)
def test_a_restricted_item_never_matches_for_those_who_may_not_read_it(
    cast: Cast, account: Account, level: Visibility
) -> None:
    (item,) = captured(account, Said("1", "hemligheten"))
    services.restrict(item, level=level, by=cast.erik, reason="prövat")
    may = level in {Visibility.OPEN, Visibility.FLAGGED}
    for asked in ("hemligheten", "hemlig", "Backsippan"):
        assert search(cast.anna, asked).count == may
        assert search(cast.erik, asked).count == 1


def test_strangers_find_nothing(cast: Cast, account: Account) -> None:
    captured(account, Said("1", "badet"))
    assert search(cast.sara, "badet").count == 0
    assert search(AnonymousUser(), "badet").count == 0


def test_one_account_at_a_time(cast: Cast, account: Account) -> None:
    other = factories.account(cast, name="Biblioteket")
    captured(account, Said("1", "öppet"))
    captured(other, Said("2", "öppet"))
    assert _ids(search(cast.anna, "öppet", other)) == ["2"]


def test_counts_are_exact_to_the_limit_then_at_least(
    cast: Cast, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EXACT_TO", 10)
    captured(account, *[Said(str(n), "badet") for n in range(10)])
    found = search(cast.anna, "badet")
    assert (found.count, found.at_least) == (10, False)
    captured(account, Said("one more", "badet"))
    found = search(cast.anna, "badet")
    assert (found.count, found.at_least) == (10, True)


def test_pages_hold_fifty_and_a_page_beyond_the_end_is_the_last(cast: Cast, account: Account) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    captured(
        account,
        *[Said(str(n), "badet", claimed=(start + timedelta(hours=n)).isoformat()) for n in range(60)],
    )
    first, last = search(cast.anna, "badet"), search(cast.anna, "badet", page=99)
    assert (first.pages, len(first.hits), first.hits[0].item.native_id) == (2, 50, "59")
    assert (last.page, _ids(last)) == (2, [str(n) for n in range(9, -1, -1)])


@pytest.mark.parametrize("asked", ["", "   ", "!!! :* & |", "\x00", "'", "'); DROP TABLE capture_item; --"])
def test_odd_questions_are_answered(cast: Cast, account: Account, asked: str) -> None:
    captured(account, Said("1", "badet"))
    assert search(cast.anna, asked).count == 0
    assert Item.objects.exists()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_question_breaks_the_search(cast: Cast, asked: str) -> None:
    assert search(cast.anna, asked).count == 0


def _queries(cast: Cast, account: Account, count: int, word: str) -> int:
    captured(account, *[Said(f"{word}{n}", word) for n in range(count)])
    with CaptureQueriesContext(connection) as seen:
        assert search(cast.anna, word).count == count
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_the_hits(cast: Cast, account: Account) -> None:
    assert _queries(cast, account, 1, "ensam") == _queries(cast, account, 120, "många")
