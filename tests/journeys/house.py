"""A whole house in a folder of its own, started as a person starts it, ended with the test."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liggaren.config import places

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(frozen=True)
class House:
    """Where the house and its playground answer."""

    base: str
    playground: str
    data: Path | None = None  # its folder; None for a house that somebody else started

    def visit_now(self, account: str) -> None:
        """Ask the house's own worker to visit an account at once; else it comes within five minutes."""
        if self.data is None:
            return
        words = (
            "from liggaren.capture.tasks import ask_for_visit; from liggaren.register.models import Account;"
            f"ask_for_visit(str(Account.objects.get(name={account!r}).pk))"
        )
        environment = {**_environment(), "LIGGAREN_DATA": str(self.data)}
        subprocess.run([sys.executable, "manage.py", "shell", "-c", words], env=environment, check=True)

    def mails(self) -> str:
        """Every mail that the house has sent, as written to its folder."""
        assert self.data is not None
        letters = [message_from_bytes(path.read_bytes()) for path in sorted((self.data / "mail").glob("*"))]
        return "\n".join(f"{make_header(decode_header(one['Subject']))}\n{_body(one)}" for one in letters)

    def call(self, method: str, path: str, body: Any) -> Any:
        """The playground's hand from the inside: JSON in, JSON out."""
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(
            self.playground + path, data=data, method=method, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=20) as answer:
            words = answer.read()
        return json.loads(words) if words else None

    def page_text(self, page_id: str) -> str:
        """What a citizen sees of a page."""
        with urllib.request.urlopen(f"{self.playground}/sidor/{page_id}", timeout=20) as answer:
            return str(answer.read().decode())

    def wait_until(self, holds: Callable[[], bool], *, seconds: float = 60) -> None:
        """Ask again until it holds."""
        ends = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < ends, "it never came to hold"
            time.sleep(0.5)

    def wait_for(self, page: Page, words: str | re.Pattern[str], *, seconds: float = 60) -> None:
        """Look at the page again until it says so, as a person who waits would."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if re.search(words, page.locator("main").inner_text()):
                return
            page.wait_for_timeout(1000)
            page.goto(page.url)
        raise AssertionError(
            f"{words!r} was never said; the page says: {page.locator('main').inner_text()[:2000]}"
        )


@contextmanager
def running_house() -> Iterator[House]:
    """`liggaren run` on free ports; the address in LIGGAREN_TEST_HOUSE is used instead where it is set."""
    if given := os.environ.get("LIGGAREN_TEST_HOUSE"):
        base, playground = given.split(",")
        yield House(base, playground)
        return
    above = places.SYSTEM_HOME / "tests" if os.geteuid() == 0 else Path(tempfile.gettempdir())
    above.mkdir(parents=True, exist_ok=True, mode=0o711)
    folder = Path(tempfile.mkdtemp(prefix="j-", dir=above))
    folder.chmod(0o711)
    port, playground_port = _free_port(), _free_port()
    environment = {
        **_environment(), "LIGGAREN_DATA": str(folder), "PORT": str(port),
        "LIGGAREN_PLAYGROUND_PORT": str(playground_port),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "liggaren.config.cli", "run", "--json"], env=environment, text=True,
        start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait_until_ready(process)
        yield House(f"http://localhost:{port}", f"http://127.0.0.1:{playground_port}", folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        if process.stdout:
            process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    """This process's own, without what names another house."""
    return {name: word for name, word in os.environ.items() if not name.startswith(("LIGGAREN_", "DJANGO_"))}


def _body(letter: Message) -> str:
    parts = [part.get_payload(decode=True) for part in letter.walk() if not part.is_multipart()]
    return "\n".join(part.decode(errors="replace") for part in parts if isinstance(part, bytes))


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if '"ready"' in line:
            return
    raise AssertionError(f"the house did not start: {''.join(said)}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
