"""Drive Chromium to one page and photograph it whole: run as a program of its own, with no right to anything.

Reads one line of JSON (Job) and writes one line of JSON (what was shown), then the PNG. It knows no database,
no settings and no secret; its only way out is the proxy it is told of. Nothing of ours is imported here.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect, Page, Playwright

STEP = 900  # pixels scrolled at a time, so that lazy pictures wake
NO_OTHER_WAY_OUT = (
    "--proxy-bypass-list=<-loopback>",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
)
PASSWORDS = "els => els.filter(e => e.getClientRects().length > 0).length"
HEIGHT = (
    "() => Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0)"
)


@dataclass(frozen=True)
class Job:
    """What to photograph. Sizes in pixels, `seconds` for the whole."""

    address: str
    proxy: str
    chromium: str
    width: int
    most_height: int
    seconds: float
    user: int = 0  # as whom to go on, when started as root
    group: int = 0


def photograph(playwright: Playwright, job: Job) -> tuple[dict[str, Any], bytes]:
    """Open, scroll to wake lazy pictures, take the picture. The picture is empty when there was no page."""
    browser, has_sandbox = _start(playwright, job)
    try:
        context = browser.new_context(
            viewport={"width": job.width, "height": STEP}, locale="sv-SE", timezone_id="Europe/Stockholm",
            accept_downloads=False, service_workers="block", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(job.seconds * 1000 / 2)
        page = context.new_page()
        answer = page.goto(job.address, wait_until="load")
        height = _scroll(page, job.most_height)
        facts = {
            "address": page.url,
            "status": answer.status if answer else 0,
            "title": page.title(),
            "passwords": page.eval_on_selector_all("input[type=password]", PASSWORDS),
            "height": height,
            "sandbox": has_sandbox,
            "browser": f"Chromium {browser.version}",
        }
        shown: FloatRect = {
            "x": 0,
            "y": 0,
            "width": job.width,
            "height": max(1, min(height, job.most_height)),
        }
        return facts, page.screenshot(full_page=True, clip=shown, type="png", animations="disabled")
    finally:
        browser.close()


def _start(playwright: Playwright, job: Job) -> tuple[Browser, bool]:
    """With Chromium's own sandbox where the system allows it."""
    from playwright.sync_api import Error

    def launch(sandbox: bool) -> Browser:
        return playwright.chromium.launch(
            executable_path=job.chromium, chromium_sandbox=sandbox, proxy={"server": job.proxy},
            args=list(NO_OTHER_WAY_OUT), timeout=job.seconds * 1000 / 2,
        )  # fmt: skip

    try:
        return launch(True), True
    except Error:
        return launch(False), False


def _scroll(page: Page, most: int) -> int:
    """Down step by step to the end or the limit, then up again; gives the height it ended with."""
    at = 0
    height = int(page.evaluate(HEIGHT))
    while at < min(height, most):
        at += STEP
        page.evaluate("y => window.scrollTo(0, y)", at)
        page.wait_for_timeout(120)
        height = int(page.evaluate(HEIGHT))
    page.evaluate("() => window.scrollTo(0, 0)")
    page.wait_for_timeout(250)
    return height


def _step_down(job: Job) -> None:
    """From root to another user, for good, before anything of the page is touched."""
    if os.geteuid() == 0 and job.user:
        os.setgroups([])
        os.setgid(job.group)
        os.setuid(job.user)


def main() -> int:
    """0 with a picture, 1 when the page could not be opened: the fault's kind stands in the line of JSON."""
    from playwright.sync_api import Error, sync_playwright

    job = Job(**json.loads(sys.stdin.readline()))
    _step_down(job)
    try:
        with sync_playwright() as playwright:
            facts, picture = photograph(playwright, job)
    except Error as fault:
        facts, picture = {"fault": str(fault).splitlines()[0][:200]}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + picture)
    return 1 if "fault" in facts else 0


if __name__ == "__main__":
    sys.exit(main())
