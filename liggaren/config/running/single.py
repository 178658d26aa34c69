"""One start at a time in one data folder: a lock that the system lets go of however the holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from liggaren.config.running.refusal import CannotRun


def take(folder: Path, *, address: str) -> int:
    """Lock the data folder for this process; returns the descriptor that holds the lock.

    Raises CannotRun, naming the process and address that hold it.
    """
    lock = os.open(folder / "run.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(lock)
        os.close(lock)
        raise CannotRun(
            f"Liggaren körs redan med datamappen {folder}{holder}. Två kan inte dela en mapp.\n"
            "Använd den som är igång, avsluta den med Ctrl-C, eller ge den nya en egen mapp och port:\n"
            "  PORT=8500 LIGGAREN_DATA=<mapp> make run"
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, json.dumps({"pid": os.getpid(), "address": address}).encode(), 0)
    return lock


def _holder(lock: int) -> str:
    try:
        found = json.loads(os.pread(lock, 4096, 0))
        return f" (process {found['pid']}, {found['address']})"
    except (ValueError, KeyError):
        return ""
