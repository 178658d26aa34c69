"""The pages of immediate destruction, of what disappeared, and of many at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.desk.tests.deciding import as_, filled, read_sentence, text
from liggaren.ledger.models import Record
from liggaren.moderation import disappearing, sweep_run
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Disappearance, PurgeOrder, Removal, Sweep

pytestmark = pytest.mark.clause("C6.5", "G5.5")
WORDS = {"description": "Länk till en bild.", "reason": "Får inte innehas.", "removes": "on"}


@pytest.fixture(autouse=True)
def grounds(committed: None) -> None:
    plant()


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, "Förbjudenbild på en länk", name="Spindelsippan")


def ordered(world: World, item: Item, **changed: str) -> PurgeOrder:
    as_(world.cast.anna).post(f"/ta-bort/{item.pk}/forstor/", {**WORDS, **changed})
    return PurgeOrder.objects.get()


def test_a_stranger_and_other_staff_meet_no_page(world: World, item: Item) -> None:
    for person in (world.cast.sara, world.cast.bertil, world.cast.erik):
        client = as_(person)
        assert client.get(f"/ta-bort/{item.pk}/forstor/").status_code == 404
        assert client.post(f"/ta-bort/{item.pk}/forstor/", WORDS).status_code == 404
    order = ordered(world, item)
    for person in (world.cast.sara, world.cast.bertil, world.cast.erik):
        client = as_(person)
        assert client.get(f"/forstoring/{order.pk}/").status_code == 404
        for act in ("las", "forstor", "ta-tillbaka", "polis"):
            assert client.post(f"/forstoring/{order.pk}/{act}/").status_code == 404
    assert PurgeOrder.objects.get().state == "ordered"
    assert as_(world.cast.anna).get(f"/forstoring/{uuid4()}/").status_code == 404


def test_an_empty_order_says_what_to_write_and_hides_nothing(world: World, item: Item) -> None:
    response = as_(world.cast.anna).post(f"/ta-bort/{item.pk}/forstor/", {})
    page = text(response)
    assert response.status_code == 422 and "<title>Fel: " in page and "Två saker behöver rättas" in page
    item.refresh_from_db()
    assert item.withheld_at is None


def test_the_order_hides_it_and_the_second_person_destroys_it(world: World, item: Item) -> None:
    order = ordered(world, item)
    mine = text(as_(world.cast.anna).get(f"/forstoring/{order.pk}/"))
    assert "En annan person måste bekräfta" in mine and "Förstör i Liggaren" not in mine
    assert "Förbjudenbild" not in mine and "Spindelsippan" not in mine
    second = as_(world.cast.second)
    theirs = text(second.get(f"/forstoring/{order.pk}/"))
    assert "Förstör i Liggaren" in theirs and "Förbjudenbild" not in theirs
    for page in (f"/inlagg/{item.pk}/", "/inkorg/", "/sok/?q=f%C3%B6rbjudenbild"):
        assert "Spindelsippan" not in text(second.get(page))
    done = text(second.post(f"/forstoring/{order.pk}/forstor/", follow=True))
    assert "<h1>Kommentaren är förstörd</h1>" in done and "Länk till en bild." in done
    assert "Borttagningen från plattformen" in done
    assert "Innehållet är omedelbart förstört" in text(second.get(f"/inlagg/{item.pk}/"))


def test_the_words_are_read_only_after_the_ledger_knows(world: World, item: Item) -> None:
    order = ordered(world, item)
    page = text(as_(world.cast.second).post(f"/forstoring/{order.pk}/las/"))
    assert "Förbjudenbild på en länk" in page and "<img" not in page
    assert Record.objects.filter(kind="purge.words_read", actor=world.cast.second.actor).exists()


def test_the_same_person_gets_no_button_and_no_way_around_it(world: World, item: Item) -> None:
    order = ordered(world, item)
    page = text(as_(world.cast.anna).post(f"/forstoring/{order.pk}/forstor/", follow=True))
    assert "En annan person måste stå för det andra namnet" in page
    assert PurgeOrder.objects.get().state == "ordered"
    back = text(as_(world.cast.anna).post(f"/forstoring/{order.pk}/ta-tillbaka/", follow=True))
    assert "Beställningen är återtagen" in back


def test_the_decision_page_shows_the_way_for_what_may_not_be_copied(world: World, item: Item) -> None:
    page = text(as_(world.cast.anna).get(f"/ta-bort/{item.pk}/"))
    assert f'href="/ta-bort/{item.pk}/forstor/"' in page
    assert f'href="/ta-bort-flera/{world.account.pk}/"' in page


@pytest.fixture
def away(world: World, item: Item) -> Disappearance:
    world.play.admin.delete(item.native_id)
    capture.capture_account(world.account)
    found = disappearing.went_away(item_id=item.pk)
    assert found is not None
    return found


def test_what_disappeared_is_listed_counted_and_answered(
    world: World, item: Item, away: Disappearance
) -> None:
    client = as_(world.cast.anna)
    page = text(client.get("/forsvunnet/"))
    assert "<h1>En sak har försvunnit utan beslut</h1>" in page and "Spindelsippan" in page
    assert "tyder på: den som skrev tog bort det" in page and " checked" not in page
    assert "En sak har försvunnit utan beslut" in text(client.get(f"/konton/{world.account.pk}/"))
    assert "Försvann utan vårt beslut" in text(client.get(f"/inlagg/{item.pk}/"))
    sent = {"cause": "author", "words": "Hon skrev det själv.", "tillbaka": f"/inlagg/{item.pk}/"}
    answered = text(client.post(f"/forsvunnet/{away.pk}/", sent, follow=True))
    assert "Svaret är sparat." in answered and "Hon skrev det själv." in answered
    assert "Inget har försvunnit utan svar" in text(client.get("/forsvunnet/"))
    assert "Den som skrev tog bort det" in text(client.get("/forsvunnet/?visa=besvarade"))


def test_others_see_no_questions_and_answer_none(world: World, away: Disappearance) -> None:
    for person in (world.cast.erik, world.cast.bertil):
        client = as_(person)
        assert "Spindelsippan" not in text(client.get("/forsvunnet/"))
        assert client.post(f"/forsvunnet/{away.pk}/", {"cause": "author"}).status_code == 404
    assert as_(world.cast.sara).get("/forsvunnet/").status_code == 404
    elsewhere = {"cause": "unknown", "tillbaka": "https://ond.example/"}
    response: Any = as_(world.cast.anna).post(f"/forsvunnet/{away.pk}/", elsewhere)
    assert response["Location"] == "/forsvunnet/"


@pytest.mark.clause("C6.1", "C6.2")
def test_many_are_found_chosen_decided_and_followed(world: World, item: Item) -> None:
    for number in range(3):
        incoming(world, f"Köp billiga klockor {number}", name="Klockan")
    client, where = as_(world.cast.anna), f"/ta-bort-flera/{world.account.pk}/"
    page = text(client.get(f"{where}?q=klockor"))
    assert "Välj alla 3" in page and "Spindelsippan" not in page
    client.post(f"{where}?q=klockor", {"alla": "1"})
    sweep = Sweep.objects.get()
    page = text(client.get(f"/flera/{sweep.pk}/"))
    assert "<h1>Besluta om 3 på en gång</h1>" in page and " checked" not in page
    form = filled(item)
    said = text(client.post(f"/flera/{sweep.pk}/", {**form, "granska": "1"}))
    assert "Du beslutar att ta bort 3 saker från Torget." in said and "Ta bort 3 från Torget</button>" in said
    assert not Removal.objects.exists()
    changed = {**form, "way": "hide", "mening": read_sentence(said)}
    client.post(f"/flera/{sweep.pk}/", changed)
    assert Sweep.objects.get().state == "chosen"
    client.post(f"/flera/{sweep.pk}/", {**form, "mening": read_sentence(said)})
    sweep_run.carry_on(sweep.pk)
    page = text(client.get(f"/flera/{sweep.pk}/"))
    assert "<h1>3 av 3 är beslutade</h1>" in page and page.count("/beslut/") == 3
    assert "3" in text(client.get(f"/flera/{sweep.pk}/lage/"))


@pytest.mark.clause("C6.1")
def test_a_stranger_meets_no_page_of_many(world: World, item: Item) -> None:
    anna = as_(world.cast.anna)
    anna.post(f"/ta-bort-flera/{world.account.pk}/", {"val": str(item.latest_id)})
    sweep = Sweep.objects.get()
    for person in (world.cast.sara, world.cast.bertil, world.cast.erik):
        client = as_(person)
        assert client.get(f"/ta-bort-flera/{world.account.pk}/").status_code == 404
        assert client.get(f"/flera/{sweep.pk}/").status_code == 404
        for act in ("instam", "stoppa", "fortsatt", "lamna"):
            assert client.post(f"/flera/{sweep.pk}/{act}/").status_code == 404
    assert anna.get(f"/ta-bort-flera/{uuid4()}/").status_code == 404
    anna.post(f"/flera/{sweep.pk}/lamna/")
    assert Sweep.objects.get().state == "withdrawn"
