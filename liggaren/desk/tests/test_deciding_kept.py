"""What one has filled in is there again after a lost login or a colleague who was first; what is decided is
told as it is.
"""

from __future__ import annotations

import pytest

from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture.models import Item, ItemState
from liggaren.desk.tests.deciding import as_, decide, filled, outcome, read_sentence, text
from liggaren.lib import clock
from liggaren.moderation import services
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Removal

pytestmark = pytest.mark.clause("C6.1")


@pytest.fixture(autouse=True)
def grounds(committed: None) -> None:
    plant()


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, "Du är en idiot & en <b>tjuv</b>.", name="Backsippan")


def test_what_was_filled_in_survives_a_lost_login(world: World, item: Item) -> None:
    client, form = as_(world.cast.anna), filled(item, way="hide", police="on")
    page = text(client.get(f"/ta-bort/{item.pk}/"))
    assert "Det du fyllde i förut" not in page and " checked" not in page
    client.post(f"/ta-bort/{item.pk}/mening/", form)
    client.cookies.clear()
    assert client.post(f"/ta-bort/{item.pk}/", {**form, "besluta": "1"}).status_code == 302
    client = as_(world.cast.anna)
    page = text(client.get(f"/ta-bort/{item.pk}/"))
    assert "Det du fyllde i förut är kvar" in page and "Angriper en medarbetare.</textarea>" in page
    assert 'value="hide" checked' in page and 'value="ja" checked' in page
    said = read_sentence(page)
    client.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"})
    removal = Removal.objects.get()
    assert removal.state == "decided" and removal.draft == {}


def test_the_draft_is_its_writers_own(world: World, item: Item) -> None:
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    anna.get(f"/ta-bort/{item.pk}/")
    anna.post(f"/ta-bort/{item.pk}/mening/", filled(item, reason="Bara för mig."))
    assert "Bara för mig." not in text(selma.get(f"/ta-bort/{item.pk}/"))


def test_the_second_comer_sees_her_own_choice_beside_the_first_ones(world: World, item: Item) -> None:
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    selma.get(f"/ta-bort/{item.pk}/")
    decide(anna, item)
    mine = {**filled(item, way="hide", reason="Selmas skäl."), "besluta": "1"}
    page = text(selma.post(f"/ta-bort/{item.pk}/", mine, follow=True))
    assert "Anna hann före" in page and "Ditt eget val gäller inte" in page
    assert "Du valde: Dölj" in page and "Selmas skäl." in page
    assert "Selmas skäl." not in text(anna.get(f"/beslut/{Removal.objects.get(state='decided').pk}/?eget=1"))


def test_two_at_the_very_same_time_are_told_by_name(world: World, item: Item) -> None:
    from liggaren.moderation.factories import decision

    late = services.open_removal(item=item, by=world.cast.second)
    decide(as_(world.cast.anna), item)
    with pytest.raises(services.SomeoneWasFirst, match="^Anna hann före"):
        services.decide_removal(
            removal=late, decision=decision(way="hide"), version_id=item.latest_id or 0, by=world.cast.second
        )


def test_ones_own_decision_is_not_told_as_anothers(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    page = text(client.get(f"/ta-bort/{item.pk}/", follow=True))
    assert "Du har redan beslutat om inlägget." in page and "hann före" not in page


@pytest.mark.parametrize("listed", [ItemState.DELETED, ItemState.MISSING, ItemState.PRESENT])
def test_what_we_have_taken_away_leads_to_its_decision(world: World, item: Item, listed: str) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    outcome(client)
    Item.objects.filter(pk=item.pk).update(state=listed)
    for answer in (
        client.get(f"/ta-bort/{item.pk}/", follow=True),
        client.post(f"/ta-bort/{item.pk}/", {**filled(item), "granska": "1"}, follow=True),
    ):
        page = text(answer)
        assert "Borttaget av oss, beslut av Anna i dag" in page and "Vi har inte tagit bort" not in page
        assert "<h1>Kommentaren är borta från Torget</h1>" in page
    assert Removal.objects.count() == 1 and Outbox.objects.count() == 1


def test_a_page_that_changes_by_itself_ends_with_its_clock_and_its_seal(world: World, item: Item) -> None:
    from liggaren.actions import services as actions
    from liggaren.ledger import services as ledger

    client = as_(world.cast.anna)
    decide(client, item)
    removal = Removal.objects.get()
    address = f"/beslut/{removal.pk}/"
    assert removal.outbox_id is not None
    actions.send(removal.outbox_id)
    page = text(client.get(address))
    assert "<h1>Kommentaren är borta från Torget</h1>" in page and "<dt>Borta</dt>" not in page
    assert 'hx-trigger="every 3s"' in page, "the clock has not caught up: it asks once more"
    services.act_ended(outbox_id=removal.outbox_id)
    ledger.sequence()
    page = text(client.get(address))
    assert "<dt>Borta</dt>" in page and "säkras</dd>" not in page and 'hx-trigger="every 3s"' not in page


def test_a_yes_that_was_none_is_amber_then_ordered_again_from_the_page(world: World, item: Item) -> None:
    from datetime import timedelta

    client = as_(world.cast.anna)
    decide(client, item)
    world.play.admin.switch(world.page, "pretends")
    page = outcome(client)
    title = "<h1>Torget sade ja, men kommentaren syns fortfarande</h1>"
    assert title in page and 'class="note amber"' in page
    address = f"/beslut/{Removal.objects.get().pk}/"
    client.post(f"{address}kontrollera/")
    services.act_unknown(outbox_id=Outbox.objects.get().pk)
    page = text(client.get(address))
    assert title in page and "Berätta vad du såg." in page and "Beställ igen" not in page
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        client.post(f"{address}kontrollera/")
        services.catch_up()
    page = text(client.get(address))
    assert title in page and "Beställ igen" in page
    world.play.admin.switch_all_off(world.page)
    assert client.post(f"{address}igen/").status_code == 302
    assert "<h1>Kommentaren är borta från Torget</h1>" in outcome(client)
    lines = world.acts(item)
    assert [line.performed for line in lines] == [False, True] and len({line.key for line in lines}) == 2


def test_an_unknown_outcome_that_still_shows_says_so(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    world.play.admin.switch(world.page, "reset")
    outcome(client)
    world.play.admin.switch_all_off(world.page)
    client.post(f"/beslut/{Removal.objects.get().pk}/kontrollera/")
    page = outcome(client, send=False)
    assert "<h1>Kommentaren syns fortfarande</h1>" in page and 'class="note amber"' in page
    assert "kan ha gjort" not in page
