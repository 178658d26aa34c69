"""Accounts on screen: every page with the stranger, the roster, the connection and the start."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from liggaren.connectors import registry
from liggaren.custody.models import Deposit
from liggaren.lifecycle import services as lifecycle
from liggaren.people.factories import cast
from liggaren.people.models import User
from liggaren.plans import factories as plans
from liggaren.playground.serve import running
from liggaren.register import factories, queries, roster
from liggaren.register.models import Account

pytestmark = pytest.mark.django_db

RUNS = (
    "account-change", "account-appoint", "account-dismiss", "account-connect", "account-check",
    "account-fetch",
)  # fmt: skip
ONE = ("account", "account-past", "account-start", *RUNS)


@pytest.fixture(autouse=True)
def _no_page_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "page_answers", lambda address: False)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name: str, account: Account) -> str:
    return reverse(name, args=[account.pk])


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing(name: str, method: str) -> None:
    who = cast()
    account = factories.planned(who)
    answer = getattr(as_(who.sara), method)(at(name, account))
    assert answer.status_code == (405 if answer.status_code == 405 else 404)
    if answer.status_code == 405:
        assert (name, method) in {
            ("account", "post"),
            ("account-past", "post"),
            ("account-dismiss", "get"),
            ("account-check", "get"),
        }


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("reader", ["gustav", "cecilia", "erik", "frida"])
def test_those_who_only_read_change_nothing(name: str, reader: str) -> None:
    who = cast()
    account = factories.planned(who)
    client = as_(getattr(who, reader))
    assert client.post(at(name, account), {"person": who.anna.pk}).status_code == 404
    text = client.get(at("account", account)).content.decode()
    assert "Avsluta uppdraget" not in text and "Anslut kontot" not in text
    assert client.post(at("account-start", account), {"do": "sender"}).status_code == 404


def test_only_the_information_function_takes_over_accounts() -> None:
    who = cast()
    for name in ("anna", "bertil", "gustav", "sara"):
        assert as_(getattr(who, name)).get(reverse("account-adopt")).status_code == 404
    assert as_(who.disa).get(reverse("account-adopt")).status_code == 200


@pytest.mark.clause("G1.2")
def test_an_existing_account_is_taken_over_once_whatever_the_spelling() -> None:
    who = cast()
    form = {"platform": "facebook", "name": "Badet", "address": "facebook.com/badet", "unit": who.unit.pk}
    answer = as_(who.disa).post(reverse("account-adopt"), form, follow=True)
    text = answer.content.decode()
    assert "Inte i ordning än" in text and "Utse minst två administratörer" in text
    again = as_(who.disa).post(reverse("account-adopt"), {**form, "address": "HTTPS://www.FB.com/Badet/"})
    assert again.status_code == 422
    assert again.content.decode().count("Adressen finns redan i registret: Badet på Facebook.") == 2


@pytest.mark.clause("C2.1", "C2.2", "C2.3", "C2.4", "C2.5", "C2.6", "C2.8", "G1.2")
def test_an_approved_account_is_connected_worked_through_and_started_on_screen() -> None:
    who = cast()
    with running() as torget:
        torget.admin.seed()
        registry.configure(loopback_origins=[torget.origin])
        account = plans.approved(who, address=f"{torget.origin}/sidor/badhuset-vagen").account
        client = as_(who.anna)
        assert "Fyra steg återstår" in client.get(at("account-start", account)).content.decode()
        assert client.post(at("account-start", account), {"do": "start"}).status_code == 422
        page = client.get(at("account-connect", account)).content.decode()
        assert torget.origin in page and 'value="badhuset-vagen"' in page
        assert client.post(at("account-connect", account), {"origin": torget.origin}).status_code == 422
        form = {
            "profile": "hide",
            "origin": torget.origin,
            "native_id": "badhuset-vagen",
            "token": torget.admin.token("badhuset-vagen"),
        }
        answer = client.post(at("account-connect", account), form, follow=True)
        assert "Ansluten." in answer.content.decode()
        assert form["token"] not in answer.content.decode()
        account.refresh_from_db()
        assert account.profile == "hide"
        assert form["token"].encode() not in bytes(Deposit.objects.get().sealed)
        registry.client().close()
    assert client.post(at("account-start", account), {"do": "page", "address": "x"}).status_code == 422
    client.post(at("account-start", account), {"do": "page", "address": "exempelkoping.example/bad"})
    for code in ("sender", "login"):
        client.post(at("account-start", account), {"do": code})
    assert "kan startas" in client.get(at("account-start", account)).content.decode()
    answer = client.post(at("account-start", account), {"do": "start"}, follow=True)
    assert "är i ordning och syns i den öppna förteckningen" in answer.content.decode()
    assert "Badhuset Vågen" in Client().get(reverse("public:directory")).content.decode()
    registry.configure()


def test_a_platform_that_does_not_answer_is_told_in_words_and_nothing_is_lost() -> None:
    who = cast()
    registry.configure(loopback_origins=["http://127.0.0.1:9"])
    account = factories.planned(who)
    form = {"origin": "http://127.0.0.1:9", "native_id": "bad", "token": "hemligt", "profile": "full"}
    text = as_(who.anna).post(at("account-connect", account), form, follow=True).content.decode()
    assert "svarade inte som väntat" in text and "hemligt" not in text
    text = as_(who.anna).get(at("account", account)).content.decode()
    assert "Anslutningen bruten" not in text, "what never answered was never connected"
    assert "hemligt" not in text
    assert queries.connection_state(account) is None
    registry.client().close()
    registry.configure()


@pytest.mark.parametrize("origin", ["", "ftp://a.example", "javascript:alert(1)", "http://"])
def test_an_origin_that_is_no_web_address_is_refused(origin: str) -> None:
    who = cast()
    account = factories.planned(who)
    answer = as_(who.anna).post(at("account-connect", account), {"origin": origin, "native_id": "x"})
    assert answer.status_code == 422 and 'href="#id_origin"' in answer.content.decode()


@pytest.mark.clause("B.16", "C2.8", "C2.2")
def test_the_roster_is_changed_and_the_login_falls_due() -> None:
    who = cast()
    account = factories.started(who)
    client = as_(who.disa)
    answer = client.post(at("account-appoint", account), {"email": "ingen@exempelkoping.example"})
    assert answer.status_code == 422 and "Ingen med den adressen" in answer.content.decode()
    client.post(
        at("account-appoint", account), {"email": who.bertil.email.upper(), "work_profile": "Bertil, bad"}
    )
    assert [row.user for row in queries.administrators(account)] == [who.anna, who.second, who.bertil]
    answer = client.post(at("account-dismiss", account), {"person": who.second.pk}, follow=True)
    assert "Byt inloggningsuppgifter" in answer.content.decode()
    assert client.post(at("account-dismiss", account), {"person": who.sara.pk}).status_code == 404
    assert client.post(at("account-dismiss", account), {"person": "x"}).status_code == 404


@pytest.mark.clause("C2.3")
def test_a_personal_address_for_the_account_is_explained() -> None:
    who = cast()
    account = factories.planned(who)
    form = {"name": "Bad", "address": "", "email": "anna.andersson@exempelkoping.example"}
    text = as_(who.anna).post(at("account-change", account), form).content.decode()
    assert text.count("Det ser ut som en persons egen adress.") == 2


@pytest.mark.parametrize("count", [0, 1, 12])
def test_the_list_asks_the_database_as_often_however_many_accounts(
    count: int, django_assert_max_num_queries: Any
) -> None:
    who = cast()
    for turn in range(count):
        factories.planned(who, name=f"Bad {turn}", address=f"https://lekplatsen.example/@b{turn}")
    client = as_(who.anna)
    with django_assert_max_num_queries(15):
        answer = client.get(reverse("accounts"), {"visa": "planerade"})
    assert answer.content.decode().count('scope="row"') == count


def test_an_account_page_asks_few_times_and_shows_what_is_sealed(django_assert_max_num_queries: Any) -> None:
    who = cast()
    account = factories.started(who)
    client = as_(who.anna)
    with django_assert_max_num_queries(15):
        assert client.get(at("account", account)).status_code == 200
    with django_assert_max_num_queries(15):
        text = client.get(at("account-past", account)).content.decode()
    assert "Kontot startades" in text and "Säkras" in text
    part = client.get(at("account-past", account), headers={"HX-Request": "true"}).content.decode()
    assert "Kontot startades" in part and "<html" not in part


def test_nothing_found_says_what_was_searched() -> None:
    who = cast()
    factories.started(who)
    text = as_(who.anna).get(reverse("accounts"), {"q": "zzz"}).content.decode()
    assert "Inget konto hittades" in text
    assert "Badhuset Vågen" in as_(who.anna).get(reverse("accounts"), {"q": "vågen"}).content.decode()


@pytest.mark.clause("C2.8")
def test_an_administrator_without_a_role_comes_in_to_their_accounts_and_out_when_they_leave() -> None:
    who = cast()
    account = factories.started(who)
    other = factories.planned(who, name="Annat", address="https://lekplatsen.example/@annat")
    assert as_(who.sara).get(at("account", account)).status_code == 404
    roster.appoint(account=account, user=who.sara, work_profile="Sara", by=who.disa)
    assert as_(who.sara).get(at("account", account)).status_code == 200
    assert as_(who.sara).get(at("account", other)).status_code == 404
    roster.dismiss(account=account, user=who.sara, by=who.disa)
    assert as_(who.sara).get(at("account", account)).status_code == 404


def test_a_connection_that_works_is_not_lost_to_one_that_does_not_and_no_page_has_two_accounts() -> None:
    who = cast()
    with running() as torget:
        torget.admin.seed()
        torget.admin.add_page("provsida", "Provsidan")
        registry.configure(loopback_origins=[torget.origin])
        account = factories.planned(who, name="Badhuset", address=f"{torget.origin}/sidor/badhuset-vagen")
        client = as_(who.anna)
        form = {
            "profile": "full", "origin": torget.origin, "native_id": "badhuset-vagen",
            "token": torget.admin.token("badhuset-vagen"),
        }  # fmt: skip
        client.post(at("account-connect", account), form)
        for wrong in ({"token": "fel"}, {"origin": "http://169.254.169.254"}):
            answer = client.post(at("account-connect", account), {**form, **wrong})
            assert answer.status_code == 422 and "Inget är ändrat." in answer.content.decode()
            door = queries.connection_state(account)
            assert door and (door.state, door.origin) == ("alive", torget.origin)
        other = factories.planned(who, name="Prov", address=f"{torget.origin}/sidor/provsida")
        answer = client.post(at("account-connect", other), form)
        assert answer.status_code == 422 and "redan ansluten som Badhuset" in answer.content.decode()
        assert queries.connection_state(other) is None
        own = {**form, "native_id": "provsida", "token": torget.admin.token("provsida")}
        said = client.post(at("account-connect", other), own, follow=True).content.decode()
        assert "Plattformen svarade för ”Provsidan”. Det är inte kontots namn här" in said
