"""The run page and a snapshot's page, for each role, in each state."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from liggaren.archive import services, validator
from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.lib import clock, dates

pytestmark = pytest.mark.django_db
S = SnapshotState


@pytest.fixture
def cast() -> Any:
    from liggaren.people import factories

    return factories.cast()


@pytest.fixture
def account(cast: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Any:
    from liggaren.capture import factories
    from liggaren.connectors import registry

    pretend = factories.Pretend()
    monkeypatch.setattr(registry, "get", lambda key: pretend)
    settings.DELIVERY_FOLDER = tmp_path
    answer = validator.Validation("valid", engine="prov", checks=1200)
    monkeypatch.setattr(validator, "validate_all", lambda paths, *_: [answer for _ in paths])
    monkeypatch.setattr(validator, "available", lambda: "")
    return factories.account(cast)


def client(user: Any) -> Client:
    found = Client()
    found.force_login(user)
    return found


def made(account: Any) -> Snapshot:
    from liggaren.capture.factories import Said, captured

    captured(account, Said("p", "Vi badar", kind="post"))
    return services.make_snapshot(account=account, period=dates.half_year(clock.now()), by=None)


def opened(account: Any, state: str = "due") -> Snapshot:
    (row,) = services.open_account(account=account, period=dates.half_year(clock.now()), by=None)
    Snapshot.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def test_an_empty_run_says_what_will_appear_and_offers_one_thing_to_do(account: Any, cast: Any) -> None:
    page = client(cast.disa).get("/arkiv/").content.decode()
    assert "Inga ögonblicksbilder än" in page
    assert page.count("btn go") == 1
    answer = client(cast.disa).post("/arkiv/oppna/", follow=True).content.decode()
    assert "Ett konto är med i halvåret" in answer
    assert account.name in answer


@pytest.mark.parametrize("name", ["anna", "bertil", "cecilia", "disa", "erik", "frida", "gustav"])
def test_everyone_with_a_role_at_the_account_sees_the_run_and_the_snapshot(
    name: str, account: Any, cast: Any
) -> None:
    row = opened(account)
    who = client(getattr(cast, name))
    assert account.name in who.get("/arkiv/").content.decode()
    assert who.get(f"/arkiv/{row.pk}/").status_code == 200


def test_a_stranger_finds_nothing_and_anonymous_is_sent_to_sign_in(account: Any, cast: Any) -> None:
    row = opened(account)
    paths = ["", "framstall/", "leverera/", "kvittera/", "avvisa/", "fil/1/"]
    for path in paths:
        address = f"/arkiv/{row.pk}/{path}"
        ask = Client.get if path in ("", "fil/1/") else Client.post
        assert ask(client(cast.sara), address).status_code == 404
        assert ask(Client(), address).status_code == 302
    assert client(cast.sara).get("/arkiv/").status_code == 404


@pytest.mark.parametrize("name", ["anna", "gustav", "erik"])
@pytest.mark.parametrize("path", ["framstall", "leverera", "kvittera", "avvisa"])
def test_those_who_may_only_read_can_do_nothing(name: str, path: str, account: Any, cast: Any) -> None:
    row = opened(account)
    page = client(getattr(cast, name)).get(f"/arkiv/{row.pk}/").content.decode()
    assert "btn go" not in page
    assert client(getattr(cast, name)).post(f"/arkiv/{row.pk}/{path}/").status_code == 404


@pytest.mark.parametrize("state", S.values)
def test_every_state_has_its_page_and_at_most_one_filled_button(state: str, account: Any, cast: Any) -> None:
    row = made(account)
    Snapshot.objects.filter(pk=row.pk).update(state=state)
    for person in (cast.disa, cast.frida):
        page = client(person).get(f"/arkiv/{row.pk}/")
        assert page.status_code == 200
        assert page.content.decode().count("btn go") <= 1
        assert S(state).label in page.content.decode()
        assert client(person).get("/arkiv/").status_code == 200


@pytest.mark.clause("G6.3")
def test_from_valid_to_received_on_screen(account: Any, cast: Any) -> None:
    row = made(account)
    page = client(cast.disa).post(f"/arkiv/{row.pk}/leverera/", follow=True).content.decode()
    assert "Ögonblicksbilden är levererad" in page
    page = client(cast.frida).post(f"/arkiv/{row.pk}/kvittera/", follow=True).content.decode()
    assert "Frida på arkivet har tagit emot den" in page
    assert "Kvitto" in page


def test_a_refusal_without_words_is_an_error_that_says_what_to_write(account: Any, cast: Any) -> None:
    row = made(account)
    client(cast.disa).post(f"/arkiv/{row.pk}/leverera/")
    answer = client(cast.frida).post(f"/arkiv/{row.pk}/avvisa/", {"reason": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fel: " in page
    assert page.count("Skriv vad som ska rättas") == 2
    client(cast.frida).post(f"/arkiv/{row.pk}/avvisa/", {"reason": "Fel arkivbildare"})
    assert "Fel arkivbildare" in client(cast.disa).get("/arkiv/").content.decode()


def test_what_is_not_validated_asks_the_archivist_by_name(
    account: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    untried = validator.Validation("not_validated", reason="Java saknas på datorn.")
    monkeypatch.setattr(validator, "validate_all", lambda paths, *_: [untried for _ in paths])
    row = made(account)
    page = client(cast.disa).get(f"/arkiv/{row.pk}/").content.decode()
    assert "Arkivarien måste godta filen" in page
    assert "Java saknas" in page
    assert client(cast.frida).post(f"/arkiv/{row.pk}/leverera/").status_code == 422
    page = (
        client(cast.frida).post(f"/arkiv/{row.pk}/leverera/", {"accept": "on"}, follow=True).content.decode()
    )
    assert "Godtagen oprövad" in page


def test_the_files_come_whole_with_plain_names(account: Any, cast: Any) -> None:
    row = made(account)
    answer = client(cast.anna).get(f"/arkiv/{row.pk}/fil/1/")
    assert answer.content.startswith(b"%PDF")
    assert "badhuset-vagen-" in answer["Content-Disposition"]
    assert client(cast.anna).get(f"/arkiv/{row.pk}/fil/9/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_rows(
    account: Any, cast: Any, django_assert_max_num_queries: Any
) -> None:
    from liggaren.capture import factories

    for number in range(14):
        opened(factories.account(cast, name=f"Konto {number}"))
    asks = client(cast.disa)
    with django_assert_max_num_queries(15):
        page = asks.get("/arkiv/").content.decode()
    assert page.count('scope="row"') == 12


def test_an_earlier_half_year_is_reached_by_its_address(account: Any, cast: Any) -> None:
    services.open_account(account=account, period=dates.half_year(date(2025, 3, 1)), by=None)
    page = client(cast.disa).get("/arkiv/?period=2025-1").content.decode()
    assert "Första halvåret 2025" in page
    assert client(cast.disa).get("/arkiv/?period=nonsens&sida=x&visa=y").status_code == 200
