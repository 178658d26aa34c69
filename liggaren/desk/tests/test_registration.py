"""The registrar's pages, secrecy on an item, incidents and the mode: what each role meets."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.desk.tests.deciding import as_, text
from liggaren.ledger.models import Record
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import OwnSlip, RegistrationRequest

SECRET, NAME = "KANARIEDIAGNOS", "Kanarienamn"


@pytest.fixture(autouse=True)
def grounds(committed: None) -> None:
    plant()


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, f"Pojken i 7B har {SECRET}.", name=NAME)


def suspect(world: World, item: Item) -> RegistrationRequest:
    as_(world.cast.anna).post(
        f"/inlagg/{item.pk}/sekretess/", {"beslut": "misstank", "suspect_reason": f"Nämner {SECRET}."}
    )
    return RegistrationRequest.objects.get(item=item)


@pytest.mark.clause("C7.1")
def test_one_touch_in_the_inbox_suspects_and_asks_the_registrar(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    assert "Misstänkt sekretess" in text(client.get(f"/inkorg/{item.pk}/"))
    page = client.post(f"/inlagg/{item.pk}/misstank/", {"nasta": f"/inkorg/{item.pk}/"}, follow=True)
    assert page.redirect_chain[0][0] == f"/inkorg/{item.pk}/" and "Registratorn har fått" in text(page)
    assert SECRET not in text(page) and "Öppna för att läsa" in text(page)
    opened = client.post(f"/inlagg/{item.pk}/oppna/", {"nasta": f"/inkorg/{item.pk}/"}, follow=True)
    assert SECRET in text(opened)
    assert Record.objects.filter(kind="finding.opened", obj=f"item:{item.pk}").exists()


@pytest.mark.clause("C7.2")
def test_the_registrar_finds_the_request_and_enters_the_number_in_the_list(world: World, item: Item) -> None:
    erik = as_(world.cast.erik)
    assert "Allt är diariefört" in text(erik.get("/att-diariefora/"))
    row = suspect(world, item)
    page = text(erik.get("/att-diariefora/"))
    assert "En handling väntar på nummer" in page and SECRET not in page and NAME not in page
    assert 'href="/att-diariefora/"' in text(erik.get("/start/"))
    one = text(erik.get(f"/att-diariefora/{row.pk}/"))
    assert SECRET not in one and NAME not in one and "Offentligt" in one and "Skyddat" in one
    one = text(erik.post(f"/att-diariefora/{row.pk}/oppna/", follow=True))
    assert SECRET in one and NAME in one
    done = erik.post(
        f"/att-diariefora/{row.pk}/nummer/",
        {"number": "KFN 2026/17", "registered_on": "2026-11-20", "fran": "lista"},
        follow=True,
    )
    assert "KFN 2026/17" in text(done) and "Allt är diariefört" in text(done)


def test_a_number_already_used_is_told_at_its_field(world: World, item: Item) -> None:
    erik, first = as_(world.cast.erik), suspect(world, item)
    second = suspect(world, incoming(world, "Annat."))
    sent = {"number": "KFN 1", "registered_on": "2026-11-20"}
    erik.post(f"/att-diariefora/{first.pk}/nummer/", sent)
    refused = erik.post(f"/att-diariefora/{second.pk}/nummer/", sent)
    assert refused.status_code == 422 and "används redan" in text(refused)
    assert "<title>Fel: " in text(refused)


def test_others_meet_no_page(world: World, item: Item) -> None:
    row, cast = suspect(world, item), world.cast
    for user in (cast.anna, cast.bertil, cast.cecilia, cast.disa, cast.frida, cast.gustav, cast.sara):
        client = as_(user)
        for address in (
            "/att-diariefora/",
            "/att-diariefora/nummer/",
            "/att-diariefora/nummerform/",
            f"/att-diariefora/{row.pk}/",
        ):
            assert client.get(address).status_code == 404
        for act in ("nummer", "uppgifter", "aterta", "oppna", "besked", "fgs"):
            assert client.post(f"/att-diariefora/{row.pk}/{act}/", {}).status_code == 404
        assert client.post("/att-diariefora/csv/").status_code == 404
    for user in (cast.frida, cast.gustav, cast.sara):
        assert as_(user).get(f"/inlagg/{item.pk}/sekretess/").status_code == 404
        assert as_(user).post(f"/inlagg/{item.pk}/misstank/").status_code == 404
    assert Client().get(f"/att-diariefora/{row.pk}/").status_code == 302


@pytest.mark.clause("C7.1")
def test_secret_words_are_on_no_page_of_other_roles(world: World, item: Item) -> None:
    row = suspect(world, item)
    erik = as_(world.cast.erik)
    law = {"provision": "OSL 26 kap. 1 §", "secrecy_reason": f"{SECRET} är hälsa."}
    erik.post(f"/inlagg/{item.pk}/sekretess/", {"beslut": "begransa", **law})
    item.refresh_from_db()
    assert item.visibility == "suspected", "not read, so not decided"
    erik.post(f"/inlagg/{item.pk}/oppna/")
    erik.post(f"/inlagg/{item.pk}/sekretess/", {"beslut": "begransa", **law})
    row.refresh_from_db()
    addresses = (
        "/start/", "/inkorg/", f"/inkorg/{item.pk}/", f"/inlagg/{item.pk}/", f"/inlagg/{item.pk}/sekretess/",
        f"/inlagg/{item.pk}/diarieforing/",
        f"/sok/?q={SECRET}", "/liggare/", "/konton/", f"/konton/{world.account.pk}/", "/granskning/",
        "/granskning/beslut/", "/officiella-konton/",
    )  # fmt: skip
    for user in (world.cast.second, world.cast.disa, world.cast.bertil, world.cast.frida, world.cast.sara):
        client = as_(user)
        for address in addresses:
            page = text(client.get(address)).replace(f'value="{SECRET}"', "")
            page = re.sub(rf"<title>.*?</title>|q={SECRET}|[”“\"]{SECRET}[”“\"]", "", page)
            assert NAME not in page, (user.name, address)
            assert SECRET not in page or address.startswith("/sok/"), (user.name, address)
    page = text(as_(world.cast.second).get(f"/inlagg/{item.pk}/"))
    assert "Texten är begränsad" in page and "Öppna för att läsa" not in page


def test_the_csv_has_the_public_set_unless_asked_and_its_name_says_nothing(world: World, item: Item) -> None:
    suspect(world, item)
    erik = as_(world.cast.erik)
    public = erik.post("/att-diariefora/csv/")
    assert public["Content-Disposition"] == 'attachment; filename="att-diariefora.csv"'
    body = public.content.decode("utf-8-sig")
    assert SECRET not in body and NAME not in body and "Skickad" in body
    protected = erik.post("/att-diariefora/csv/", {"skyddat": "1"}).content.decode("utf-8-sig")
    assert SECRET in protected and NAME in protected
    assert erik.get("/att-diariefora/csv/").status_code == 405


def test_numbers_are_read_from_a_file_row_by_row(world: World, item: Item) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    row, erik = suspect(world, item), as_(world.cast.erik)
    assert erik.post("/att-diariefora/nummer/").status_code == 422
    data = f"id,diarienummer,registrerad\n{row.pk},KFN 5,2026-11-20\nx,KFN 6,2026-11-20\n".encode()
    page = text(erik.post("/att-diariefora/nummer/", {"file": SimpleUploadedFile("a.csv", data)}))
    assert "1 av 2 rader" in page and "Rad 3, KFN 6" in page


def test_facts_are_changed_and_a_dismissal_needs_a_reason(world: World, item: Item) -> None:
    row, erik = suspect(world, item), as_(world.cast.erik)
    address = f"/att-diariefora/{row.pk}/"
    assert erik.post(f"{address}uppgifter/", {"public_summary": ""}).status_code == 422
    erik.post(f"{address}uppgifter/", {"public_summary": "Kommentar om skolan", "class_code": "3.7"})
    assert "3.7" in text(erik.get(address))
    assert "Häv misstanken" in text(erik.post(f"{address}aterta/", {"withdraw_reason": "Nej"}, follow=True))
    lifted = f"/inlagg/{item.pk}/sekretess/"
    assert erik.post(lifted, {"beslut": "hav", "lift_reason": ""}).status_code == 422
    erik.post(f"/inlagg/{item.pk}/oppna/")
    erik.post(lifted, {"beslut": "hav", "lift_reason": "Påhittat."})
    assert "Återtagen" in text(erik.get(address))


@pytest.mark.clause("G5.2")
def test_the_items_page_shows_each_condition_with_yes_or_no(world: World, item: Item) -> None:
    anna, plain = as_(world.cast.anna), incoming(world, "När öppnar ni?")
    address = f"/inlagg/{plain.pk}/diarieforing/"
    assert address in text(anna.get(f"/inlagg/{plain.pk}/"))
    page = text(anna.get(address))
    assert "<h1>" in page and page.count("<b>ja</b>") == 6
    part = text(anna.get(address, headers={"HX-Request": "true"}))
    assert "<html" not in part and "Undantas: alla villkor uppfyllda" in part
    suspect(world, item)
    page = text(anna.get(f"/inlagg/{item.pk}/diarieforing/"))
    assert "ett villkor brister" in page and page.count("<b>nej</b>") == 1
    assert as_(world.cast.sara).get(address).status_code == 404


@pytest.mark.clause("G5.3")
def test_an_incident_of_our_own_is_walked_through_its_steps(world: World) -> None:
    capture.capture_account(world.account)
    ours, anna = Item.objects.get(native_id=world.post, is_ours=True), as_(world.cast.anna)
    assert anna.post(f"/inlagg/{ours.pk}/sekretess/", {"beslut": "miss", "what": ""}).status_code == 422
    page = anna.post(f"/inlagg/{ours.pk}/sekretess/", {"beslut": "miss", "what": SECRET}, follow=True)
    slip = OwnSlip.objects.get(item=ours)
    address = f"/egen-miss/{slip.pk}/"
    assert page.redirect_chain[-1][0] == address and "Fyra steg återstår" in text(page)
    assert anna.post(address, {"steg": "bedom"}).status_code == 422
    answers = {"authority_told": "ja", "people_told": "nej", "assessment": "Liten krets."}
    anna.post(address, {"steg": "bedom", **answers})
    anna.post(address, {"steg": "ratta", "correction": "Borttaget.", "correction_place": "Sidan"})
    assert "Två steg återstår" in text(anna.get(address))
    assert "Det återstår att" in text(anna.post(address, {"steg": "avsluta"}, follow=True))
    for user in (world.cast.sara, world.cast.gustav, world.cast.frida):
        assert as_(user).get(address).status_code == 404


def test_the_mode_of_an_account_is_chosen_and_its_past_shown(world: World) -> None:
    address, erik = f"/konton/{world.account.pk}/diarieforing/", as_(world.cast.erik)
    assert erik.post(address, {"mode": "always", "mode_reason": ""}).status_code == 422
    done = erik.post(address, {"mode": "always", "mode_reason": "Nämndens beslut § 4."}, follow=True)
    assert "<h1>Allt diarieförs</h1>" in text(done) and "Nämndens beslut § 4." in text(done)
    assert as_(world.cast.anna).get(address).status_code == 404
