"""The page of an incident of our own in each of its states, and the account's way to how it is registered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.desk.tests.deciding import as_, text
from liggaren.lib import clock
from liggaren.moderation import registrar_acts, slipping
from liggaren.moderation.factories import plant
from liggaren.moderation.models import OwnSlip

SECRET = "KANARIEDIAGNOS"


@pytest.fixture
def slip(world: World) -> OwnSlip:
    plant()
    capture.capture_account(world.account)
    ours = Item.objects.get(native_id=world.post, is_ours=True)
    return slipping.report_slip(item=ours, what=f"Ett barns {SECRET}.", by=world.cast.anna)


@pytest.mark.clause("G5.3")
def test_what_came_out_is_closed_until_opened_and_the_clock_runs(world: World, slip: OwnSlip) -> None:
    where, erik = f"/egen-miss/{slip.pk}/", as_(world.cast.erik)
    page = text(erik.get(where))
    assert SECRET not in page and "av 72 timmar kvar" in page and "Gå igenom det här" in page
    page = text(erik.post(f"/inlagg/{slip.item_id}/oppna/", {"nasta": where}, follow=True))
    assert SECRET in page
    with clock.frozen(slip.breach_due_at + timedelta(minutes=1)):
        page = text(erik.get(where))
        assert "72 timmar har gått" in page and "varför den är sen" in page


def test_a_bad_answer_keeps_what_was_written(world: World, slip: OwnSlip) -> None:
    page = as_(world.cast.anna).post(
        f"/egen-miss/{slip.pk}/", {"steg": "bedom", "authority_told": "ja", "assessment": "Liten krets."}
    )
    assert page.status_code == 422 and "Liten krets." in text(page) and "<title>Fel: " in text(page)


@pytest.mark.clause("G5.3")
def test_the_incident_ends_when_all_is_done_and_shows_the_correction(world: World, slip: OwnSlip) -> None:
    where, anna = f"/egen-miss/{slip.pk}/", as_(world.cast.anna)
    anna.post(where, {
        "steg": "bedom", "authority_told": "ja", "people_told": "ja", "assessment": "Liten krets.",
    })  # fmt: skip
    anna.post(where, {"steg": "ratta", "correction": "Vi tog bort ett inlägg.", "correction_place": "Sidan"})
    registrar_acts.register_number(
        request=slip.request, number="KFN 4", on=clock.now().date(), by=world.cast.erik
    )
    Item.objects.filter(pk=slip.item_id).update(state="deleted")
    assert "Alla steg är gjorda" in text(anna.get(where)) and "KFN 4" in text(anna.get(where))
    page = text(anna.post(where, {"steg": "avsluta"}, follow=True))
    assert "Incidenten är avslutad" in page and "Vi tog bort ett inlägg." in page
    assert "Spara bedömningen" not in page and "Spara rättelsen" not in page


def test_one_that_was_none_is_taken_back_with_a_reason(world: World, slip: OwnSlip) -> None:
    where, anna = f"/egen-miss/{slip.pk}/", as_(world.cast.anna)
    page = text(anna.post(where, {"steg": "aterta", "ended_reason": "Fel bild."}, follow=True))
    assert "Det var ingen incident" in page and "Fel bild." in page


def test_the_accounts_page_leads_registrar_and_information_to_how_it_is_registered(world: World) -> None:
    where, mode = f"/konton/{world.account.pk}/", f"/konton/{world.account.pk}/diarieforing/"
    for user in (world.cast.erik, world.cast.disa):
        assert mode in text(as_(user).get(where)) and as_(user).get(mode).status_code == 200
    for user in (world.cast.anna, world.cast.gustav):
        assert mode not in text(as_(user).get(where))


@pytest.mark.clause("G5.2")
def test_minor_importance_names_its_person_and_reason_and_can_be_taken_back(world: World) -> None:
    from liggaren.moderation.factories import incoming

    plain, anna = incoming(world, "Hej hej!"), as_(world.cast.anna)
    where = f"/inlagg/{plain.pk}/sekretess/"
    assert anna.post(where, {"beslut": "ringa", "minor_reason": ""}).status_code == 422
    page = text(anna.post(where, {"beslut": "ringa", "minor_reason": "Bara en hälsning."}, follow=True))
    assert world.cast.anna.name in page and "Bara en hälsning." in page
    assert "Bara en hälsning." not in text(anna.post(where, {"beslut": "inte_ringa"}, follow=True))


def test_a_provision_repealed_while_the_page_was_open_is_refused_and_nothing_is_lost(world: World) -> None:
    from liggaren.desk.tests.deciding import filled
    from liggaren.lib import dates
    from liggaren.moderation.factories import incoming
    from liggaren.moderation.models import Provision, Removal

    plant()
    item, anna = incoming(world, "Jag ska slå dig."), as_(world.cast.anna)
    law = Provision.objects.get(key="olaga-hot")
    form = filled(item, basis="duty_by_law", provision=str(law.pk), reason="Hotar en medarbetare.")
    assert anna.post(f"/ta-bort/{item.pk}/", {**form, "granska": "1"}).status_code == 200
    yesterday = dates.swedish_day(clock.now()) - timedelta(days=1)
    Provision.objects.filter(pk=law.pk).update(valid_to=yesterday)
    try:
        page = anna.post(f"/ta-bort/{item.pk}/", {**form, "besluta": "1"})
        assert page.status_code == 422 and "Hotar en medarbetare." in text(page)
        assert not Removal.objects.filter(item=item).exclude(decided_at=None).exists()
    finally:  # the migrations' own rows stay between tests
        Provision.objects.filter(pk=law.pk).update(valid_to=law.valid_to)
