"""Single keys help those who want them, never act in a field and can be switched off (WCAG 2.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from liggaren.people import factories

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOCUSED = "document.activeElement.id"


def enter(site: str, page: Page) -> None:
    factories.cast()
    page.goto(f"{site}/demo/")
    page.get_by_role("button", name="Bli Anna").click()
    page.wait_for_url("**/start/")


@pytest.mark.browser
def test_a_key_goes_to_the_search_field_and_is_text_once_there(site: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    enter(site, page)
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "sok"
    page.keyboard.type("x/")
    assert page.locator("#sok").input_value() == "x/"
    page.close()


@pytest.mark.browser
def test_a_key_switched_off_does_nothing(site: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    enter(site, page)
    page.goto(f"{site}/mitt-konto/")
    page.get_by_label("/ Sök").check()
    page.get_by_role("button", name="Spara tangenterna").click()
    page.get_by_text("Dina tangenter gäller nu").wait_for()
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) != "sok"
    page.close()


@pytest.mark.browser
def test_the_first_tab_skips_to_the_content(site: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    enter(site, page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "innehall"
    page.close()


@pytest.mark.browser
def test_pages_work_without_script(site: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    enter(site, page)
    page.locator("summary", has_text="Meny").click()
    assert page.get_by_role("link", name="Inkorg").first.is_visible()
    page.goto(f"{site}/?adress=annan.example/@helt_annat")
    assert page.get_by_text("kontot finns inte hos oss").is_visible()
    page.context.close()
