"""The broken street lamp: forwarded, received, answered in the thread, followed without signing in, closed;
and a question that a colleague answers from a mail. What the worker would do is done between the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from liggaren.lib import clock, dates

from .axe import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LAMP = "Gatlyktan vid Kvarnbron är trasig igen, tredje gången sedan i mars. Vem lagar den och när?"
POOL = "Varför är bassängen grumlig?"


@pytest.fixture
def play() -> Iterator[Any]:
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    with running() as playground:
        registry.configure(loopback_origins=[playground.origin])
        yield playground
    registry.client().close()
    registry.configure()


@pytest.fixture
def world(site: str, play: Any) -> Any:
    from liggaren.actions import factories

    return factories.world(play)


def become(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/demo/")
    page.get_by_role("button", name=f"Bli {name}", exact=True).click()
    page.wait_for_load_state()


def looked_at(page: Page) -> None:
    """No barrier, nothing wider than a phone, light and dark."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page) == [], (page.url, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size({"width": 1440, "height": 900})


def work() -> None:
    """What the worker does: send what is ordered, carry over what became of it."""
    from liggaren.actions import services as actions
    from liggaren.actions.models import Outbox
    from liggaren.moderation import services

    for outbox_id in list(Outbox.objects.filter(state="prepared").values_list("pk", flat=True)):
        actions.send(outbox_id)
        services.act_ended(outbox_id=outbox_id)


@pytest.mark.browser
@pytest.mark.clause("C5.2", "C5.3", "C5.4")
def test_the_lamp_from_the_thread_to_its_mending(site: str, browser: Browser, world: Any) -> None:
    from liggaren.moderation import case_vocabulary
    from liggaren.moderation.case_factories import streets
    from liggaren.moderation.factories import incoming

    there = streets(world.cast.top)
    case_vocabulary.add_word(word="gatlykta", unit=there.streets, by=world.cast.disa)
    item = incoming(world, LAMP, name="Backsippan Blomqvist")
    page = browser.new_context().new_page()
    become(page, site, "Anna")
    page.goto(f"{site}/inkorg/{item.pk}/")
    page.keyboard.press("e")  # the whole way by keys and fields
    page.wait_for_url("**/arende/")
    looked_at(page)
    assert "Ordlistan föreslår Gatuenheten" in page.locator("main").inner_text()
    page.get_by_label("Vem ska ha ärendet?").select_option(str(there.streets.pk))
    page.get_by_label("Vad gäller det?").fill("Trasig gatlykta vid Kvarnbron")
    page.get_by_role("button", name="Gör ärendet och skicka det").press("Enter")
    page.wait_for_url("**/arenden/**")
    case_address = page.url
    work()

    reply = world.play.admin.text(world.play.admin.replies(item.native_id)[0])
    link = re.search(r"https?://\S+/folj/[a-z-]+/", reply)
    assert link, reply
    follow = site + "/folj/" + link.group().split("/folj/")[1]
    woman = browser.new_context(java_script_enabled=False).new_page()  # no account, no script
    woman.goto(follow)
    text = woman.locator("main").inner_text()
    assert "Trasig gatlykta vid Kvarnbron" in text and "Gatuenheten" in text and "Mottaget" in text
    assert "Backsippan" not in text and LAMP not in text

    become(page, site, "Gata")
    page.goto(case_address)
    looked_at(page)
    page.get_by_role("button", name="Ta emot till Gatuenheten").click()
    page.wait_for_load_state()
    page.get_by_label("Det åtgärdas").check()
    page.get_by_label("Läget i korthet").fill("Lagas på torsdag")
    page.get_by_label("När kommer nästa besked?").fill(
        (dates.swedish_day(clock.now()) + timedelta(days=3)).isoformat()
    )
    page.get_by_role("button", name="Ge besked på ärendets sida").click()
    page.wait_for_load_state()
    woman.reload()
    assert "Lagas på torsdag" in woman.locator("main").inner_text()
    woman.get_by_label("Ditt tillägg").fill("Det är den tredje stolpen från bron.")
    woman.get_by_role("button", name="Skicka tillägget").click()
    assert "Vi har fått ditt tillägg" in woman.locator("main").inner_text()
    assert "tredje stolpen" not in woman.locator("main").inner_text()

    page.goto(case_address)
    assert "tredje stolpen" in page.locator("main").inner_text()
    page.get_by_role("button", name=re.compile("^Läst")).click()
    page.wait_for_load_state()
    page.get_by_label("Det är klart: avsluta med ett svar").check()
    page.get_by_label("Läget i korthet").fill("Lyktan lyser igen")
    page.get_by_label("Mer om det").fill("Vi har bytt hela armaturen.")
    page.get_by_label("Skriv det i tråden också").check()
    page.get_by_role("button", name="Ge besked på ärendets sida").click()
    page.wait_for_load_state()
    looked_at(page)
    woman.reload()
    assert "Lyktan lyser igen" in woman.locator("main").inner_text()
    assert "Avslutat" in woman.locator("main").inner_text()

    become(page, site, "Anna")
    page.goto(case_address)
    page.get_by_role("button", name="Skriv på").click()
    page.wait_for_load_state()
    work()
    said = [world.play.admin.text(one) for one in world.play.admin.replies(item.native_id)]
    assert any("Lyktan lyser igen" in one for one in said), said
    stranger = browser.new_context().new_page()
    stranger.goto(follow)
    looked_at(stranger)
    assert stranger.context.cookies() == []
    for opened in (page, woman, stranger):
        opened.context.close()


@pytest.mark.browser
@pytest.mark.clause("C5.1")
def test_a_colleague_answers_from_the_mail_and_it_becomes_a_draft(
    site: str, browser: Browser, world: Any
) -> None:
    from django.core import mail

    from liggaren.moderation import colleague_mailing
    from liggaren.moderation.factories import incoming
    from liggaren.moderation.models import ColleagueQuestion

    item = incoming(world, POOL, name="Backsippan Blomqvist")
    page = browser.new_context().new_page()
    become(page, site, "Anna")
    page.goto(f"{site}/inkorg/{item.pk}/")
    page.keyboard.press("f")
    page.wait_for_url("**/kollega/")
    looked_at(page)
    page.get_by_label("Eller skriv en adress hos kommunen").fill("tekniker@exempelkoping.example")
    page.get_by_label("Vad vill du veta?").fill("Är det farligt?")
    page.get_by_role("button", name="Skicka frågan med mejl").click()
    page.wait_for_load_state()
    assert "Väntar på kollega" in page.locator("main").inner_text()
    looked_at(page)
    colleague_mailing.mail(question_id=ColleagueQuestion.objects.get().pk, reminder=False)
    link = re.search(r"/fraga/\S+", str(mail.outbox[-1].body))
    assert link
    colleague = browser.new_context().new_page()
    colleague.goto(site + link.group())
    looked_at(colleague)
    assert POOL in colleague.locator("main").inner_text()
    colleague.get_by_label("Ditt svar").fill("Nej, det är kalk. Vattnet är provat i dag.")
    colleague.get_by_role("button", name="Skicka svaret till Anna").click()
    colleague.wait_for_load_state()
    looked_at(colleague)
    assert "Svaret är skickat" in colleague.locator("main").inner_text()
    colleague.goto(site + link.group())
    looked_at(colleague)
    assert "redan besvarad" in colleague.locator("main").inner_text()
    page.goto(f"{site}/inkorg/{item.pk}/")
    assert "det är kalk" in page.locator("#svar").input_value()
    for opened in (page, colleague):
        opened.context.close()
