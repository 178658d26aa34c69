"""A person signs in with password, adds a passkey and a one-time code, and comes in by each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from liggaren.people import factories

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "sjutton-blommor-i-rad"


@pytest.fixture
def context(browser: Browser) -> Any:
    made = browser.new_context(viewport={"width": 1200, "height": 900})
    yield made
    made.close()


def sign_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/start/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()


def person(site: str) -> str:
    cast = factories.cast()
    cast.anna.set_password(PASSWORD)
    cast.anna.save()
    return cast.anna.email


def with_key(context: BrowserContext, page: Page) -> None:
    """A virtual key in the browser, as a computer's own lock would be."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }},
    )  # fmt: skip


def confirm(page: Page) -> None:
    """Sign-in is asked for once more before it is changed."""
    if "reauthenticate" in page.url:
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Fortsätt").click()


@pytest.mark.browser
def test_a_passkey_is_added_and_lets_its_owner_in_without_a_password(site: str, context: Any) -> None:
    email, page = person(site), context.new_page()
    sign_in(page, site, email)
    page.wait_for_url("**/start/")
    with_key(context, page)
    page.goto(f"{site}/inloggning/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Nyckelns namn").fill("Jobbdatorn")
    page.get_by_label("Logga in utan lösenord").check()
    page.get_by_role("button", name="Lägg till nyckeln").click()
    page.get_by_text("Nyckeln är tillagd").wait_for()
    page.goto(f"{site}/mitt-konto/")
    page.get_by_role("button", name="Logga ut").click()
    page.goto(f"{site}/inloggning/login/")
    page.get_by_role("button", name="Logga in med nyckel").click()
    page.wait_for_url("**/start/")
    assert "Anna" in page.get_by_role("heading", level=1).inner_text()


@pytest.mark.browser
def test_a_one_time_code_is_switched_on_and_asked_for(site: str, context: Any) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    email, page = person(site), context.new_page()
    sign_in(page, site, email)
    page.goto(f"{site}/inloggning/2fa/totp/activate/")
    confirm(page)
    secret = page.locator("details .mono").text_content() or ""
    counter = next(iter(yield_hotp_counters_from_time()))
    page.get_by_label("Kod", exact=True).fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="Slå på engångskod").click()
    page.get_by_text("Engångskod är på").wait_for()
    page.goto(f"{site}/mitt-konto/")
    page.get_by_role("button", name="Logga ut").click()
    sign_in(page, site, email)
    assert page.get_by_role("heading", level=1).inner_text() == "Ett steg till"


@pytest.mark.browser
def test_a_wrong_password_is_told_in_words_and_the_address_is_kept(site: str, context: Any) -> None:
    email, page = person(site), context.new_page()
    page.goto(f"{site}/inloggning/login/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill("fel fel fel fel")
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_text("Adressen och lösenordet hör inte ihop").first.wait_for()
    assert page.title().startswith("Fel: ")
    assert page.get_by_label("E-postadress").input_value() == email
