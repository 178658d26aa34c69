"""The decision page: nothing chosen beforehand, one sentence, and what changed meanwhile told."""

from __future__ import annotations

from uuid import uuid4

import pytest

from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture.models import Item
from liggaren.desk.tests.deciding import as_, decide, filled, outcome, read_sentence, text
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Removal

pytestmark = pytest.mark.clause("C6.1")


@pytest.fixture(autouse=True)
def grounds(committed: None) -> None:
    plant()


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, "Du är en idiot & en <b>tjuv</b>.", name="Backsippan")


def test_a_stranger_meets_no_page_and_leaves_no_trace(world: World, item: Item) -> None:
    for person in (world.cast.sara, world.cast.bertil, world.cast.erik):
        client = as_(person)
        assert client.get(f"/ta-bort/{item.pk}/").status_code == 404
        assert client.post(f"/ta-bort/{item.pk}/", filled(item)).status_code == 404
        assert client.post(f"/ta-bort/{item.pk}/mening/", filled(item)).status_code == 404
    assert not Removal.objects.exists()
    assert as_(world.cast.anna).get(f"/ta-bort/{uuid4()}/").status_code == 404
    decide(as_(world.cast.anna), item)
    removal = Removal.objects.get()
    for person in (world.cast.sara, world.cast.erik):
        client = as_(person)
        assert client.get(f"/beslut/{removal.pk}/").status_code == 404
        for act in ("instam", "ta-tillbaka", "kontrollera", "gjort", "beratta"):
            assert client.post(f"/beslut/{removal.pk}/{act}/").status_code == 404
    assert Removal.objects.get().state == "decided"


@pytest.mark.clause("C6.2", "G5.6")
def test_the_page_shows_the_evidence_first_and_nothing_is_chosen_beforehand(world: World, item: Item) -> None:
    page = text(as_(world.cast.anna).get(f"/ta-bort/{item.pk}/"))
    assert "Beviset är säkrat" in page and "Beviset stämmer." in page and "Post i liggaren" in page
    assert " checked" not in page and "btn stop" not in page
    assert "Du är en idiot &amp; en &lt;b&gt;tjuv&lt;/b&gt;." in page
    places = [
        page.index(words) for words in ("Beviset är säkrat", "Varför ska", "Vad kan göras", "<h2>Bekräfta")
    ]
    assert places == sorted(places)


@pytest.mark.clause("C6.10", "C6.11")
def test_the_eight_categories_and_what_the_platform_can_do_with_its_date(world: World, item: Item) -> None:
    page = text(as_(world.cast.anna).get(f"/ta-bort/{item.pk}/"))
    assert page.count('name="category"') == 8 and "Något annat" in page
    assert "Enligt uppgifter som stämdes av den 24 november 2026" in page
    assert "Försvinner för alla. Går inte att ångra." in page


def test_an_empty_form_is_told_everything_that_is_missing(world: World, item: Item) -> None:
    response = as_(world.cast.anna).post(
        f"/ta-bort/{item.pk}/", {"granska": "1", "version": str(item.latest_id)}
    )
    page = text(response)
    assert response.status_code == 422 and "<title>Fel: " in page and "Fem saker behöver rättas" in page
    for field in ("category", "basis", "obvious", "reason", "way"):
        assert f'href="#id_{field}"' in page and f'id="id_{field}"' in page


def test_the_sentence_and_the_button_name_act_and_place_and_then_it_is_done(world: World, item: Item) -> None:
    client, form = as_(world.cast.anna), filled(item)
    part = text(client.post(f"/ta-bort/{item.pk}/mening/", form))
    assert "Du beslutar att ta bort Backsippans kommentar från Torget." in part
    assert "Ta bort från Torget</button>" in part and "<html" not in part
    response = client.post(
        f"/ta-bort/{item.pk}/", {**form, "mening": read_sentence(part), "besluta": "1"}, follow=True
    )
    assert "Beviset säkras" in text(response)
    page = outcome(client)
    assert "<h1>Kommentaren är borta från Torget</h1>" in page and "Utfört, bekräftat" in page
    assert "Beviset prövades och stämde" in page
    assert page.index("Beviset prövades") < page.index("Begäran skickades")
    assert len(world.acts(item)) == 1


def test_pressing_the_button_without_having_read_this_very_sentence_decides_nothing(
    world: World, item: Item
) -> None:
    client, form = as_(world.cast.anna), filled(item)
    said = read_sentence(text(client.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"})))
    changed = {**form, "way": "hide", "mening": said, "besluta": "1"}
    page = text(client.post(f"/ta-bort/{item.pk}/", changed))
    assert not Outbox.objects.exists() and "Du beslutar att dölja Backsippans kommentar" in page


def test_sent_twice_by_an_impatient_finger_it_is_one_decision(world: World, item: Item) -> None:
    client, form = as_(world.cast.anna), filled(item)
    said = read_sentence(text(client.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"})))
    whole = {**form, "mening": said, "besluta": "1"}
    client.post(f"/ta-bort/{item.pk}/", whole)
    second = client.post(f"/ta-bort/{item.pk}/", whole)
    assert second.status_code == 302 and second["Location"] == f"/beslut/{Removal.objects.get().pk}/"
    assert Outbox.objects.count() == 1


def test_a_changed_item_shows_the_difference_and_asks_again(world: World, item: Item) -> None:
    client, form = as_(world.cast.anna), filled(item)
    said = read_sentence(text(client.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"})))
    world.play.admin.edit(item.native_id, "Du är en vän & en <b>tjuv</b>.")
    page = text(client.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"}))
    assert "Inlägget har ändrats sedan du läste det." in page
    assert '<del><span class="sr">borttaget: </span>idiot' in page
    assert '<ins><span class="sr">tillagt: </span>vän' in page
    assert not Outbox.objects.exists()
    assert decide(client, item).status_code == 302


def test_an_item_gone_meanwhile_is_told_and_may_be_noted(world: World, item: Item) -> None:
    client, form = as_(world.cast.anna), filled(item)
    said = read_sentence(text(client.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"})))
    world.play.admin.delete(item.native_id)
    page = text(client.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"}))
    assert "är redan borta från Torget" in page and not Outbox.objects.exists()
    decide(client, item, way="noted")
    assert "Beslutet är antecknat" in outcome(client)


def test_the_second_comer_sees_the_first_ones_decision(world: World, item: Item) -> None:
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    selma.get(f"/ta-bort/{item.pk}/")
    decide(anna, item)
    page = text(selma.get(f"/ta-bort/{item.pk}/", follow=True))
    assert "Anna hann före" in page and "Beslutet" in page
