"""On call with a phone: from the opened item to a confirmed removal in six touches, half a minute (G5.5)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.journeys.house import House, running_house

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
MOST_TOUCHES, MOST_SECONDS = 6, 30
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house() as found:
        yield found


@dataclass
class Thumb:
    """Touches, counted."""

    touched: list[str] = field(default_factory=list)

    def on(self, thing: Locator) -> None:
        """Touch it once."""
        self.touched.append(thing.inner_text().strip().splitlines()[0])
        thing.tap()


@pytest.mark.clause("G5.5", "C6.1", "C6.2")
def test_six_touches_and_half_a_minute(browser: Browser, house: House) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="sv-SE")
    page = context.new_page()
    page.set_default_timeout(20_000)
    open_item(page, house)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    thumb, begun = Thumb(), time.monotonic()
    thumb.on(page.get_by_role("link", name=re.compile("Ta bort eller dölj")))
    page.wait_for_url(re.compile("/ta-bort/"))
    assert not page.locator("main input[type=radio]:checked").count(), "nothing may be chosen beforehand"
    thumb.on(page.get_by_role("button", name="Angriper en person"))
    assert page.get_by_label("Motivering").input_value() == "Kommentaren angriper en enskild person."
    thumb.on(page.locator("label.pick", has_text="Våra egna regler"))
    thumb.on(page.get_by_role("group", name=re.compile("uppenbart")).get_by_text("Ja", exact=True))
    thumb.on(page.locator("#id_way label.pick", has_text=re.compile("^Ta bort(?! för)")).first)
    confirm = page.get_by_role("button", name="Ta bort från Torget")
    confirm.wait_for()
    box = confirm.bounding_box()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= PHONE["height"], (
        "under the thumb"
    )
    thumb.on(confirm)
    page.get_by_text("Utfört, bekräftat").first.wait_for()
    seconds = time.monotonic() - begun
    print(f"{len(thumb.touched)} touches, {seconds:.1f} s: {thumb.touched}")
    assert len(thumb.touched) <= MOST_TOUCHES and seconds <= MOST_SECONDS
    assert "idiot" not in house.page_text("badhuset-vagen")
    context.close()


def open_item(page: Page, house: House) -> None:
    """Signed in, with the comment open in the inbox."""
    page.goto(f"{house.base}/demo/")
    page.get_by_role("button", name="Bli Lovanna").click()
    page.wait_for_url(lambda address: "/demo/" not in address)
    page.goto(f"{house.base}/inkorg/")
    page.locator(".queue .entry a", has_text="Vågens chef är").first.click()
    page.wait_for_url(re.compile("/inkorg/[0-9a-f-]{36}/"))
