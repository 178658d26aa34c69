"""The ledger's pages and the evidence files, for those who may and for a stranger."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liggaren.ledger import queries, services, verify
from liggaren.ledger.models import Number
from liggaren.moderation.models import Category, Removal

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Any:
    from liggaren.people import factories

    return factories.cast()


@pytest.fixture
def item(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from liggaren.capture import factories
    from liggaren.connectors import registry

    pretend = factories.Pretend()
    monkeypatch.setattr(registry, "get", lambda key: pretend)
    (found,) = factories.captured(factories.account(cast), factories.Said("c", "Hej"))
    services.sequence()
    return found


def client(user: Any) -> Client:
    found = Client()
    found.force_login(user)
    return found


def index_of(item: Any) -> int:
    return Number.objects.get(entry_id=item.latest.entry_id).index


def test_the_list_shows_entries_with_numbers_and_what_still_waits(item: Any, cast: Any) -> None:
    services.append(kind="plan.sent", actor="user:1", obj="plan:1")
    page = client(cast.gustav).get("/liggare/").content.decode()
    assert "Inlägg eller kommentar hämtad" in page
    assert "Plan skickad" in page
    assert "Säkras" in page


def test_an_empty_ledger_says_so(cast: Any) -> None:
    assert "Liggaren är tom" in client(cast.gustav).get("/liggare/").content.decode()


def test_an_entrys_page_checks_it_and_gives_the_proof(item: Any, cast: Any) -> None:
    index = index_of(item)
    page = client(cast.gustav).get(f"/liggare/{index}/").content.decode()
    assert page.count("Stämmer") == 3
    assert page.count("Inte prövat") == 1
    proof = client(cast.gustav).get(f"/liggare/{index}/bevis/").content.decode()
    assert proof == queries.proof(item.latest.entry_id)


def test_only_reviewers_read_what_stands_in_an_entry(item: Any, cast: Any) -> None:
    index = index_of(item)
    assert "Alla uppgifter i posten" in client(cast.gustav).get(f"/liggare/{index}/").content.decode()
    page = client(cast.disa).get(f"/liggare/{index}/").content.decode()
    assert "Alla uppgifter i posten" not in page
    assert "läses av revisor" in page


@pytest.mark.parametrize("name", ["anna", "bertil", "sara", "erik"])
def test_for_others_the_ledger_is_not_there(name: str, item: Any, cast: Any) -> None:
    for address in ("/liggare/", f"/liggare/{index_of(item)}/", f"/liggare/{index_of(item)}/bevis/"):
        assert client(getattr(cast, name)).get(address).status_code == 404


def test_a_number_goes_to_its_entry_and_a_wrong_one_says_so(item: Any, cast: Any) -> None:
    index = index_of(item)
    assert client(cast.gustav).get(f"/liggare/?post={index}")["Location"] == f"/liggare/{index}/"
    assert "Det finns ingen säkrad post" in client(cast.gustav).get("/liggare/?post=999999").content.decode()
    assert client(cast.gustav).get("/liggare/999999/").status_code == 404
    assert client(cast.gustav).get("/liggare/99999999999999999999999/").status_code == 404


def test_a_weeded_entry_stands_and_its_proof_holds(item: Any, cast: Any) -> None:
    services.weed([item.latest.entry_id], actor="user:1", obj="decision:1", decision="KS 12")
    page = client(cast.gustav).get(f"/liggare/{index_of(item)}/").content.decode()
    assert "Gallrad uppgift" in page
    assert page.count("Stämmer") == 2


@pytest.mark.clause("G5.5")
def test_the_evidence_file_of_an_item_holds(item: Any, cast: Any) -> None:
    answer = client(cast.anna).get(f"/bevis/inlagg/{item.pk}/")
    assert answer["Content-Type"] == "application/zip"
    assert verify.verify_bytes(answer.content, queries.public_key()).outcome == "holds"


def test_evidence_is_not_there_for_those_who_may_not_read(item: Any, cast: Any) -> None:
    from liggaren.lib import clock

    now = clock.now()
    removal = Removal.objects.create(
        item=item, version=item.latest, account=item.sightings.first().account, opened_by=cast.anna,
        state="done", way="delete", category=Category.objects.first(), legal_basis="house_rule",
        obvious=True, reason="Hot", decided_by=cast.anna, decided_at=now, seen_at=now, opened_at=now,
    )  # fmt: skip
    addresses = (f"/bevis/inlagg/{item.pk}/", f"/bevis/beslut/{removal.pk}/")
    assert [client(cast.anna).get(address).status_code for address in addresses] == [200, 200]
    assert [client(cast.sara).get(address).status_code for address in addresses] == [404, 404]
    type(item).objects.filter(pk=item.pk).update(visibility="restricted")
    assert [client(cast.anna).get(address).status_code for address in addresses] == [404, 404]
