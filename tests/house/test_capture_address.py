"""`liggaren capture ADDRESS`: a public feed becomes a sealed folder; every other address a clear refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Badhuset Vågen</title><link>{origin}/</link><description>Nytt</description>
<item><title>Öppet i helgen</title><link>{origin}/1</link><guid>{origin}/1</guid>
<description>Välkommen hit på lördag.</description><pubDate>Mon, 05 Oct 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""
PAGE = "<!doctype html><html><head><title>Ingen blogg</title></head><body>Hej.</body></html>"


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        origin = f"http://{self.headers['Host']}"
        is_feed = self.path == "/feed"
        body = (FEED.format(origin=origin) if is_feed else PAGE).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml" if is_feed else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def capture(*words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: word for name, word in os.environ.items() if not name.startswith(("LIGGAREN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "liggaren.config.cli", "capture", "--json", *words], env=kept,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_feed_becomes_a_folder_whose_evidence_verifies_with_its_own_key(site: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = capture(f"{site}/feed", "--out", str(out), "--allow-loopback")
    answer = json.loads(done.stdout)
    assert done.returncode in {0, 3}, done.stdout + done.stderr
    assert answer["posts"] == 1
    assert (out / "snapshot.pdf").read_bytes().startswith(b"%PDF")
    assert "Välkommen" in next((out / "items").iterdir()).read_text()
    evidence = next(out.glob("evidence-*.zip"))
    verify = [sys.executable, "-m", "liggaren.config.cli", "verify"]
    assert subprocess.run([*verify, str(evidence)], check=False, stdout=subprocess.DEVNULL).returncode == 4
    trusted = [*verify, "--key", str(out / "log.pub"), str(evidence)]
    assert subprocess.run(trusted, check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert "inte vem som fångade" in answer["key"]


@pytest.mark.parametrize("words", [[], ["--allow-loopback"]])
@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/feed", "http://169.254.169.254/", "http://[fd00::1]/", "http://192.168.1.1"]
)
def test_a_private_address_is_refused_even_where_loopback_is_allowed(
    address: str, words: list[str], tmp_path: Path
) -> None:
    done = capture(address, "--out", str(tmp_path / "out"), *words)
    assert done.returncode == 2
    assert "privat" in json.loads(done.stdout)["message"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "0x7f000001"])
def test_loopback_is_refused_unless_it_is_allowed(host: str, tmp_path: Path) -> None:
    done = capture(f"http://{host}:1/feed", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "message" in json.loads(done.stdout)


@pytest.mark.parametrize(
    "address", ["not an address", "ftp://exempel.se/", "http://", "javascript:alert(1)", ""]
)
def test_what_is_no_address_on_the_web_is_refused(address: str, tmp_path: Path) -> None:
    done = capture(address, "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert json.loads(done.stdout)["message"]


def test_a_page_that_is_neither_blog_nor_feed_is_refused(site: str, tmp_path: Path) -> None:
    done = capture(f"{site}/", "--out", str(tmp_path / "out"), "--allow-loopback")
    assert done.returncode == 2
    assert "varken" in json.loads(done.stdout)["message"]


def test_a_folder_with_something_in_it_is_left_alone(site: str, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = capture(f"{site}/feed", "--out", str(tmp_path), "--allow-loopback")
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
