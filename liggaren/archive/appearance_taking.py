"""Our own picture of an open page (G6.1): Chromium in a process of its own, through the checking proxy.

As root the browser runs as another user, so that a page which breaks out of it reads no key. It is off, with
a plain reason, where Chromium or Playwright is missing.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from liggaren.archive.appearance_browser import Job
from liggaren.archive.appearance_login import Shown, why_not_the_page
from liggaren.lib.errors import Refusal
from liggaren.lib.http import CheckingProxy

WIDTH, MOST_HEIGHT = 1280, 16_000  # Chromium draws no more than 16 384 pixels in one piece
SECONDS, MOST_BYTES, MOST_PICTURE = 60.0, 80_000_000, 40_000_000
NAMES = ("chromium", "chromium-browser", "google-chrome")
UNPRIVILEGED = "nobody"


class NoPicture(Refusal):
    """The page gave no picture that may be kept; the message says why, for the duty and the screen."""

    code = "appearance_not_taken"


@dataclass(frozen=True)
class Photo:
    """A PNG of the whole page, where the browser ended up, and whether the page went on below."""

    data: bytes
    address: str
    browser: str
    is_cut: bool
    has_sandbox: bool


def available() -> str:
    """Empty when our own browser can be used, else why not, in Swedish."""
    if _chromium() is None:
        return "Webbläsaren Chromium finns inte på den här datorn."
    if find_spec("playwright") is None:
        return "Tillägget som styr webbläsaren (Playwright) är inte installerat."
    return ""


def _chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def take(address: str, *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES) -> Photo:
    """Photograph an open page. Raises NoPicture: no browser, not open, a login page, too large, too slow."""
    if reason := available():
        raise NoPicture(f"{reason} Ladda upp en bild i stället.")
    if not address:
        raise NoPicture("Kontot har ingen adress att öppna.")
    with CheckingProxy(settings.LOOPBACK_ORIGINS, most_bytes=most_bytes, seconds=seconds) as proxy:
        job = Job(address, proxy.address, _chromium() or "", WIDTH, MOST_HEIGHT, seconds, *_other_user())
        facts, data = _run(job)
        if proxy.is_full:
            raise NoPicture("Sidan hämtade mer än vad som är tillåtet, så bilden är inte hel.")
        if facts.get("status") == 403 and proxy.refused:
            raise NoPicture("Adressen leder inte till en öppen sida på internet, så den öppnades inte.")
    return _kept(address, facts, data)


def _kept(address: str, facts: dict[str, Any], data: bytes) -> Photo:
    if "fault" in facts or not data.startswith(b"\x89PNG"):
        raise NoPicture("Sidan gick inte att öppna i webbläsaren.")
    address_shown = str(facts["address"])[:1000]
    shown = Shown(address, address_shown, facts["status"], facts["title"], facts["passwords"])
    if reason := why_not_the_page(shown):
        raise NoPicture(reason)
    return Photo(data, address_shown, facts["browser"], facts["height"] > MOST_HEIGHT, facts["sandbox"])


def _run(job: Job) -> tuple[dict[str, Any], bytes]:
    """The program in a session of its own, ended as a whole when its time is over."""
    program = [sys.executable, "-I", str(Path(__file__).with_name("appearance_browser.py"))]
    with (
        _home(job) as home,
        subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=home,
            env={"HOME": home, "TMPDIR": home, "PATH": os.environ.get("PATH", ""), "LANG": "sv_SE.UTF-8"},
            start_new_session=True,
        ) as process,
    ):  # fmt: skip
        try:
            out, _ = process.communicate(json.dumps(asdict(job)).encode() + b"\n", job.seconds + 15)
        except subprocess.TimeoutExpired as fault:
            raise NoPicture("Sidan tog för lång tid att öppna.") from fault
        finally:
            _end(process)
    first, _, data = out.partition(b"\n")
    if len(data) > MOST_PICTURE:
        raise NoPicture("Bilden blev för stor att spara.")
    return _facts(first), data


def _facts(line: bytes) -> dict[str, Any]:
    """The browser's word is not trusted to be well formed."""
    try:
        found = json.loads(line)
        known = {"fault": str} if "fault" in found else {
            "address": str, "title": str, "browser": str, "status": int, "passwords": int, "height": int,
            "sandbox": bool,
        }  # fmt: skip
        return {name: kind(found[name]) for name, kind in known.items()}
    except (ValueError, TypeError, KeyError) as fault:
        raise NoPicture("Webbläsaren avslutades utan bild.") from fault


def _end(process: subprocess.Popen[bytes]) -> None:
    """Chromium's own processes too: they share the session that was started for them."""
    try:
        os.killpg(process.pid, 9)
    except ProcessLookupError:
        return


@contextmanager
def _home(job: Job) -> Iterator[str]:
    """A folder that is thrown away, owned by whoever the browser runs as."""
    folder = tempfile.mkdtemp(prefix="liggaren-browser-")
    try:
        if job.user:
            os.chown(folder, job.user, job.group)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> tuple[int, int]:
    """As root somebody without rights; else (0, 0): as whoever we are."""
    if os.geteuid() != 0:
        return 0, 0
    found = pwd.getpwnam(UNPRIVILEGED)
    return found.pw_uid, found.pw_gid
