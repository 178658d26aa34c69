"""The browser's only way out: nothing inward, each name pinned, bytes and time limited."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from liggaren.lib.http import CheckingProxy

PICTURE = b"\x89PNG" * 1_000


class Site(BaseHTTPRequestHandler):
    """Pages of our own: plain, redirecting inward, big, slow, and one that breaks off."""

    seen: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        Site.seen.append((self.path, self.headers.get("Host", "")))
        getattr(self, f"_{self.path.strip('/').split('?')[0] or 'plain'}")()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._give(b"posted:" + body)

    def _give(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _plain(self) -> None:
        self._give(PICTURE)

    def _inward(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _big(self) -> None:
        self._give(b"x" * 3_000_000)

    def _slow(self) -> None:
        time.sleep(3)
        with suppress(OSError):  # the proxy has gone away by then
            self._give(b"late")

    def _broken(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")

    def log_message(self, *_: Any) -> None:
        """A test's output is its own."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def through(proxy: CheckingProxy) -> httpx.Client:
    return httpx.Client(proxy=proxy.address, trust_env=False, timeout=15)


def ask(proxy: CheckingProxy, request: bytes) -> bytes:
    """A request as a page's script or a broken browser could send it."""
    with socket.create_connection(("127.0.0.1", int(proxy.address.rsplit(":", 1)[1])), timeout=10) as line:
        line.sendall(request)
        answer = b""
        while piece := line.recv(65_536):
            answer += piece
        return answer


def test_a_named_loopback_origin_is_reached_whole_and_a_post_with_its_body(site: str) -> None:
    with CheckingProxy([site]) as proxy, through(proxy) as client:
        assert client.get(f"{site}/plain").content == PICTURE
        assert client.post(f"{site}/post", content=b"a=1").content == b"posted:a=1"
        assert proxy.refused == [] and not proxy.is_full


def test_a_loopback_address_that_is_not_named_is_refused_and_never_called(site: str) -> None:
    with CheckingProxy() as proxy, through(proxy) as client:
        assert client.get(f"{site}/plain").status_code == 403
        assert Site.seen == [] and len(proxy.refused) == 1


@pytest.mark.parametrize(
    "host",
    ["10.0.0.8", "192.168.1.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "[::1]", "[fd00::1]",
     "localhost", "router.local", "0x0.0", "2130706433", "0x7f.1", "[::ffff:10.0.0.1]"],
)  # fmt: skip
def test_private_ranges_are_refused_for_plain_requests_and_for_tunnels(host: str) -> None:
    with CheckingProxy() as proxy:
        plain = ask(proxy, f"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        tunnel = ask(proxy, f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert plain.startswith(b"HTTP/1.1 403") and tunnel.startswith(b"HTTP/1.1 403")


def test_a_redirect_inward_is_handed_to_the_browser_and_refused_when_followed(site: str) -> None:
    with CheckingProxy([site]) as proxy, through(proxy) as client:
        answer = client.get(f"{site}/inward", follow_redirects=True)
        assert answer.status_code == 403 and proxy.refused == ["169.254.169.254"]


def test_a_tunnel_to_another_port_of_this_machine_is_refused_though_its_site_is_named(site: str) -> None:
    with CheckingProxy([site]) as proxy:
        answer = ask(proxy, f"CONNECT {site.removeprefix('http://')} HTTP/1.1\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 403")


def test_a_name_that_answers_with_a_private_address_is_refused_and_stays_refused() -> None:
    answers = iter([["10.0.0.1"], ["93.184.215.14"]])
    with CheckingProxy(resolver=lambda *_: next(answers)) as proxy, through(proxy) as client:
        assert [client.get("http://moves.example/").status_code for _ in range(2)] == [403, 403]


def test_each_name_is_asked_once_and_pinned(site: str) -> None:
    """A rebinding name leads to the named site, then would lead elsewhere: it is never asked again."""
    port = int(site.rsplit(":", 1)[1])
    asked: list[str] = []

    def resolver(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    origin = f"http://site.test:{port}"
    with CheckingProxy([origin], resolver=resolver) as proxy, through(proxy) as client:
        assert client.get(f"{origin}/plain").content == PICTURE
        assert client.get(f"{origin}/plain").content == PICTURE
    assert asked == ["site.test"] and {host for _, host in Site.seen} == {f"site.test:{port}"}


def test_the_tunnel_connects_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, site: str
) -> None:
    port, called = int(site.rsplit(":", 1)[1]), []
    connect = socket.create_connection

    def to_us(address: tuple[str, int], *args: Any, **named: Any) -> socket.socket:
        if address[0] == "93.184.215.14":
            called.append(address)
            return connect(("127.0.0.1", port), *args, **named)
        return connect(address, *args, **named)

    with CheckingProxy(resolver=lambda *_: ["93.184.215.14"]) as proxy:
        place = ("127.0.0.1", int(proxy.address.rsplit(":", 1)[1]))
        monkeypatch.setattr(socket, "create_connection", to_us)
        with connect(place, timeout=10) as line:
            line.sendall(b"CONNECT open.example:443 HTTP/1.1\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 200")
            line.sendall(b"GET /plain HTTP/1.0\r\n\r\n")
            answer = b""
            while piece := line.recv(65_536):
                answer += piece
    assert answer.endswith(PICTURE) and called == [("93.184.215.14", 443)]


def test_a_page_larger_than_allowed_is_cut_and_told(site: str) -> None:
    with CheckingProxy([site], most_bytes=1_000_000) as proxy, through(proxy) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"{site}/big")
        assert proxy.is_full


def test_a_slow_page_ends_with_the_time(site: str) -> None:
    with CheckingProxy([site], seconds=1.0) as proxy, through(proxy) as client:
        began = time.monotonic()
        with pytest.raises(httpx.HTTPError):
            client.get(f"{site}/slow").raise_for_status()
        assert time.monotonic() - began < 2.5


def test_an_answer_that_breaks_off_never_looks_whole(site: str) -> None:
    with CheckingProxy([site]) as proxy, through(proxy) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(f"{site}/broken")


@pytest.mark.parametrize(
    "request_",
    [b"GET\r\n\r\n", b"TRACE http://a.example/ HTTP/1.1\r\n\r\n", b"GET ftp://a.example/ HTTP/1.1\r\n\r\n",
                 b"GET /local HTTP/1.1\r\n\r\n", b"GET http://a.example/ HTTP/1.1\r\nbad\r\n\r\n",
                 b"POST http://a.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_proper_request_is_refused(request_: bytes) -> None:
    with CheckingProxy(resolver=_never) as proxy:
        assert ask(proxy, request_)[9:12] in {b"400", b"403"}


def _never(host: str, port: int) -> list[str]:
    raise AssertionError("no name may be looked up")


def test_the_door_is_shut_afterwards(site: str) -> None:
    with CheckingProxy([site]) as proxy:
        port = int(proxy.address.rsplit(":", 1)[1])
    with pytest.raises(OSError, match=r"refused|reset"):
        socket.create_connection(("127.0.0.1", port), timeout=2)
