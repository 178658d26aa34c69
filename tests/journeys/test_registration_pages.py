"""The pages of registration, incidents, blocks, evidence and grounds: no barrier in any of their states."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .axe import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("LIGGAREN_PICTURES", "")  # a folder: pictures of each page to look at


@pytest.fixture
def world(committed: None) -> Iterator[Any]:
    from liggaren.actions import factories
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    with running() as play:
        registry.configure(loopback_origins=[play.origin])
        yield factories.world(play)
    registry.client().close()
    registry.configure()


def become(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/demo/")
    page.get_by_role("button", name=f"Bli {name}").click()
    page.wait_for_url(lambda url: "/demo/" not in url)


def look(page: Page, address: str) -> None:
    """No barrier and no sideways scroll, wide and narrow, light and dark."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if address:
            answer = page.goto(address)
            assert answer is not None and answer.status == 200, address
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page) == [], (page.url, width, scheme)
            if PICTURES:
                name = page.url.partition("//")[2].partition("/")[2].strip("/").replace("/", "_")[:60]
                place = Path(PICTURES, f"{look.count:02}-{name}-{width}-{scheme}.png")  # type: ignore[attr-defined]
                page.screenshot(path=place, full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} scrolls sideways"
    look.count += 1  # type: ignore[attr-defined]


look.count = 0  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.clause("G5.4")
def test_the_registrars_pages_have_no_barriers(site: str, browser: Browser, world: Any) -> None:
    from liggaren.lib import clock
    from liggaren.moderation import exempting, registrar_acts, secrecy
    from liggaren.moderation.factories import incoming, plant
    from liggaren.moderation.models import RegistrationRequest
    from liggaren.notices.models import Notice

    plant()
    cast = world.cast
    page = browser.new_page()
    become(page, site, cast.erik.first_name)
    look(page, f"{site}/att-diariefora/")
    rows = []
    for text in ("Pojken i 7B har diabetes.", "Hon på Storgatan 3 är sjukskriven.", "Ett tredje."):
        item = incoming(world, text, name="Kim Exempel")
        secrecy.suspect(item=item, by=cast.anna, reason="Ett barns hälsa.")
        rows.append(RegistrationRequest.objects.get(item=item))
    RegistrationRequest.objects.filter(pk=rows[0].pk).update(due_at=clock.now() - timedelta(days=2))
    told = Notice.objects.filter(link__contains=str(rows[0].pk))
    told.update(mailed_at=clock.now(), bounced_at=clock.now(), bounce_code="5.1.1")
    registrar_acts.register_number(request=rows[1], number="KFN 2026/17", on=clock.now().date(), by=cast.erik)
    exempting.choose_mode(account=world.account, mode="always", reason="Nämndens beslut § 4.", by=cast.erik)
    one = f"{site}/att-diariefora/{rows[0].pk}/"
    for address in (
        f"{site}/att-diariefora/", one, f"{site}/att-diariefora/{rows[1].pk}/",
        f"{site}/att-diariefora/nummer/", f"{site}/att-diariefora/nummerform/",
        f"{site}/konton/{world.account.pk}/diarieforing/", f"{site}/inlagg/{rows[0].item_id}/sekretess/",
        f"{site}/bevis/inlagg/{rows[0].item_id}/",
    ):  # fmt: skip
        look(page, address)
    page.goto(one)
    page.get_by_role("button", name="Visa skyddade uppgifter").click()
    page.get_by_text("Kim Exempel").first.wait_for()
    for summary in page.locator("details.more > summary").all():
        summary.click()
    look(page, "")
    page.get_by_role("button", name="Spara numret").click()
    page.get_by_role("heading", name="Det går inte").or_(page.locator(".errors")).first.wait_for()
    look(page, "")
    page.close()


@pytest.mark.browser
@pytest.mark.clause("G5.3")
def test_incidents_blocks_grounds_and_outcomes_have_no_barriers(
    site: str, browser: Browser, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liggaren.capture import services as capture
    from liggaren.capture.models import Item
    from liggaren.lib import clock, dates
    from liggaren.moderation import blocking, registrar_acts, services, slipping
    from liggaren.moderation.factories import incoming, plant
    from liggaren.moderation.tests.deciding import carried_out, decide

    plant()
    cast = world.cast
    capture.capture_account(world.account)
    ours = Item.objects.get(native_id=world.post, is_ours=True)
    slip = slipping.report_slip(item=ours, what="Ett barns namn stod i inlägget.", by=cast.anna)
    page = browser.new_page()
    become(page, site, cast.anna.first_name)
    where = f"{site}/egen-miss/{slip.pk}/"
    look(page, where)
    page.get_by_role("button", name="Öppna för att läsa").click()
    page.get_by_text("Ett barns namn stod i inlägget.").wait_for()
    page.get_by_role("button", name="Spara bedömningen").click()
    page.locator(".errors").wait_for()
    look(page, "")
    type(slip).objects.filter(pk=slip.pk).update(breach_due_at=clock.now() - timedelta(hours=1))
    look(page, where)
    slipping.assess_slip(
        slip=slip, authority_told=True, people_told=False, words="Liten krets.", by=cast.anna
    )
    slipping.correct_slip(slip=slip, words="Vi tog bort ett inlägg.", place="Sidan", by=cast.anna)
    registrar_acts.register_number(request=slip.request, number="KFN 4", on=clock.now().date(), by=cast.erik)
    Item.objects.filter(pk=ours.pk).update(state="deleted")
    look(page, where)
    slipping.close_slip(slip=slip, by=cast.anna)
    look(page, where)

    by_hand = decide(incoming(world, "Du är dum", name="Tisteln"), cast.anna, way="by_hand")
    hidden = carried_out(decide(incoming(world, "Idiot", name="Tisteln"), cast.anna, way="hide"))
    again = incoming(world, "Hej igen", name="Tisteln")
    look(page, f"{site}/beslut/{by_hand.pk}/")
    look(page, f"{site}/beslut/{hidden.pk}/")
    services.reverse(removal=hidden, reason="Citatet var tillåtet.", by=cast.anna)
    look(page, f"{site}/beslut/{hidden.pk}/")
    look(page, f"{site}/blockera/{again.pk}/")
    look(page, f"{site}/konton/{world.account.pk}/blockeringar/")
    monkeypatch.setattr(blocking, "DEFAULT_BREACHES", 1)
    carried_out(decide(incoming(world, "Korkad", name="Tisteln"), cast.anna))
    look(page, f"{site}/blockera/{again.pk}/")
    ends = dates.swedish_day(clock.now()) + timedelta(days=60)
    block = blocking.decide_block(item=again, reason="Personangrepp.", ends_on=ends, by=cast.anna)
    for act in (None, blocking.done_on_platform, blocking.lift_block, blocking.done_on_platform):
        if act is not None:
            act(block=type(block).objects.get(pk=block.pk), by=cast.anna)
        look(page, f"{site}/blockeringar/{block.pk}/")
    become(page, site, cast.disa.first_name)
    look(page, f"{site}/beslut/grunder/")
    look(page, f"{site}/konton/{world.account.pk}/blockeringar/")
    page.close()
