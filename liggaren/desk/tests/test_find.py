"""Search and the item's page: what is shown to whom, in how many queries, whatever the text holds."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liggaren.capture import factories, services
from liggaren.capture.factories import Pretend, Said, captured
from liggaren.capture.models import Item, ItemState, Visibility
from liggaren.connectors import registry
from liggaren.desk.find.diffing import LONGEST, Kind, compare
from liggaren.ledger import services as ledger
from liggaren.moderation import services as moderation
from liggaren.people import factories as people
from liggaren.people.factories import Cast
from liggaren.register.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def platform(monkeypatch: pytest.MonkeyPatch) -> Pretend:
    pretend = Pretend()
    monkeypatch.setattr(registry, "get", lambda key: pretend)
    return pretend


@pytest.fixture
def cast() -> Cast:
    return people.cast()


@pytest.fixture
def account(cast: Cast) -> Account:
    return factories.account(cast)


def _page(client: Client, who: Any, address: str) -> str:
    client.force_login(who)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _of(item: Item) -> str:
    return f"/inlagg/{item.pk}/"


def test_before_anything_is_asked_the_page_says_what_will_come(client: Client, cast: Cast) -> None:
    assert "Här kommer träffarna" in _page(client, cast.anna, "/sok/")


def test_hits_are_rows_with_the_word_marked(client: Client, cast: Cast, account: Account) -> None:
    captured(account, Said("1", "När öppnar badhuset?"))
    page = _page(client, cast.anna, "/sok/?q=badhus")
    assert "En träff på ”badhus”" in page and "<b>badhuset</b>" in page and "Backsippan" in page


def test_nothing_found_says_what_was_searched_and_how_to_widen(
    client: Client, cast: Cast, account: Account
) -> None:
    page = _page(client, cast.anna, f"/sok/?q=finnsinte&konto={account.pk}")
    assert "Inget hittades" in page and "finnsinte" in page and "Sök i alla konton" in page


def test_a_former_text_is_said_to_be_former(client: Client, cast: Cast, account: Account) -> None:
    captured(account, Said("1", "uselt"))
    captured(account, Said("1", "fint"))
    assert "Stod så förut" in _page(client, cast.anna, "/sok/?q=uselt")


@pytest.mark.parametrize("address", ["/sok/", "/sok/?q=badet"])
def test_strangers_and_visitors_do_not_search(
    client: Client, cast: Cast, account: Account, address: str
) -> None:
    captured(account, Said("1", "badet"))
    assert client.get(address).status_code == 302
    client.force_login(cast.sara)
    assert client.get(address).status_code == 404


def test_an_item_of_others_reads_as_not_found(client: Client, cast: Cast, account: Account) -> None:
    (item,) = captured(account, Said("1", "badet"))
    client.force_login(cast.sara)
    assert client.get(_of(item)).status_code == 404
    client.force_login(cast.anna)
    assert client.get(f"/inlagg/{uuid4()}/").status_code == 404


@pytest.mark.clause("G5.1")
def test_the_page_shows_text_sender_three_times_and_the_seal(
    client: Client, cast: Cast, account: Account
) -> None:
    (item,) = captured(account, Said("1", "När öppnar badet?"))
    assert "Säkras" in _page(client, cast.anna, _of(item))
    ledger.sequence()
    page = _page(client, cast.anna, _of(item))
    for words in ("När öppnar badet?", "Backsippan", "Skriven", "Sedd", "Säkrad, post", "Syns"):
        assert words in page


def test_an_edit_is_shown_struck_out_and_underlined(client: Client, cast: Cast, account: Account) -> None:
    captured(account, Said("1", "Badet är fult"))
    (item,) = captured(account, Said("1", "Badet är fint", name="Nytt namn"))
    page = _page(client, cast.anna, _of(item))
    assert "<del" in page and "fult</del>" in page and "fint</ins>" in page and "Två versioner" in page
    assert "Nytt namn" in page


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (ItemState.MISSING, "Saknas i listan"),
        (ItemState.DELETED, "Borta, bekräftat"),
        (ItemState.UNAVAILABLE, "Går inte att nå"),
    ],
)
def test_each_state_has_its_word_and_is_never_overstated(
    client: Client, cast: Cast, account: Account, state: ItemState, word: str
) -> None:
    (item,) = captured(account, Said("1", "a"))
    Item.objects.update(state=state)
    page = _page(client, cast.anna, _of(item))
    assert word in page
    assert ("Borta från" in page) == (state == ItemState.DELETED)


def test_what_happened_is_told(client: Client, cast: Cast, account: Account, platform: Pretend) -> None:
    platform.say(Said("1", "a"))
    services.capture_account(account)
    platform.said.clear()
    services.capture_account(account)
    page = _page(client, cast.anna, _of(Item.objects.get()))
    assert page.index("Borta från") < page.index("Saknades i listan") < page.index("Sågs första gången")


def test_a_restricted_item_shows_that_it_exists_and_no_more(
    client: Client, cast: Cast, account: Account
) -> None:
    (item,) = captured(account, Said("1", "Hemligheten", parent="p"))
    captured(account, Said("2", "Svar", name="Annan", parent="1"))
    services.restrict(item, level=Visibility.RESTRICTED, by=cast.erik, reason="prövat")
    other = Item.objects.get(native_id="2")
    for address in (_of(item), _of(other), "/sok/?q=hemligheten"):
        page = _page(client, cast.bertil, address)
        assert "Hemligheten" not in page and "Backsippan" not in page
    assert "Texten är begränsad" in _page(client, cast.bertil, _of(item))
    assert "Hemligheten" not in _page(client, cast.erik, _of(item)), "who may read opens it first"
    moderation.open_masked(item=item, by=cast.erik)
    assert "Hemligheten" in _page(client, cast.erik, _of(item))


@pytest.mark.parametrize(
    "text",
    ["", "<script>alert(1)</script>", "a\x00b\ud83d", "\u202eomvänd", "ord " * 25_000, "\U0001f600" * 500],
    ids=["empty", "script", "unstorable", "bidi", "long", "emoji"],
)
def test_odd_text_is_shown_safely(client: Client, cast: Cast, account: Account, text: str) -> None:
    (item,) = captured(account, Said("1", text, name="<b>x</b>\u202e"))
    page = _page(client, cast.anna, _of(item))
    assert "<script>alert" not in page and "<b>x</b>" not in page and "\x00" not in page
    _page(client, cast.anna, "/sok/?q=x")


def test_an_address_that_is_no_web_address_is_no_link(client: Client, cast: Cast, account: Account) -> None:
    (item,) = captured(account, Said("1", "a"))
    assert item.latest is not None
    item.latest.address = "javascript:alert(1)"
    item.latest.save()
    assert "javascript:" not in _page(client, cast.anna, _of(item))


def _queries(client: Client, who: Any, address: str) -> int:
    client.force_login(who)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_queries_are_few_and_constant_in_rows(client: Client, cast: Cast, account: Account) -> None:
    (root,) = captured(account, Said("p", "badet", kind="post"))
    captured(account, Said("1", "badet", parent="p"))
    few = [_queries(client, cast.anna, address) for address in ("/sok/?q=badet", _of(root))]
    captured(account, *[Said(f"m{n}", "badet", parent="p") for n in range(80)])
    captured(account, Said("p", "badet igen", kind="post"))
    many = [_queries(client, cast.anna, address) for address in ("/sok/?q=badet", _of(root))]
    assert many == few and max(few) <= 15


def test_a_diff_names_what_went_out_and_came_in() -> None:
    pieces = compare("Badet är fult i dag", "Badet är fint i dag")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        (Kind.SAME, "Badet är "),
        (Kind.OUT, "fult"),
        (Kind.IN, "fint"),
        (Kind.SAME, " i dag"),
    ]
    assert compare("", "x")[0].kind == Kind.IN
    wholes = [Kind.OUT, Kind.SAME, Kind.IN]
    assert [piece.kind for piece in compare("a " * LONGEST, "b " * LONGEST)] == wholes
    assert [piece.kind for piece in compare("Tack för i går", "Allt är annorlunda nu")] == wholes
