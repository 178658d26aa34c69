"""The watch kept and by whom, a missed one told in turn, crisis mode on and off: as people see it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from liggaren.lib import clock
from liggaren.lifecycle import crisis_texts
from liggaren.moderation import watch_keeping
from liggaren.moderation.watch_looks import note_look
from liggaren.moderation.watch_plans import plans
from liggaren.notices.models import Notice
from liggaren.people.factories import Cast, cast
from liggaren.register import factories
from liggaren.register.models import Account

from .axe import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROUND = {"days": [0, 1, 2, 3, 4, 5, 6], "from": "00.00", "to": "24.00", "times_per_day": 4, "off_hours": ""}
PAGES = (
    "/bevakning/", "/bevakning/borta/", "/bevakning/larm/", "/jag/aviseringar/", "/krislage/",
    "/krislage/nytt/", "/krislage/texter/", "/rad/", "/rad/fraga/", "/rad/fragor/",
)  # fmt: skip


def become(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/demo/")
    page.get_by_role("button", name=f"Bli {name}").click()
    page.wait_for_url(lambda address: "/demo/" not in address)


def begin(monkeypatch: pytest.MonkeyPatch) -> tuple[Cast, Account]:
    """An account with a look in every turn since it was started six days ago, but the last one that ended."""
    who = cast()
    monkeypatch.setattr(
        factories, "WATCH", {**ROUND, "free": None, "deputy": who.second.pk, "who": who.anna.pk}
    )
    with clock.frozen(clock.now() - timedelta(days=6)):
        account = factories.started(who)
    now = clock.now()
    ended = [turn for turn in plans([account])[0].turns(now - timedelta(days=6), now) if turn.ends_at <= now]
    for turn in ended[:-1]:
        with clock.frozen(turn.starts_at + timedelta(minutes=5)):
            note_look(by=who.second, accounts=[account.pk])
    return who, account


@pytest.mark.browser
@pytest.mark.clause("B.9")
@pytest.mark.clause("G3.5")
def test_a_week_of_watch_and_a_crisis(site: str, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    who, account = begin(monkeypatch)
    opened = plans([account])[0].turns(clock.now() - timedelta(days=1), clock.now())[-1].starts_at
    told = []
    for minutes in (1, 62, 124):  # as the sweep would come round
        with clock.frozen(opened + timedelta(minutes=minutes)):
            watch_keeping.keep()
        told.append(Notice.objects.filter(subject__startswith="Bevakningen är missad").count())
    assert told == [2, 3, 4]  # both administrators, the deputy, the information function
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    become(page, site, "Disa")
    page.goto(f"{site}/bevakning/")
    words = page.locator("main").inner_text()
    assert "Ett konto väntar på tillsyn" in words and "Nu vet informationsfunktionen" in words
    assert "Selma" in words and "1" in words
    become(page, site, "Anna")
    page.goto(f"{site}/inkorg/")  # the look that makes it good
    with clock.frozen(clock.now()):
        watch_keeping.end_alarms()
    page.goto(f"{site}/bevakning/konto/{account.pk}/")
    assert "Ingen har tittat" not in page.locator("main").inner_text()
    _crisis(page, site, account, who)
    become(page, site, "Disa")
    _look_at_every_page(page, site, account)
    page.close()


def _crisis(page: Page, site: str, account: Account, who: Cast) -> None:
    text = crisis_texts.write(title="Vattnet", text="Vattnet är avstängt.", by=who.anna)
    for person in (who.disa, who.bertil):
        crisis_texts.approve(text=text, by=person)
    become(page, site, "Cecilia")
    page.goto(f"{site}/krislage/nytt/")
    page.get_by_label(account.name).check()
    page.get_by_label("Vad har hänt").fill("Vattenläcka")
    page.get_by_label("Varför behövs krisläget").fill("Huvudledningen är av.")
    page.get_by_label("Varje timme").check()
    page.get_by_label("Från klockan").fill("00")
    page.get_by_label("Till klockan").fill("24")
    page.get_by_role("button", name="Besluta om krisläge").press("Enter")
    page.get_by_role("heading", name="Krisläge är på").wait_for()
    become(page, site, "Anna")
    page.goto(f"{site}/inkorg/")
    assert page.get_by_text("Vattenläcka").is_visible()
    become(page, site, "Cecilia")
    page.goto(f"{site}/krislage/")
    page.get_by_role("link", name=re.compile("Avsluta.*Vattenläcka")).click()
    page.get_by_label("Varför kan krisläget avslutas").fill("Ledningen är lagad.")
    page.get_by_role("button", name="Avsluta krisläget").press("Enter")
    page.get_by_role("heading", name="Inget krisläge är på").wait_for()


def _look_at_every_page(page: Page, site: str, account: Account) -> None:
    for path in (*PAGES, f"/bevakning/konto/{account.pk}/", f"/konton/{account.pk}/informationstext/"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(site + path)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                assert violations(page) == [], (path, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} scrolls sideways"
