"""Anyone finds the municipality's accounts, checks an address, and takes the list along (G1.2)."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from liggaren.lib import clock
from liggaren.lib.swedish import sort_key
from liggaren.people import factories
from liggaren.people.factories import Cast
from liggaren.register.addresses import address_key
from liggaren.register.models import Account

pytestmark = pytest.mark.django_db


def account(cast: Cast, name: str, address: str, **facts: object) -> Account:
    values = {"platform": "mastodon", "status": "adopted", "unit": cast.unit, "board": cast.board, **facts}
    return Account.objects.create(
        name=name, address=address, address_key=address_key(address), sort_key=sort_key(name),
        entered_at=clock.now(), changed_at=clock.now(), **values,
    )  # fmt: skip


def text(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.mark.clause("G1.2")
def test_accounts_stand_in_swedish_order_under_their_administration() -> None:
    cast = factories.cast()
    account(cast, "Ålands vänner", "https://social.exempelkoping.example/@aland")
    account(cast, "Zorns bibliotek", "https://social.exempelkoping.example/@zorn")
    account(cast, "Badhuset", "https://social.exempelkoping.example/@bad")
    page = text("/")
    assert page.index("Kultur- och fritidsförvaltningen") < page.index("Badhuset")
    assert page.index("Badhuset") < page.index("Zorns") < page.index("Ålands")


@pytest.mark.clause("G1.2")
def test_a_pasted_address_is_answered_yes_no_or_nearly() -> None:
    cast = factories.cast()
    account(cast, "Badhuset", "https://social.exempelkoping.example/@badhuset")
    assert "Ja, det är vårt konto" in text("/?adress=social.exempelkoping.example/@badhuset")
    assert "liknar ett av våra konton" in text("/?adress=social.exempelkoping.example/@badhusett")
    assert "kontot finns inte hos oss" in text("/?adress=annan.example/@helt_annat_namn")
    assert "Klistra in en adress" in text("/?adress=")


def test_planned_and_internal_accounts_are_not_shown() -> None:
    cast = factories.cast()
    account(cast, "Planerat konto", "https://social.exempelkoping.example/@plan", status="planned")
    account(cast, "Internt konto", "https://social.exempelkoping.example/@intern", is_internal=True)
    for path in ("/", "/officiella-konton.json", "/officiella-konton.csv"):
        assert "Planerat konto" not in text(path)
        assert "Internt konto" not in text(path)


def test_search_and_filter_narrow_the_list_and_say_when_nothing_fits() -> None:
    cast = factories.cast()
    account(cast, "Badhuset", "https://social.exempelkoping.example/@bad", purpose="Öppettider")
    account(cast, "Museet", "https://instagram.com/museet_exempel", platform="instagram")
    assert "Museet" not in text("/?q=öppettider")
    assert "Badhuset" not in text("/?medium=instagram")
    assert "Inget konto passar" in text("/?q=finnsinte")


def test_the_open_data_says_what_the_page_says_and_when() -> None:
    cast = factories.cast()
    account(cast, "Badhuset", "https://social.exempelkoping.example/@bad")
    answer = Client().get("/officiella-konton.json")
    found = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert found["hamtat"]
    assert [one["namn"] for one in found["konton"]] == ["Badhuset"]


def test_a_spreadsheet_never_runs_a_name_as_a_formula() -> None:
    cast = factories.cast()
    account(cast, "=1+1", "https://social.exempelkoping.example/@bad")
    content = Client().get("/officiella-konton.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert rows[0]["namn"] == "'=1+1"


def test_a_hostile_name_is_shown_as_text() -> None:
    cast = factories.cast()
    account(cast, "<script>alert(1)</script>", "https://social.exempelkoping.example/@bad")
    assert "<script>alert" not in text("/")
    assert "<script>alert" not in text("/?adress=<script>alert(1)</script>")


def test_the_municipalitys_colour_is_served_as_a_style_sheet() -> None:
    cast = factories.cast()
    type(cast.municipality).objects.update(accent="#005293")
    assert text("/farg.css") == ":root{--accent:#005293}"
    assert "/farg.css" in text("/")
    type(cast.municipality).objects.update(accent="red;}")
    assert text("/farg.css") == ""
