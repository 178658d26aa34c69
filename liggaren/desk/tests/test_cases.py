"""The case pages at the desk: from an item to its end, by everyone whose work it is and by nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liggaren.actions.factories import World
from liggaren.lib import clock, dates
from liggaren.moderation import case_messages, case_moving, case_opening, case_vocabulary, case_work
from liggaren.moderation.case_factories import LAMP, Streets, lamp, streets
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Case, CaseMessage, CaseWord, UnitContact
from liggaren.people.models import User

MOST = 15


@pytest.fixture
def town(world: World) -> tuple[World, Streets]:
    return world, streets(world.cast.top)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.clause("C5.3", "C5.4")
def test_a_case_is_made_from_the_item_and_everything_typed_survives_a_fault(
    town: tuple[World, Streets],
) -> None:
    world, there = town
    case_vocabulary.add_word(word="gatlykta", unit=there.streets, by=world.cast.disa)
    item, client = incoming(world, LAMP, name="Backsippan Blomqvist"), as_(world.cast.anna)
    page = client.get(f"/inkorg/{item.pk}/arende/")
    assert "Ordlistan föreslår Gatuenheten (gatlykta)" in said(page)
    assert f'<option value="{there.streets.pk}" selected' not in said(page), "a person chooses"
    sent = {"unit": "", "title": "Trasig lykta", "how": "ja", "reply": "Min egen text.", "note": "Stolpe 12"}
    wrong = client.post(f"/inkorg/{item.pk}/arende/", sent)
    assert wrong.status_code == 422 and "Fel:" in said(wrong)
    for word in ("Välj vem som ska ha ärendet", "Skriv {nummer}", "Min egen text.", "Stolpe 12"):
        assert word in said(wrong)
    sent |= {"unit": str(there.streets.pk), "reply": case_opening.READY}
    preview = client.post(f"/inkorg/{item.pk}/arende/", sent | {"visa": "1"})
    assert "Gatuenheten. Här kan du följa" in said(preview) and not Case.objects.exists()
    made = client.post(f"/inkorg/{item.pk}/arende/", sent)
    case = Case.objects.get()
    assert made.status_code == 302 and made.headers["Location"] == f"/arenden/{case.pk}/"
    assert client.get(f"/inkorg/{item.pk}/arende/").status_code == 302, "one item has one case"
    assert case.number in said(client.get(f"/inkorg/{item.pk}/"))


def test_the_unit_receives_tells_and_closes_on_its_page(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    client, address = as_(there.manager), f"/arenden/{case.pk}/"
    page = said(client.get(address))
    assert LAMP in page and "Backsippan" not in page, "the unit needs the words, not who wrote them"
    assert client.post(f"{address}ta-emot/").status_code == 302
    day = dates.swedish_day(clock.now()) + timedelta(days=2)
    word = {"state": "in_progress", "headline": "Lagas", "text": "", "next_on": "i morgon"}
    wrong = client.post(f"{address}besked/", word)
    assert wrong.status_code == 422 and "åååå-mm-dd" in said(wrong) and "Lagas" in said(wrong)
    assert client.post(f"{address}besked/", word | {"next_on": day.isoformat()}).status_code == 302
    assert (
        client.post(
            f"{address}besked/", {"state": "closed", "headline": "Lyser", "text": "Klart."}
        ).status_code
        == 302
    )
    assert "Avslutat" in said(client.get(address)) and "Öppna igen" in said(client.get(address))
    assert client.post(f"{address}oppna-igen/", {"reopen_text": "Slocknade."}).status_code == 302
    assert Case.objects.get().state == "assigned"


@pytest.mark.clause("C5.3")
def test_a_circle_is_refused_with_a_way_out(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    address = f"/arenden/{case.pk}/"
    first = as_(there.manager).post(
        f"{address}skicka-vidare/", {"unit": there.parks.pk, "reason": "Parken."}, follow=True
    )
    assert first.redirect_chain[-1][0] == "/arenden/", "it is no longer this unit's to see"
    client = as_(there.gardener)
    back = client.post(f"{address}skicka-vidare/", {"unit": there.streets.pk, "reason": "Gatan."})
    assert back.status_code == 422 and "har redan skickat ärendet vidare" in said(back)
    assert "Låt informationsfunktionen avgöra" in said(back) and "Gatan." in said(back)
    assert client.post(f"{address}skicka-vidare/", {"reason": "Gatan.", "avgor": "1"}).status_code == 302
    disa = as_(world.cast.disa)
    assert "Avgör vem som ska ha ärendet" in said(disa.get(address))
    assert disa.post(f"{address}avgor/", {"unit": there.streets.pk, "reason": "Er gata."}).status_code == 302
    assert Case.objects.get().unit == there.streets


def test_an_addition_is_masked_opened_and_read(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    kept = case_messages.keep(case=case, text="Ring 070-174 06 15 så visar jag.")
    client, address = as_(there.manager), f"/arenden/{case.pk}/"
    assert "070-174 06 15" not in said(client.get(address)) and "•••" in said(client.get(address))
    client.post(f"{address}tillagg/{kept.pk}/visa/")
    assert "070-174 06 15" in said(client.get(address))
    assert "070-174 06 15" not in said(as_(world.cast.anna).get(address)), "opened by one, masked to others"
    client.post(f"{address}tillagg/{kept.pk}/last/")
    assert CaseMessage.objects.get().read_by == there.manager


def test_a_word_wished_in_the_thread_is_written_by_who_speaks_as_the_account(
    town: tuple[World, Streets],
) -> None:
    world, there = town
    case, _ = lamp(world, there.streets, reply="", why_silent="Prövas.")
    case_moving.receive(case=case, by=there.manager)
    day = dates.swedish_day(clock.now()) + timedelta(days=2)
    told = case_work.tell(
        case=case, word=case_work.Word("in_progress", "Lagas", "", day, True), by=there.manager
    )
    address = f"/arenden/{case.pk}/"
    assert "Skriv inte i tråden" not in said(as_(there.manager).get(address))
    page = said(as_(world.cast.anna).get(address))
    assert "Skriv inte i tråden" in page and f"Ärende {case.number}: Lagas" in page
    answer = as_(world.cast.anna).post(f"{address}i-traden/{told.pk}/", {"text": "Det lagas."})
    assert answer.status_code == 302
    told.refresh_from_db()
    assert told.thread == "ordered"


def test_strangers_and_other_units_find_nothing(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets)
    kept = case_messages.keep(case=case, text="Hej")
    address = f"/arenden/{case.pk}/"
    for user in (world.cast.sara, there.gardener, world.cast.erik):
        client = as_(user)
        assert client.get(address).status_code == 404
        for act in ("ta-emot", "skicka-vidare", "avgor", "besked", "oppna-igen", "ny-lank"):
            assert client.post(f"{address}{act}/", {"state": "closed"}).status_code == 404, act
        assert client.post(f"{address}tillagg/{kept.pk}/visa/").status_code == 404
        assert client.get(f"/inkorg/{item.pk}/arende/").status_code == 404
    auditor = as_(world.cast.gustav)
    assert auditor.get(address).status_code == 200 and LAMP not in said(auditor.get(address))
    assert auditor.post(f"{address}ta-emot/").status_code == 404
    assert as_(world.cast.anna).get("/arenden/ordlista/").status_code == 404


def test_the_information_function_edits_words_and_ways_in(town: tuple[World, Streets]) -> None:
    world, there = town
    client = as_(world.cast.disa)
    wrong = client.post("/arenden/ordlista/", {"word": "gatlykta", "unit": ""})
    assert wrong.status_code == 422 and "Välj den enhet som ordet pekar på" in said(wrong)
    assert (
        client.post("/arenden/ordlista/", {"word": "Gatlykta", "unit": there.streets.pk}).status_code == 302
    )
    word = CaseWord.objects.get()
    assert word.word == "gatlykta"
    contact = {
        "contact_unit": there.streets.pk,
        "email": "gata@exempelkoping.example",
        "phone": "",
        "hours": "",
    }
    assert client.post("/arenden/ordlista/", contact).status_code == 302 and UnitContact.objects.exists()
    assert client.post("/arenden/ordlista/", contact | {"email": ""}).status_code == 422
    assert client.post(f"/arenden/ordlista/{word.pk}/ta-bort/").status_code == 302
    assert not CaseWord.objects.exists()


def test_each_page_asks_at_most_fifteen_questions_however_many_there_are(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    item = incoming(world, "Hål i vägen")
    pages = {
        "/arenden/?vy=oppna": there.manager, f"/arenden/{case.pk}/": there.manager,
        f"/inkorg/{item.pk}/arende/": world.cast.anna, "/arenden/ordlista/": world.cast.disa,
        f"/inkorg/{item.pk}/kollega/": world.cast.anna, f"/inkorg/{item.pk}/hanvisa/": world.cast.anna,
        "/partier/": world.cast.disa,
    }  # fmt: skip

    def asked() -> dict[str, int]:
        counted = {}
        for page, user in pages.items():
            client = as_(user)
            client.get(page)
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(page)
            assert answer.status_code == 200, page
            assert len(answer.content) < 60_000
            counted[page] = len(seen)
        return counted

    few = asked()
    for number in range(12):
        lamp(world, there.streets, title=f"Trasig gatlykta {number}")
        case_messages.keep(case=case, text=f"Tillägg {number}")
    case_moving.receive(case=case, by=there.manager)
    case_moving.send_on(case=case, unit=there.parks, reason="x", by=there.manager)
    case_moving.send_on(case=case, unit=there.streets, reason="x", by=world.cast.disa)
    assert asked() == few
    assert max(few.values()) <= MOST, few


def test_the_page_of_a_case_holds_no_english_and_one_filled_button(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    for user in (there.manager, world.cast.anna, world.cast.disa, world.cast.gustav):
        page = said(as_(user).get(f"/arenden/{case.pk}/"))
        main = page[page.index("<main") : page.index("</main")]
        assert len(re.findall(r'class="btn (?:go|stop)', main)) <= 1
        assert main.count("<h1") == 1
