"""A citizen's new comment reaches the open inbox by itself: capture, seal, queue and page, with the house's
own worker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.house import running_house
from tests.journeys.test_spine import become

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
WORDS = "Är vattnet varmare i dag än i går?"


@pytest.mark.clause("C5.1", "G5.1")
def test_a_new_comment_comes_to_an_open_inbox_that_nobody_touches(browser: Browser) -> None:
    with running_house() as house:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="sv-SE")
        page = context.new_page()
        become(page, house, "Lovanna")
        page.goto(f"{house.base}/inkorg/")
        head = page.locator("[data-line]")
        assert re.search(r"Senast hämtat \d\d\.\d\d\. Hämtas igen ", head.inner_text()), head.inner_text()
        post = house.call("POST", "/admin/pages/badhuset-vagen/posts", {"text": "Vattnet är 28 grader."})[
            "id"
        ]
        house.call("POST", f"/admin/items/{post}/comments", {"text": WORDS, "name": "Vilma Vik"})
        page.locator(".queue", has_text=WORDS).wait_for(timeout=120_000)
        # Somebody reads now: what comes waits behind a line of words, and nothing moves.
        page.locator(".queue .entry > a").first.click()
        page.wait_for_url(lambda address: len(address) > len(f"{house.base}/inkorg/") + 20)
        house.call("POST", f"/admin/items/{post}/comments", {"text": "En till fråga", "name": "Vilma Vik"})
        line = page.locator("[data-news] a")
        line.wait_for(state="visible", timeout=120_000)
        assert line.inner_text() == "Visa 1 ny"
        line.click()
        page.locator(".queue", has_text="En till fråga").wait_for()
        context.close()
