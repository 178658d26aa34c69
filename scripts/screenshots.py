"""The README's pictures, taken from a demonstration that is running: scripts/screenshots.py [ADDRESS]."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def main(base: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--force-device-scale-factor=1"]
        )
        page = _signed_in(browser, base, "Lovanna", WIDE)
        _inbox(page, base)
        _take(page, "inbox")
        page.goto(page.get_by_role("link", name="Ta bort eller dölj").get_attribute("href") or "")
        _take(page, "removal")
        page.goto(f"{base}/start/")
        _take(page, "start")
        page.goto(f"{base}/kontrollera/")
        _take(page, "proof")
        phone = _signed_in(browser, base, "Lovanna", PHONE, scheme="dark")
        phone.goto(f"{base}/start/")
        _take(phone, "phone")
        browser.close()


def _signed_in(browser: Browser, base: str, name: str, size: dict[str, int], scheme: str = "light") -> Page:
    page = browser.new_context(
        viewport=size,
        color_scheme=scheme,
        locale="sv-SE",
        base_url=base,  # type: ignore[arg-type]
    ).new_page()
    page.goto(f"{base}/demo/")
    page.get_by_role("button", name=f"Bli {name}").click()
    return page


def _inbox(page: Page, base: str) -> None:
    page.goto(f"{base}/inkorg/")
    page.locator(".queue .entry a", has_text="Vågens chef").first.click()
    page.wait_for_url("**/inkorg/*-*/**")


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8400")
