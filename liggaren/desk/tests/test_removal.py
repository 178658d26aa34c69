"""The decision page and the outcome page: nothing chosen beforehand, one sentence, and what is known told."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.factories import world as make_world
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.ledger import services as sealing
from liggaren.moderation import services
from liggaren.moderation.factories import decision, incoming, plant
from liggaren.moderation.models import Category, Provision, Removal
from liggaren.people.models import Municipality, User
from liggaren.playground.serve import Playground

pytestmark = pytest.mark.clause("C6.1")


@pytest.fixture(autouse=True)
def grounds(committed: None) -> None:
    plant()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def filled(item: Item, **changed: str) -> dict[str, str]:
    """The form as a person has filled it in."""
    item.refresh_from_db()
    whole = {
        "category": str(Category.objects.get(key="personangrepp").pk), "basis": "house_rule", "obvious": "ja",
        "reason": "Angriper en medarbetare.", "way": "delete", "version": str(item.latest_id),
    }  # fmt: skip
    return {**whole, **changed}


def read_sentence(page: str) -> str:
    found = re.search(r'name="mening" value="([^"]+)"', page)
    assert found is not None, "no sentence on the page"
    return found[1]


def decide(client: Client, item: Item, **changed: str) -> Any:
    """Read the sentence, then press the button: what one does without script."""
    form = filled(item, **changed)
    page = client.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"})
    assert page.status_code == 200, text(page)
    return client.post(f"/ta-bort/{item.pk}/", {**form, "mening": read_sentence(text(page)), "besluta": "1"})


def outcome(client: Client, *, send: bool = True) -> str:
    """The outcome page of the newest decision, after the queue has done its work."""
    removal = Removal.objects.latest("opened_at")
    if send and removal.outbox_id:
        actions.send(removal.outbox_id)
        services.act_ended(outbox_id=removal.outbox_id)
    return text(client.get(f"/beslut/{removal.pk}/"))


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
    places = [page.index(words) for words in ("Beviset är säkrat", "Varför ska", "Vad kan göras", "<h2>Bekräfta")]
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


@pytest.mark.parametrize(
    ("switch", "title", "word"),
    [
        ("silent", "Kommentaren är borta från Torget", "Utfört, bekräftat"),
        ("reset", "Vi vet inte ännu om kommentaren är borta", "Utfall okänt"),
        ("refuse", "Torget nekade", "Nekad av plattformen"),
        ("limited", "Beviset säkras", "Bevis säkras"),
    ],
)
def test_each_outcome_has_its_own_page(world: World, item: Item, switch: str, title: str, word: str) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    world.play.admin.switch(world.page, switch)
    page = outcome(client)
    if switch == "silent":
        world.play.admin.switch_all_off(world.page)
        client.post(f"/beslut/{Removal.objects.get().pk}/kontrollera/")
        services.catch_up()
        page = outcome(client, send=False)
    assert f"<h1>{title}</h1>" in page and word in page


def test_an_unknown_outcome_is_amber_with_what_we_know_and_what_one_can_do(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    world.play.admin.switch(world.page, "reset")
    page = outcome(client)
    assert 'class="note amber"' in page and "vi har inget säkert svar" in page
    assert "Vi skickar inte begäran igen av oss själva." in page and "Kontrollera nu" in page
    assert 'class="tag red"' not in page
    address = f"/beslut/{Removal.objects.get().pk}/beratta/"
    assert "kan fortfarande komma fram" in text(client.post(address, {"gjort": "nej"}, follow=True))
    client.post(address, {"gjort": "ja"})
    services.catch_up()
    assert "En person har sett efter." in outcome(client, send=False)


@pytest.mark.clause("C6.13")
def test_by_hand_has_numbered_steps_and_is_looked_up(committed: None, play: Playground) -> None:
    world = make_world(play, profile="reply")
    item = incoming(world, "Du är en idiot.")
    client = as_(world.cast.anna)
    impossible = client.post(f"/ta-bort/{item.pk}/", {**filled(item), "granska": "1"})
    assert impossible.status_code == 422 and "Det går inte här" in text(impossible)
    decide(client, item, way="by_hand")
    page = outcome(client)
    assert "Ta bort kommentaren för hand" in page and "Det är gjort på Torget" in page
    assert page.count('<li class="entry"><div class="margin"><b>') >= 6
    address = f"/beslut/{Removal.objects.get().pk}/gjort/"
    assert "det syns fortfarande" in text(client.post(address, follow=True))
    play.admin.delete(item.native_id)
    client.post(address)
    services.catch_up()
    assert "Kommentaren är borta från Torget" in outcome(client, send=False)


@pytest.mark.clause("C6.12")
def test_a_counter_reply_asks_for_both_halves_and_proposes_words(committed: None, play: Playground) -> None:
    world = make_world(play, profile="reply")
    item = incoming(world, "Du är en idiot.")
    client = as_(world.cast.anna)
    page = text(client.get(f"/ta-bort/{item.pk}/"))
    assert "Exempelköpings kommun står inte bakom" in page and "inte tillåtna här" in page
    half = client.post(
        f"/ta-bort/{item.pk}/",
        {**filled(item, way="counter_reply", distance="Vi står inte bakom det."), "granska": "1"},
    )
    assert half.status_code == 422 and 'href="#id_rule"' in text(half)
    decide(
        client, item, way="counter_reply", distance="Vi står inte bakom det.", rule="Det är inte tillåtet."
    )
    assert "Svaret syns på Torget" in outcome(client)


def test_by_law_a_colleague_agrees_on_their_own_page(world: World, item: Item) -> None:
    Municipality.objects.update(two_deciders=True)
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    law = str(Provision.objects.get(key="olaga-hot").pk)
    part = text(anna.post(f"/ta-bort/{item.pk}/mening/", filled(item, basis="duty_by_law", provision=law)))
    assert "Beslutet behöver två personer." in part
    decide(anna, item, basis="duty_by_law", provision=law)
    removal = Removal.objects.get()
    address = f"/beslut/{removal.pk}/"
    assert "Instäm" not in text(anna.get(address)) and "Instämmer du?" in text(selma.get(address))
    selma.post(f"{address}instam/", {"version": str(removal.version_id)})
    page = outcome(selma)
    assert "Anna och Selma" in page and "Kommentaren är borta från Torget" in page


@pytest.mark.clause("C6.2")
def test_without_a_seal_the_page_says_so_and_offers_the_emergency_path(
    world: World, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise sealing.NotSealed("Förseglingen blev inte klar i tid.")

    monkeypatch.setattr(sealing, "checkpoint_for", never)
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    page = text(anna.get(f"/ta-bort/{item.pk}/"))
    assert "Beviset är inte säkrat än" in page and "Nödväg: när det inte kan vänta" in page
    decide(anna, item, emergency_reason="Hotet är akut.")
    removal = Removal.objects.get()
    assert removal.state == "second" and world.acts() == []
    assert "Nödväg" in text(selma.get(f"/beslut/{removal.pk}/"))
    selma.post(f"/beslut/{removal.pk}/instam/", {"version": str(removal.version_id)})
    page = outcome(selma)
    assert "Nödvägen användes" in page and "Kommentaren är borta från Torget" in page


def test_a_decision_is_taken_back_before_anything_is_sent(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    removal = Removal.objects.get()
    client.post(f"/beslut/{removal.pk}/ta-tillbaka/")
    services.catch_up()
    page = text(client.get(f"/beslut/{removal.pk}/"))
    assert "Beslutet är återtaget" in page and "Nytt beslut" in page and world.acts() == []


def test_a_decision_merely_opened_has_no_page(world: World, item: Item) -> None:
    removal = services.open_removal(item=item, by=world.cast.anna)
    assert as_(world.cast.anna).get(f"/beslut/{removal.pk}/").status_code == 404


def test_the_item_says_beside_its_thread_what_was_decided(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    services.decide_removal(
        removal=services.open_removal(item=item, by=world.cast.anna), decision=decision(way="hide"),
        version_id=item.latest_id or 0, by=world.cast.anna,
    )  # fmt: skip
    page = text(client.get(f"/inkorg/{item.pk}/"))
    assert "Anna beslutade i dag" in page and "Se beslutet" in page


@pytest.mark.parametrize("version", ["", "x", "9" * 40, "-1"])
def test_an_odd_version_number_decides_nothing(world: World, item: Item, version: str) -> None:
    client, form = as_(world.cast.anna), filled(item)
    said = read_sentence(text(client.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"})))
    client.post(f"/ta-bort/{item.pk}/", {**form, "version": version, "mening": said, "besluta": "1"})
    assert not Outbox.objects.exists()
    capture.capture_account(world.account)
