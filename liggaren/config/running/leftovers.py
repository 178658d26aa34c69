"""A database that outlived its supervisor, or a note of one that did not: put right before a start."""

from __future__ import annotations

import signal
from pathlib import Path

from liggaren.config.embedded import Cluster
from liggaren.config.roles import PORT
from liggaren.config.running import identity
from liggaren.config.running.refusal import CannotRun


def recover(cluster: Cluster) -> str:
    """End an orphan PostgreSQL of this very data folder, take away stale lock files; says what was done.

    Raises CannotRun when the orphan will not end.
    """
    locks = [cluster.data / "postmaster.pid", cluster.socket / f".s.PGSQL.{PORT}.lock"]
    pid = _noted(locks[0])
    if pid is None:
        return ""
    if _is_this_database(pid, cluster.data):
        _end(pid)
        return "Databasen från en tidigare start var kvar och är nu avslutad."
    for lock in locks:
        _unlock(lock, pid)
    return "Förra starten avbröts tvärt. Databasen återställer sig själv."


def _noted(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_this_database(pid: int, data: Path) -> bool:
    words = identity.command_line(pid).split(" ")
    return "postgres" in words[0] and str(data) in words


def _end(pid: int) -> None:
    # Never SIGKILL: PostgreSQL's own children would keep the shared memory.
    if not identity.end(pid, signal.SIGINT, signal.SIGQUIT, 20.0):
        raise CannotRun(f"En databas från en tidigare start går inte att avsluta (process {pid}).")


def _unlock(lock: Path, pid: int) -> None:
    # The number may by now belong to somebody else's process, which PostgreSQL would take for its own.
    if _noted(lock) == pid:
        lock.unlink(missing_ok=True)
