"""Local servers for tests: one that says what it is told to say, and a small blog with feeds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from liggaren.lib import clock


@dataclass
class Said:
    """One answer: `cut` sends only so many bytes of the body, `endless` never stops sending it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    endless: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A server on loopback: `answer` decides, `asked` remembers."""

    origin: str
    answer: Callable[[Asked], Said]
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def serving(answer: Callable[[Asked], Said] = lambda asked: Said(404)) -> Iterator[Server]:
    """Serve on a free port until the block ends."""
    web = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    web.daemon_threads = True
    server = Server(f"http://127.0.0.1:{web.server_port}", answer)
    _Handler.servers[web.server_port] = server
    thread = threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()
        thread.join(5)
        del _Handler.servers[web.server_port]


class _Handler(BaseHTTPRequestHandler):
    servers: dict[int, Server] = {}

    def _do(self) -> None:
        server = self.servers[self.server.server_address[1]]  # type: ignore[index]
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        server.asked.append(asked)
        said = server.answer(asked)
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        if not said.endless:
            self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        try:
            self._send(said)
        except OSError:  # the caller has had enough and has gone
            self.close_connection = True

    def _send(self, said: Said) -> None:
        self.wfile.write(said.body[: said.cut])
        while said.endless:
            self.wfile.write(said.body)
            time.sleep(0.001)
        self.close_connection = said.cut is not None

    do_GET = do_POST = do_DELETE = do_PATCH = _do  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class SmallBlog:
    """A blog with pages, an RSS feed and a comment feed per post; entries can be changed and taken away."""

    origin: str = ""
    entries: dict[str, str] = field(default_factory=dict)
    comments: dict[str, dict[str, str]] = field(default_factory=dict)
    mood: Said | None = None

    def post(self, text: str) -> str:
        """A new entry. Returns its native id, which is its address."""
        address = f"{self.origin}/inlagg-{len(self.entries) + 1}/"
        self.entries[address], self.comments[address] = text, {}
        return address

    def comment(self, parent: str, text: str) -> str:
        """A comment on an entry. Returns its native id."""
        address = f"{parent}#kommentar-{len(self.comments[parent]) + 1}"
        self.comments[parent][address] = text
        return address

    def answer(self, asked: Asked) -> Said:
        """What the blog says; `mood` overrides all."""
        if self.mood:
            return self.mood
        address = self.origin + asked.path
        if asked.path == "/feed/":
            return self._feed(self.entries, "Bloggen", asked)
        if address.endswith("/feed/") and address.removesuffix("feed/") in self.entries:
            return self._feed(self.comments[address.removesuffix("feed/")], "Kommentarer", asked)
        return Said(200, b"<html>x</html>") if address in self.entries else Said(404, b"<html>borta</html>")

    def _feed(self, entries: dict[str, str], title: str, asked: Asked) -> Said:
        body = rss(title, "".join(self._entry(address, text) for address, text in entries.items()))
        etag = f'"{abs(hash(body))}"'
        if asked.headers.get("If-None-Match") == etag:
            return Said(304)
        return Said(200, body, {"Content-Type": "application/rss+xml", "ETag": etag})

    def _entry(self, address: str, text: str) -> str:
        feed = f"<wfw:commentRss>{address}feed/</wfw:commentRss>" if address in self.entries else ""
        return (
            f"<item><title>Rubrik</title><link>{address}</link><guid>{address}</guid>{feed}"
            f"<dc:creator>Kim Exempel (kim@invanare.example)</dc:creator>"
            f"<pubDate>{format_datetime(clock.now())}</pubDate><description>{escape(escape(text))}</description></item>"
        )


def rss(title: str, items: str) -> bytes:
    """An RSS feed around items."""
    spaces = 'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    words = (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {spaces}><channel><title>{title}</title>'
    )
    return f"{words}{items}</channel></rss>".encode("utf-8", "xmlcharrefreplace")
