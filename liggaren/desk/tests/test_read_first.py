"""What the screens say when a text has not been opened, has changed or is gone, and who removes what is
restricted (design 3.12)."""

from __future__ import annotations

import pytest

from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Visibility
from liggaren.desk.tests.deciding import as_, filled, read_sentence, text
from liggaren.moderation import secrecy, services
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Provision, Removal
from liggaren.moderation.tests.deciding import decide
from liggaren.people.models import Municipality

pytestmark = pytest.mark.clause("C6.1", "C6.2")
WORDS = "Kalle i 7B har adhd, den idioten."


@pytest.fixture
def item(world: World) -> Item:
    plant()
    found = incoming(world, WORDS, name="Backsippan")
    capture.restrict(found, level=Visibility.FLAGGED, by=None, reason="Förslag.")
    found.refresh_from_db()
    return found


def test_a_decision_posted_past_the_page_decides_nothing(world: World, item: Item) -> None:
    anna = as_(world.cast.anna)
    form = {
        **filled(item),
        "besluta": "1",
        "mening": "Du beslutar att ta bort Backsippans kommentar från Torget.",
    }
    page = text(anna.post(f"/ta-bort/{item.pk}/", form))
    assert "Öppna för att läsa" in page and "adhd" not in page and "Backsippan" not in page
    assert not Outbox.objects.exists()


def test_a_second_person_who_posts_without_having_opened_is_told(world: World, item: Item) -> None:
    Municipality.objects.update(two_deciders=True)
    services.open_masked(item=item, by=world.cast.anna)
    law = Provision.objects.get(key="olaga-hot")
    removal = decide(item, world.cast.anna, basis="duty_by_law", provision=law)
    second, here = as_(world.cast.second), f"/beslut/{removal.pk}/"
    answer = second.post(f"{here}instam/", {"version": str(item.latest_id)}, follow=True)
    assert "Öppna texten och läs den först. Inget är beslutat." in text(answer)
    assert Removal.objects.get().state == "second" and not Outbox.objects.exists()
    second.post(f"/inlagg/{item.pk}/oppna/", {"nasta": here})
    second.post(f"{here}instam/", {"version": str(item.latest_id)})
    assert Removal.objects.get().state == "decided"


def test_an_edit_since_it_was_read_is_shown_as_a_difference_and_asked_again(world: World) -> None:
    plant()
    item, anna = incoming(world, "Du är en idiot.", name="Backsippan"), as_(world.cast.anna)
    form = filled(item)
    said = read_sentence(text(anna.post(f"/ta-bort/{item.pk}/mening/", form)))
    world.play.admin.edit(item.native_id, "Du är en idiot, förlåt.")
    page = text(anna.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"}))
    assert "Texten har ändrats sedan du läste den" in page and "<ins>" in page
    assert "förlåt" in page and form["reason"] in page, "nothing that was written is lost"
    assert not Outbox.objects.exists() and not Removal.objects.filter(decided_at__isnull=False).exists()
    item.refresh_from_db()
    assert f'name="version" value="{item.latest_id}"' in page


def test_an_edit_of_what_was_opened_closes_it_again(world: World, item: Item) -> None:
    anna = as_(world.cast.anna)
    services.open_masked(item=item, by=world.cast.anna)
    form = filled(item)
    said = read_sentence(text(anna.post(f"/ta-bort/{item.pk}/mening/", form)))
    world.play.admin.edit(item.native_id, "Kalle i 7B har adhd och bor på Storgatan.")
    page = text(anna.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"}))
    assert "Öppna för att läsa" in page and "Storgatan" not in page
    assert not Outbox.objects.exists()


def test_what_is_gone_since_it_was_read_is_told_and_nothing_is_sent(world: World) -> None:
    plant()
    item, anna = incoming(world, "Du är en idiot.", name="Backsippan"), as_(world.cast.anna)
    form = filled(item)
    said = read_sentence(text(anna.post(f"/ta-bort/{item.pk}/mening/", form)))
    world.play.admin.delete(item.native_id)
    page = text(anna.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"}))
    assert "redan borta från" in page and form["reason"] in page
    assert not Outbox.objects.exists()


def test_two_windows_one_decides_and_the_other_sees_it(world: World) -> None:
    plant()
    item = incoming(world, "Du är en idiot.", name="Backsippan")
    form, anna, second = filled(item), as_(world.cast.anna), as_(world.cast.second)
    said = read_sentence(text(second.post(f"/ta-bort/{item.pk}/mening/", form)))
    second.get(f"/ta-bort/{item.pk}/")
    anna.get(f"/ta-bort/{item.pk}/")
    anna.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"})
    page = text(second.post(f"/ta-bort/{item.pk}/", {**form, "mening": said, "besluta": "1"}, follow=True))
    assert "Anna hann före med ett beslut om samma inlägg" in page and "Beslutat av" in page
    assert Outbox.objects.count() == 1


@pytest.mark.clause("C7.1")
def test_what_is_restricted_is_removed_from_its_own_page_by_who_may_decide(world: World, item: Item) -> None:
    cast = world.cast
    secrecy.suspect(item=item, by=cast.anna)
    services.open_masked(item=item, by=cast.erik)
    secrecy.restrict(item=item, provision="OSL 23 kap. 2 §", reason="En elevs hälsa.", by=cast.erik)
    here, erik = f"/ta-bort/{item.pk}/", as_(cast.erik)
    page = text(erik.get(f"/inlagg/{item.pk}/sekretess/"))
    assert f'href="{here}"' in page
    for person in (cast.second, cast.disa, cast.gustav, cast.sara):
        assert as_(person).get(here).status_code == 404
    assert f'href="{here}"' not in text(as_(cast.second).get(f"/inlagg/{item.pk}/sekretess/"))
    form = filled(item)
    said = read_sentence(text(erik.post(f"{here}mening/", form)))
    done = text(erik.post(here, {**form, "mening": said, "besluta": "1"}, follow=True))
    assert "Beviset säkras" in done and f"/inkorg/{item.pk}/" not in done
    assert Removal.objects.get().decided_by == cast.erik


@pytest.mark.clause("C7.1")
def test_who_decided_before_the_restriction_sees_the_act_and_no_word_of_the_text(
    world: World, item: Item
) -> None:
    cast = world.cast
    services.open_masked(item=item, by=cast.second)
    removal = decide(item, cast.second)
    secrecy.suspect(item=item, by=cast.anna)
    services.open_masked(item=item, by=cast.erik)
    secrecy.restrict(item=item, provision="OSL 23 kap. 2 §", reason="En elevs hälsa.", by=cast.erik)
    answer = as_(cast.second).get(f"/beslut/{removal.pk}/")
    page = text(answer)
    assert answer.status_code == 200 and "Avsändaren visas inte" in page
    assert "Backsippan" not in page and "adhd" not in page and "/bevis/beslut/" not in page
