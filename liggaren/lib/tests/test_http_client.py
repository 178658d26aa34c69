"""The guarded client against a real server on loopback: sizes, times, redirects, broken answers."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from liggaren.lib.http import ForbiddenAddress, GuardedClient, GuardError, Interrupted, NotSent, TooLarge

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each path by the behaviour registered for it."""

    protocol_version = "HTTP/1.1"
    server: Server

    def answer(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        self.server.seen.append(
            (self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        )
        BEHAVIOURS[self.path.split("?")[0]](self)

    do_GET = do_POST = do_DELETE = do_PUT = answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.origin = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: Any) -> None:
        pass


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"8000\r\n" + bytes(0x8000) + b"\r\n")


def half(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.close_connection = True


def hang_up(handler: Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def nonsense(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-x\r\n")
    hang_up(handler)


def to(location: str, status: int = 302) -> Behaviour:
    return lambda handler: handler.say(status, Location=location)


BOMB = zlib.compress(bytes(300_000_000), 9)
BEHAVIOURS: dict[str, Behaviour] = {
    "/": lambda h: h.say(200, b"hej", Content_Type="text/plain"),
    "/gzip": lambda h: h.say(200, gzip.compress(b"hej" * 1000), Content_Encoding="gzip"),
    "/deflate": lambda h: h.say(200, zlib.compress(b"hej"), Content_Encoding="deflate"),
    "/bomb": lambda h: h.say(200, BOMB, Content_Encoding="deflate"),
    "/broken-gzip": lambda h: h.say(200, gzip.compress(b"hej" * 1000)[:-9], Content_Encoding="gzip"),
    "/false-gzip": lambda h: h.say(200, b"hej", Content_Encoding="gzip"),
    "/brotli": lambda h: h.say(200, b"hej", Content_Encoding="br"),
    "/large": lambda h: h.say(200, bytes(50_000)),
    "/endless": endless,
    "/drip": drip,
    "/drip-headers": drip_headers,
    "/half": half,
    "/hang-up": hang_up,
    "/nonsense": nonsense,
    "/500": lambda h: h.say(500, b"fel"),
    "/429": lambda h: h.say(429, b"", Retry_After="7"),
    "/to-root": to("/"),
    "/loop": to("/loop"),
    "/to-meta": to("http://169.254.169.254/latest/"),
    "/to-file": to("file:///etc/passwd"),
    "/to-odd": to("http://[::1"),
    "/to-decimal": to("http://2130706433/"),
    **{f"/hop{n}": to(f"/hop{n - 1}" if n > 1 else "/") for n in range(1, 8)},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def client(server: Server) -> Iterator[GuardedClient]:
    server.seen.clear()
    with GuardedClient([server.origin], "Prov/1") as made:
        yield made


def test_a_whole_answer_comes_with_status_headers_body_and_address(
    server: Server, client: GuardedClient
) -> None:
    answer = client.request("GET", server.origin + "/", params={"sida": 2, "q": "åäö"}, headers={"X-A": "b"})
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"hej", "text/plain")
    assert answer.url == server.origin + "/?sida=2&q=%C3%A5%C3%A4%C3%B6"
    method, _path, headers, _body = server.seen[0]
    assert (method, headers["user-agent"], headers["x-a"]) == ("GET", "Prov/1", "b")
    assert headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(("path", "status"), [("/500", 500), ("/429", 429)])
def test_an_error_status_is_an_answer(server: Server, client: GuardedClient, path: str, status: int) -> None:
    assert client.request("GET", server.origin + path).status == status


def test_json_form_and_bytes_are_sent_as_such(server: Server, client: GuardedClient) -> None:
    client.request("POST", server.origin + "/", json={"a": "å"})
    client.request("POST", server.origin + "/", data={"a": "b c"})
    client.request("PUT", server.origin + "/", data=b"\x00\xff")
    assert [body for *_rest, body in server.seen] == ['{"a":"å"}'.encode(), b"a=b+c", b"\x00\xff"]


@pytest.mark.parametrize(("path", "body"), [("/gzip", b"hej" * 1000), ("/deflate", b"hej")])
def test_packed_answers_are_unpacked(server: Server, client: GuardedClient, path: str, body: bytes) -> None:
    assert client.request("GET", server.origin + path).body == body


@pytest.mark.parametrize("path", ["/bomb", "/large", "/endless"])
def test_what_is_larger_than_asked_for_is_refused_soon(
    server: Server, client: GuardedClient, path: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(TooLarge) as fault:
        client.request("GET", server.origin + path, limit=40_000)
    assert fault.value.sent
    assert time.monotonic() - begun < 2


def test_a_body_of_exactly_the_limit_is_whole(server: Server, client: GuardedClient) -> None:
    assert len(client.request("GET", server.origin + "/large", limit=50_000).body) == 50_000


@pytest.mark.parametrize("path", ["/broken-gzip", "/false-gzip", "/brotli", "/half", "/hang-up", "/nonsense"])
def test_an_answer_that_is_not_whole_is_interrupted(server: Server, client: GuardedClient, path: str) -> None:
    with pytest.raises(Interrupted) as fault:
        client.request("POST", server.origin + path)
    assert fault.value.sent


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_a_slow_drip_ends_with_the_time_for_the_whole_request(
    server: Server, client: GuardedClient, path: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(Interrupted):
        client.request("GET", server.origin + path, timeout=0.4)
    assert 0.3 < time.monotonic() - begun < 1.5


def test_where_nobody_listens_the_request_surely_never_left() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with GuardedClient([origin]) as client, pytest.raises(NotSent) as fault:
            client.request("POST", origin + "/", json={})
    assert not fault.value.sent


def test_a_server_without_tls_is_not_sent_anything(server: Server) -> None:
    origin = server.origin.replace("http:", "https:")
    with GuardedClient([origin]) as client, pytest.raises(GuardError):
        client.request("POST", origin + "/", json={}, timeout=2)
    assert all(method != "POST" for method, *_rest in server.seen)


def test_up_to_five_redirects_are_followed_for_get(server: Server, client: GuardedClient) -> None:
    answer = client.request("GET", server.origin + "/hop5")
    assert (answer.body, answer.url) == (b"hej", server.origin + "/")
    for path in ("/hop6", "/loop"):
        with pytest.raises(Interrupted):
            client.request("GET", server.origin + path)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_no_other_method_follows_a_redirect(server: Server, client: GuardedClient, method: str) -> None:
    answer = client.request(method, server.origin + "/to-root")
    assert (answer.status, answer.headers["location"]) == (302, "/")
    assert len(server.seen) == 1


@pytest.mark.parametrize("path", ["/to-meta", "/to-file", "/to-odd", "/to-decimal"])
def test_a_redirect_inward_is_refused(server: Server, client: GuardedClient, path: str) -> None:
    with pytest.raises(ForbiddenAddress):
        client.request("GET", server.origin + path)
    assert len(server.seen) == 1


def test_credentials_stay_with_their_origin(server: Server, client: GuardedClient) -> None:
    other = Server()
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    BEHAVIOURS["/abroad"] = to(other.origin + "/")
    secret = {"Authorization": "Bearer hemlig", "Cookie": "a=b", "X-Token": "hemlig", "Accept": "text/html"}
    try:
        with GuardedClient([server.origin, other.origin]) as both:
            both.request("GET", server.origin + "/abroad", headers=secret)
            both.request("GET", server.origin + "/to-root", headers=secret)
    finally:
        other.shutdown()
        other.server_close()
        thread.join()
        del BEHAVIOURS["/abroad"]
    there = other.seen[0][2]
    assert not {"authorization", "cookie", "x-token"} & set(there)
    assert there["accept"] == "text/html"
    assert server.seen[-1][2]["authorization"] == "Bearer hemlig"


def test_no_proxy_of_the_environment_is_used(
    server: Server, client: GuardedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with GuardedClient([server.origin]) as fresh:
        assert fresh.request("GET", server.origin + "/").status == 200


def test_nothing_secret_stands_in_a_fault_or_in_the_answers_own_text(
    server: Server, client: GuardedClient
) -> None:
    with pytest.raises(Interrupted) as fault:
        client.request("POST", server.origin + "/half?token=hemlig", headers={"Authorization": "hemlig"})
    assert "hemlig" not in str(fault.value)
    assert "hej" not in repr(client.request("GET", server.origin + "/"))
