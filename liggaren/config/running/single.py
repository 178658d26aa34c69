"""One start at a time in one data folder: a lock that the system lets go of however the holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
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
    tell(lock, address=address, loopback=())
    return lock


@dataclass(frozen=True)
class Running:
    """What a house that runs in a data folder has told of itself; empty where none runs."""

    address: str = ""
    loopback: tuple[str, ...] = ()


def tell(lock: int, *, address: str, loopback: Sequence[str]) -> None:
    """Write beside the lock what commands started apart must know, e.g. `liggaren check`."""
    told = {"pid": os.getpid(), "address": address, "loopback": list(loopback)}
    os.ftruncate(lock, 0)
    os.pwrite(lock, json.dumps(told).encode(), 0)


def running(folder: Path) -> Running:
    """What runs in the folder now: the lock tells whether anybody does, whatever an old file says."""
    try:
        lock = os.open(folder / "run.lock", os.O_RDONLY)
    except OSError:
        return Running()
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return Running()
    except BlockingIOError:
        found = json.loads(os.pread(lock, 4096, 0) or b"{}")
        return Running(str(found.get("address", "")), tuple(map(str, found.get("loopback", ()))))
    except ValueError:
        return Running()
    finally:
        os.close(lock)


def _holder(lock: int) -> str:
    try:
        found = json.loads(os.pread(lock, 4096, 0))
        return f" (process {found['pid']}, {found['address']})"
    except (ValueError, KeyError):
        return ""
