"""Which process is which: a number alone is reused, so each is known by number and starting time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def started(pid: int) -> str | None:
    """When process `pid` started, in the system's own words; None when there is no such living process."""
    if sys.platform.startswith("linux"):
        return _started_linux(pid)
    done = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or None


def _started_linux(pid: int) -> str | None:
    try:
        # The name in parentheses may hold spaces, so count from its end; field 3 is the state, 22 the start.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in {"Z", "X"} else fields[19]


def command_line(pid: int) -> str:
    """The process's command line, words parted by spaces; empty when it cannot be read."""
    if sys.platform.startswith("linux"):
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    done = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def write(path: Path, pid: int) -> None:
    """Note in `path` that process `pid` is ours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"pid": pid, "started": started(pid)}))
    draft.replace(path)


def read(path: Path) -> int | None:
    """The number in `path`, if that very process still lives; None otherwise."""
    try:
        found = json.loads(path.read_text())
        pid, when = int(found["pid"]), found["started"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return pid if when is not None and started(pid) == when else None


def end(pid: int, first: signal.Signals, last: signal.Signals, patience: float) -> bool:
    """Ask process `pid` to end by `first`, after `patience` seconds by `last`; True when it is gone."""
    when = started(pid)
    for name in (first, last):
        try:
            os.kill(pid, name)
        except ProcessLookupError:
            return True
        if wait_until_gone(pid, when, patience):
            return True
    return False


def wait_until_gone(pid: int, when: str | None, patience: float) -> bool:
    """Wait at most `patience` seconds for the process that started at `when`; True when it is gone."""
    ends = time.monotonic() + patience
    while when is not None and started(pid) == when:
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True
