"""A real Chromium on pages of our own: a public page is photographed whole, a login page never."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from PIL import Image

from liggaren.archive import appearance_taking
from liggaren.archive.appearance_taking import NoPicture, take

pytestmark = [pytest.mark.browser, pytest.mark.clause("G6.1")]
LAZY = (
    "<title>Badhuset</title><body style='margin:0'><div style='height:6000px;background:#eee'>Hej</div>"
    "<div id=end style='height:400px;background:#fff'></div><script>new IntersectionObserver(found => {"
    "if (found[0].isIntersecting) document.getElementById('end').style.background = '#c00000';"
    "}).observe(document.getElementById('end'))</script>"
)
PAGES = {
    "/lazy": LAZY,
    "/login-form": "<title>Badhuset</title><form><input><input type=password></form>",
    "/title": "<title>Logga in</title><p>Hej",
    "/tall": "<title>Hög</title><div style='height:30000px;background:linear-gradient(red,blue)'></div>",
    "/inward": "<title>Badhuset</title><p>Hej<img src='http://127.0.0.1:{other}/secret'>"
    "<script>fetch('http://127.0.0.1:{other}/secret', {{mode: 'no-cors'}}).catch(() => 0)</script>",
    "/secret": "hemligt",
}


class Pages(BaseHTTPRequestHandler):
    seen: list[str] = []
    other = 0

    def do_GET(self) -> None:
        Pages.seen.append(self.path)
        if self.path == "/members":
            self.send_response(302)
            self.send_header("Location", "/accounts/login/?next=/members")
            self.end_headers()
            return
        words = PAGES.get(self.path, "<title>Badhuset</title><p>Hej")
        body = words.format(other=Pages.other).encode() if self.path == "/inward" else words.encode()
        self.send_response(401 if self.path == "/closed" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """A test's output is its own."""


def _server() -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    Pages.seen = []
    one, two = _server(), _server()
    Pages.other = two.server_port
    settings.LOOPBACK_ORIGINS = [f"http://127.0.0.1:{one.server_port}"]
    yield settings.LOOPBACK_ORIGINS[0]
    for server in (one, two):
        server.shutdown()
        server.server_close()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_page_on_the_playground_is_photographed_whole(settings: Any) -> None:
    from liggaren.playground.serve import running

    with running() as playground:
        playground.admin.seed()
        settings.LOOPBACK_ORIGINS = [playground.origin]
        photo = take(f"{playground.origin}/sidor/badhuset-vagen")
    image = opened(photo.data)
    assert image.width == 1280 and image.height > 900 and not photo.is_cut
    assert (
        photo.address == f"{playground.origin}/sidor/badhuset-vagen"
        and len(image.getcolors(2**24) or []) > 20
    )


def test_what_wakes_only_when_scrolled_to_is_in_the_picture(site: str) -> None:
    image = opened(take(f"{site}/lazy").data)
    assert image.size == (1280, 6400) and image.getpixel((600, 6200)) == (192, 0, 0)


def test_a_very_tall_page_is_cut_and_says_so(site: str) -> None:
    photo = take(f"{site}/tall")
    assert photo.is_cut and opened(photo.data).height == appearance_taking.MOST_HEIGHT


@pytest.mark.parametrize("path", ["/login-form", "/title", "/members", "/closed"])
def test_a_login_page_gives_no_picture(site: str, path: str) -> None:
    with pytest.raises(NoPicture, match=r"inlogg|lösenord"):
        take(f"{site}{path}")


def test_the_pages_own_scripts_reach_nothing_inward(site: str) -> None:
    assert take(f"{site}/inward").data and "/secret" not in Pages.seen and "/inward" in Pages.seen


def test_an_address_on_this_machine_that_is_not_named_is_never_opened(site: str) -> None:
    with pytest.raises(NoPicture, match="öppen sida"):
        take(f"http://127.0.0.1:{Pages.other}/lazy")
    assert Pages.seen == []


def test_without_chromium_it_is_off_with_a_plain_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appearance_taking, "NAMES", ("no-such-browser",))
    assert appearance_taking.available() == "Webbläsaren Chromium finns inte på den här datorn."
    with pytest.raises(NoPicture, match="Ladda upp"):
        take("https://vagen.example/")
