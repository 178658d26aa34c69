"""The pages of deliveries, of what is called back, of an account's level and of the register."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liggaren.archive import choosing, services, validator
from liggaren.archive.models import Parcel, Recall, Snapshot
from liggaren.lib import clock, dates

pytestmark = pytest.mark.django_db


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


def deliver(cast: Any, way: Parcel.Way = Parcel.Way.FOLDER) -> Parcel:
    period = dates.half_year(clock.now())
    return services.deliver_board(board=cast.board, period=period, way=way, by=cast.disa)


def test_a_board_is_delivered_and_received_from_the_deliveries_page(account: Any, cast: Any) -> None:
    made(account)
    who = client(cast.disa)
    page = who.get("/arkiv/leveranser/").content.decode()
    board = re.search(r'name="board" value="(\d+)"', page)
    period = re.search(r'name="period" value="([\d-]+)"', page)
    assert board and period
    data = {"board": board[1], "period": period[1], "way": "folder"}
    answer = who.post("/arkiv/leverera/", data, follow=True)
    assert "väntar på arkivariens kvitto" in answer.content.decode()
    parcel = Parcel.objects.get()
    address = f"/arkiv/leverans/{parcel.pk}/"
    assert who.post(f"{address}kvittera/").status_code == 404
    answer = client(cast.frida).post(f"{address}kvittera/", follow=True)
    assert "Leveransen är mottagen" in answer.content.decode()
    assert Snapshot.objects.get().state == "received"


def test_a_link_is_shown_once_fetches_once_and_the_checksum_is_asked_for(account: Any, cast: Any) -> None:
    made(account)
    parcel = deliver(cast, Parcel.Way.LINK)
    shown = client(cast.disa).post(f"/arkiv/leverans/{parcel.pk}/lank/")
    found = re.search(r"/arkiv/hamta/[\w-]+/", shown.content.decode())
    assert found and shown["Cache-Control"] == "no-store"
    assert "/arkiv/hamta/" not in client(cast.disa).get(f"/arkiv/leverans/{parcel.pk}/").content.decode()
    assert client(cast.disa).get(found[0]).status_code == 404
    archivist = client(cast.frida)
    assert "fungerar en gång" in archivist.get(found[0]).content.decode()
    answer = archivist.post(found[0])
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    for close in answer._resource_closers:  # type: ignore[attr-defined]
        close()  # not answer.close(): that ends the test's own connection
    assert "använd eller för gammal" in archivist.post(found[0], follow=True).content.decode()
    receipt = f"/arkiv/leverans/{parcel.pk}/kvittera/"
    assert archivist.post(receipt, {"sha256": "x"}).status_code == 422
    wrong = archivist.post(receipt, {"sha256": "0" * 64}, follow=True).content.decode()
    assert "inte den levererade filens" in wrong
    answer = archivist.post(receipt, {"sha256": parcel.file_sha256}, follow=True)
    assert "mottagen" in answer.content.decode()


def test_a_delivery_is_called_back_and_its_destruction_confirmed_on_the_snapshots_page(
    account: Any, cast: Any
) -> None:
    row = made(account)
    services.receive(delivery=services.deliver(snapshot=row, by=cast.disa), by=cast.frida)
    page = client(cast.disa)
    assert page.post(f"/arkiv/{row.pk}/aterkalla/", {}).status_code == 422
    answer = page.post(f"/arkiv/{row.pk}/aterkalla/", {"cause": "wrong"}, follow=True).content.decode()
    assert "återkallades" in answer and "Arkivarien ska intyga" in answer
    assert page.post(f"/arkiv/{row.pk}/forstord/", {"destroyed": "on"}).status_code == 404
    archivist = client(cast.frida)
    assert account.name in archivist.get("/arkiv/leveranser/").content.decode()
    assert archivist.post(f"/arkiv/{row.pk}/forstord/", {}).status_code == 422
    answer = archivist.post(f"/arkiv/{row.pk}/forstord/", {"destroyed": "on"}, follow=True)
    assert "intygade" in answer.content.decode()
    assert Recall.objects.get().destroyed_by == cast.frida


def test_the_level_is_chosen_on_the_page_and_shown_in_the_run(account: Any, cast: Any) -> None:
    (row,) = services.open_account(account=account, period=dates.half_year(clock.now()), by=None)
    choice = {"level": "overview", "flavour": "1b"}
    answer = client(cast.frida).post(f"/arkiv/{row.pk}/niva/", choice, follow=True).content.decode()
    assert "Översikt" in answer and "PDF/A-1b" in answer
    assert "Översikt" in client(cast.disa).get("/arkiv/").content.decode()
    assert client(cast.anna).post(f"/arkiv/{row.pk}/niva/", choice).status_code == 404


def test_an_account_that_is_not_connected_says_so_and_what_can_be_done(account: Any, cast: Any) -> None:
    type(account.connection_state).objects.filter(account=account).update(state="none")
    (row,) = services.open_account(account=account, period=dates.half_year(clock.now()), by=None)
    assert "Kontot är inte anslutet" in client(cast.disa).get("/arkiv/").content.decode()
    page = client(cast.disa).get(f"/arkiv/{row.pk}/").content.decode()
    assert "Gå till kontot och anslut det" in page and f"/konton/{account.pk}/" in page


def test_the_window_is_chosen_on_the_deliveries_page(account: Any, cast: Any) -> None:
    days = {"make_after": "2", "answer_within": "30"}
    answer = client(cast.frida).post("/arkiv/leveranser/tider/", days, follow=True).content.decode()
    assert choosing.window() == (2, 30) and "2 dagar" in answer
    wrong = {"make_after": "30", "answer_within": "2"}
    assert "Arkivet måste få tid" in client(cast.frida).post(
        "/arkiv/leveranser/tider/", wrong, follow=True
    ).content.decode()  # fmt: skip


def test_the_register_holds_closed_accounts_and_gives_them_as_a_sheet(account: Any, cast: Any) -> None:
    row = made(account)
    services.receive(delivery=services.deliver(snapshot=row, by=cast.disa), by=cast.frida)
    type(account).objects.filter(pk=account.pk).update(
        status="closed", closed_on="2026-11-20", name="=SUMMA(A1)"
    )
    page = client(cast.frida).get("/register/").content.decode()
    assert "Kontot avslutades 20 november 2026" in page and "Hos arkivet: " in page
    sheet = client(cast.frida).get("/register/csv/").content.decode("utf-8-sig")
    assert sheet.startswith("Konto;Plattform;") and "'=SUMMA(A1)" in sheet


@pytest.mark.parametrize("name", ["anna", "bertil", "sara"])
def test_only_the_archive_and_the_information_function_see_deliveries_and_the_register(
    name: str, account: Any, cast: Any
) -> None:
    made(account)
    parcel = deliver(cast)
    who: Client = client(getattr(cast, name))
    for address in ("/arkiv/leveranser/", f"/arkiv/leverans/{parcel.pk}/", "/register/", "/register/csv/"):
        assert who.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/arkiv/", "/arkiv/leveranser/", "/register/", "{parcel}", "{snapshot}"])
def test_each_page_asks_at_most_fifteen_questions(
    address: str, account: Any, cast: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = made(account)
    parcel = deliver(cast)
    who = client(cast.frida)
    where = address.format(parcel=f"/arkiv/leverans/{parcel.pk}/", snapshot=f"/arkiv/{row.pk}/")
    who.get(where)
    with django_assert_max_num_queries(15):
        assert who.get(where).status_code == 200
