"""The outcome page in every state: what is known is told as it is, and what one can do."""

from __future__ import annotations

import pytest

from liggaren.actions.factories import World
from liggaren.actions.factories import world as make_world
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.desk.tests.deciding import as_, decide, filled, outcome, read_sentence, text
from liggaren.ledger import services as sealing
from liggaren.moderation import services
from liggaren.moderation.factories import decision, incoming, plant
from liggaren.moderation.models import Provision, Removal
from liggaren.people.models import Municipality
from liggaren.playground.serve import Playground

pytestmark = pytest.mark.clause("C6.1")


@pytest.fixture(autouse=True)
def grounds(committed: None) -> None:
    plant()


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, "Du är en idiot & en <b>tjuv</b>.", name="Backsippan")


@pytest.mark.parametrize(
    ("switch", "title", "word"),
    [
        ("silent", "Kommentaren är borta från Torget", "Utfört, bekräftat"),
        ("reset", "Vi vet inte ännu om kommentaren är borta", "Utfall okänt"),
        ("refuse", "Torget nekade", "Nekad av plattformen"),
        ("limited", "Torget ber oss vänta", "Väntar på nytt försök"),
        ("pretends", "Torget sade ja, men kommentaren syns fortfarande", "Utfall okänt"),
        ("forbidden", "Torget sade ja, men vi kan inte se om kommentaren är borta", "Utfall okänt"),
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
