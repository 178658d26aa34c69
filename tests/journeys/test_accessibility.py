"""No page that anyone meets first has a barrier that axe-core can see, light or dark, wide or narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from liggaren.people import factories

from .axe import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OPEN = (
    "/", "/?adress=social.exempelkoping.example/@vagen", "/kontakt/", "/oppna-data/", "/galleri/", "/demo/",
    "/folj/",
    "/inloggning/login/", "/inloggning/password/reset/",
)  # fmt: skip


ACCENTS = ("#1c5a4a", "#005293", "#7a1f3d", "#ffcc00", "#000000", "#e4572e", "#5b2a86")


@pytest.mark.browser
def test_open_pages_have_no_barriers(site: str, browser: Browser) -> None:
    factories.cast()
    page = browser.new_page()
    for path in OPEN:
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(site + path)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                assert violations(page) == [], (path, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} scrolls sideways"
    page.close()


@pytest.mark.browser
def test_the_gallery_keeps_its_contrast_with_any_colour(site: str, browser: Browser) -> None:
    cast = factories.cast()
    page = browser.new_page()
    for accent in ACCENTS:
        type(cast.municipality).objects.update(accent=accent)
        page.goto(f"{site}/galleri/")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page) == [], (accent, scheme)
    page.close()


@pytest.mark.browser
def test_the_landing_page_of_every_role_has_no_barriers(site: str, browser: Browser) -> None:
    cast = factories.cast()
    page = browser.new_page()
    for person in (cast.anna, cast.bertil, cast.cecilia, cast.disa, cast.erik, cast.frida, cast.gustav):
        page.goto(f"{site}/demo/")
        page.get_by_role("button", name=f"Bli {person.first_name}").click()
        page.wait_for_load_state()
        assert violations(page) == [], person.name
    page.goto(f"{site}/mitt-konto/")
    assert violations(page) == []
    page.close()
