"""One child process of the supervisor: started, watched, restarted with growing pauses, ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from liggaren.config.running import identity
from liggaren.config.running.refusal import CannotRun

STEADY = 10.0  # seconds: who lived this long did start, and has not failed again
TRIES = 6
LARGEST_LOG = 10_000_000


def bound_to_parent(words: Sequence[str], ending: str = "TERM") -> list[str]:
    """The command, ended by the system when its parent dies (Linux; elsewhere the next start ends it)."""
    if sys.platform.startswith("linux") and shutil.which("setpriv"):
        return ["setpriv", "--pdeathsig", ending, *words]
    return list(words)


@dataclass
class Child:
    """A Python module run beside the supervisor."""

    name: str
    title: str  # on screen, definite form: "Webbservern"
    words: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    descriptors: Sequence[int] = ()
    needed: bool = True  # False: the rest goes on without it
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)
    given_up: bool = False

    @property
    def log(self) -> Path:
        return self.folder / "logs" / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        return self.folder / "processes" / f"{self.name}.json"

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                bound_to_parent([sys.executable, "-m", *self.words]),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=dict(self.environment),
                pass_fds=tuple(self.descriptors), start_new_session=True, umask=0o077,
            )  # fmt: skip
        self.born = time.monotonic()
        identity.write(self.pid_file, self.process.pid)

    def watch(self) -> str:
        """Restart the child when it has died and its pause is over; a sentence when it has just died.

        Raises CannotRun when a needed child has died TRIES times without living STEADY seconds.
        """
        if self.process is None:
            if not self.given_up and time.monotonic() >= self.next_start:
                self.start()
            return ""
        code = self.process.poll()
        return "" if code is None else self._died(code)

    def _died(self, code: int) -> str:
        self.process = None
        self.failures = 1 if time.monotonic() - self.born > STEADY else self.failures + 1
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"kod {code}"
        if self.failures >= TRIES:
            self.given_up = True
            if self.needed:
                raise CannotRun(f"{self.title} stannade {TRIES} gånger i rad ({how}).\n{self.tail()}")
            return f"{self.title} stannade {TRIES} gånger i rad ({how}) och är avstängd. Se {self.log}"
        pause = min(0.25 * 2**self.failures, 20.0)
        self.next_start = time.monotonic() + pause
        return f"{self.title} stannade ({how}). Startar om den."

    def forgive(self) -> None:
        """Forget what went wrong: it was not the child's doing."""
        self.failures, self.given_up, self.next_start = 0, False, 0.0

    def tail(self, size: int = 1200) -> str:
        """The last of its log, with where to read the rest."""
        try:
            last = self.log.read_bytes()[-size:].decode(errors="replace").strip()
        except OSError:
            last = ""
        return f"Sist i {self.log}:\n{last}"

    def end(self, patience: float) -> None:
        """Ask it to end, and after `patience` seconds make it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        self.pid_file.unlink(missing_ok=True)


def end_leftovers(folder: Path) -> list[int]:
    """End children of an earlier supervisor that was killed; returns their numbers. Only ever our own."""
    ended = []
    for path in sorted((folder / "processes").glob("*.json")):
        pid = identity.read(path)
        if pid is not None and pid != os.getpid():
            identity.end(pid, signal.SIGTERM, signal.SIGKILL, 10.0)
            ended.append(pid)
        path.unlink(missing_ok=True)
    return ended
