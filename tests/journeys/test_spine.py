"""The guideline's story in a real browser, on a house that `liggaren run` started: plan, approve, start,
connect, answer, remove, archive, prove.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.house import House, running_house

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
NEXT_YEAR = "2027-09-30"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="sv-SE", accept_downloads=True
    )
    found = context.new_page()
    found.set_default_timeout(30_000)
    yield found
    context.close()


def become(page: Page, house: House, name: str) -> None:
    page.goto(f"{house.base}/demo/")
    page.get_by_role("button", name=f"Bli {name}").click()
    page.wait_for_url(lambda address: "/demo/" not in address)


def fill_plan(page: Page, house: House) -> None:
    page.locator("#medium").select_option(label="Torget")
    for field, words in {
        "name": "Simskolan Vågen",
        "address": f"{house.playground}/sidor/simskolan",
        "email": "simskolan.sociala@exempelkoping.example",
        "purpose": "Svara på föräldrars frågor om simskolan där de ställs.",
        "target_group": "Föräldrar till barn i simskolan.",
        "goal-0-metric": "Besvarade frågor inom ett dygn, procent",
        "goal-0-baseline": "40",
        "goal-0-target": "90",
        "goal-0-date": NEXT_YEAR,
        "person-0-name": "Lovanna",
        "person-0-email": "lovanna@exempelkoping.example",
        "person-0-profile": "Lovanna på Vågen",
        "daily": "Lovanna",
        "daily_email": "lovanna@exempelkoping.example",
        "watch_from": "08.00",
        "watch_to": "16.30",
        "times_per_day": "2",
        "posts_per_week": "3",
        "reply_hours": "24",
        "hours_per_week": "4",
        "signature": "/Simskolan Vågen",
    }.items():
        page.locator(f"[id='{field}']").fill(words)
    page.locator("label[for='days-0'], #days-0").first.click()


@pytest.mark.clause("C1.1", "C1.2", "C1.3", "B.7", "C2.1", "C2.5", "C2.6", "G1.2")
def test_a_plan_becomes_a_started_account(page: Page, house: House) -> None:
    house.call("POST", "/admin/pages", {"page_id": "simskolan", "name": "Simskolan Vågen", "profile": "full"})
    token = str(house.call("POST", "/admin/pages/simskolan/token", {})["token"])

    become(page, house, "Lovanna")
    page.goto(f"{house.base}/planer/ny/")
    page.get_by_label("Vilken verksamhet").select_option(label="Badhuset Vågen")
    page.get_by_role("button", name="Börja skriva planen").click()
    fill_plan(page, house)
    page.get_by_role("button", name="Skicka till chefen").click()
    page.locator(".errors").wait_for()
    assert page.title().startswith("Fel:")
    assert "administratör till" in page.locator(".errors").inner_text()

    page.locator("[id='person-1-name']").fill("Munvarda")
    page.locator("[id='person-1-email']").fill("munvarda@exempelkoping.example")
    page.locator("[id='person-1-profile']").fill("Munvarda på Vågen")
    page.get_by_role("button", name="Skicka till chefen").click()
    page.get_by_text("Hos verksamhetens chef").first.wait_for()

    for name in ("Torsvante", "Sivrika"):
        become(page, house, name)
        page.goto(f"{house.base}/godkann/")
        page.get_by_role("link", name=re.compile("Läs planen.*Simskolan Vågen")).click()
        assert "utan andra faktor" in page.locator("main").inner_text().lower()
        page.get_by_role("button", name=re.compile("Godkänn")).first.click()

    become(page, house, "Lovanna")
    page.goto(f"{house.base}/konton/?visa=planerade")
    page.goto(account_link(page, house, "Simskolan Vågen"))
    account = page.url
    page.goto(f"{account}anslut/")
    page.get_by_label(re.compile("nyckel|token", re.I)).first.fill(token)
    page.get_by_label("Svara, dölja och ta bort").check()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Anslut")).click()
    page.goto(f"{account}start/")
    page.get_by_label("Sidans adress").fill("https://exempelkoping.example/simskolan")
    with page.expect_navigation():
        page.get_by_label("Sidans adress").press("Enter")
    for _ in range(2):
        with page.expect_navigation():  # else the second click may land on the page of before
            page.get_by_role("button", name=re.compile("^Bekräfta")).first.click()
    page.get_by_role("button", name=re.compile("Starta")).click()

    page.goto(f"{house.base}/officiella-konton/")
    assert "Simskolan Vågen" in page.locator("main").inner_text()


def account_link(page: Page, house: House, name: str) -> str:
    for tab in ("", "?lage=planerade", "?visa=planerade", "?flik=planerade"):
        page.goto(f"{house.base}/konton/{tab}")
        found = page.locator("main").get_by_role("link", name=name)
        if found.count():
            return f"{house.base}{found.first.get_attribute('href')}"
    raise AssertionError(f"{name} is not among the accounts")


@pytest.mark.clause("C5.1", "C5.2", "G5.1")
def test_a_question_is_answered_in_its_thread(page: Page, house: House) -> None:
    become(page, house, "Lovanna")
    open_in_inbox(page, house, "Finns det ramp")
    page.locator("textarea").first.fill("Hej! Ja, rampen finns vid den lilla bassängens norra sida.")
    item = page.url
    page.get_by_role("button", name=re.compile("^Svara på")).click()
    house.wait_until(lambda: "norra sida" in house.page_text("badhuset-vagen"))
    page.goto(item)
    house.wait_for(page, "Besvarad")
    replies = house.call("GET", "/admin/pages/badhuset-vagen/journal?act=reply", None)
    assert len(replies) == 1, "sent once"


def open_in_inbox(page: Page, house: House, words: str) -> None:
    page.goto(f"{house.base}/inkorg/")
    page.locator(".queue .entry a", has_text=words).first.click()
    page.wait_for_url(re.compile("/inkorg/[0-9a-f-]{36}/"))


@pytest.mark.clause("G5.5", "G5.6", "C6.1", "C6.2", "C6.11")
def test_a_removal_is_sealed_sent_once_and_looked_up(page: Page, house: House, tmp_path: Path) -> None:
    become(page, house, "Lovanna")
    open_in_inbox(page, house, "Vågens chef är")
    page.get_by_role("link", name=re.compile("Ta bort eller dölj")).click()
    assert not page.locator("main input[type=radio]:checked").count(), "nothing may be chosen beforehand"
    for words in ("Personangrepp", "Dataskydd", "Ta bort"):
        page.locator("label.pick", has_text=words).first.click()
    page.get_by_role("group", name=re.compile("uppenbart")).get_by_text("Ja", exact=True).click()
    page.get_by_label("Motivering").fill("Angriper en medarbetare och sprider ett telefonnummer.")
    review = page.get_by_role("button", name="Läs beslutet")
    if review.count():
        review.click()
    page.get_by_role("button", name=re.compile("Ta bort från Torget")).click()
    page.wait_for_url(re.compile("/beslut/"))
    house.wait_for(page, "Utfört, bekräftat")
    assert "idiot" not in house.page_text("badhuset-vagen")
    assert len(house.call("GET", "/admin/pages/badhuset-vagen/journal?act=delete", None)) == 1

    link = page.get_by_role("link", name=re.compile("bevis", re.I)).first
    link.click()
    # The text holds a telephone number: taking it whole is entered first, as an opening.
    with page.expect_download() as caught:
        page.get_by_role("button", name="Öppna och hämta bevisfilen").click()
    proof = tmp_path / "evidence.zip"
    caught.value.save_as(proof)
    verdict = verify(proof)
    assert verdict.returncode == 4, verdict.stdout + verdict.stderr

    page.goto(f"{house.base}/kontrollera/")
    page.locator("input[type=file]").set_input_files(str(proof))
    page.get_by_role("button", name="Kontrollera filen").click()
    assert "Beviset stämmer" in page.locator("main").inner_text()


def verify(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liggaren.config.cli", "verify", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.clause("G6.2", "G6.3")
def test_the_snapshot_reaches_the_archivist(page: Page, house: House) -> None:
    become(page, house, "Ymerika")
    page.goto(f"{house.base}/arkiv/")
    page.get_by_role("link", name="Badhuset Vågen").click()
    page.get_by_role("button", name="Framställ ögonblicksbilden").click()
    house.wait_for(page, re.compile("Giltig|Inte prövad"), seconds=90)
    if "Giltig" in page.locator("main").inner_text():
        page.get_by_role("button", name="Leverera till arkivet").click()
        snapshot = page.url
        become(page, house, "Ödgrim")
        page.goto(snapshot)
        page.get_by_role("button", name="Kvittera leveransen").click()
        assert "Mottagen" in page.locator("main").inner_text()
