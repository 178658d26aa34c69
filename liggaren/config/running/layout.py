"""The children of `liggaren run`, and the environment that they share."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from liggaren.config import places
from liggaren.config.running.child import Child
from liggaren.config.running.refusal import CannotRun
from liggaren.lib import file_faults

LONGEST = 400  # bytes: the database's own files lie deeper, and its longest path is 1,023
# What Liggaren may have left before the folder had its version: commands beside `run` make some of it.
OWN = frozenset({
    "keys", "logs", "processes", "postgres", "postgres.new", "postgres.log", "run.lock", "static", "vault",
    "mail", "playground.sqlite3", "playground.sqlite3-wal", "playground.sqlite3-shm", "playground-port.json",
})  # fmt: skip
DATABASE_POOL = 8  # connections of the web server; PostgreSQL allows 60 in all


def environment(*, production: bool, port: int, playground: str) -> dict[str, str]:
    """The children's environment: the person's own, and what the way of running decides."""
    shared = {
        **os.environ,
        "PORT": str(port),
        "LIGGAREN_DATA": str(places.data_folder()),
        "PYTHONUNBUFFERED": "1",
    }
    shared.setdefault("DJANGO_SETTINGS_MODULE", "liggaren.config.settings")
    if production:
        shared["LIGGAREN_DEMO"] = "0"
        return shared
    if shared.setdefault("LIGGAREN_DEMO", "1") == "1":
        shared["LIGGAREN_LOOPBACK_ORIGINS"] = playground
        shared["LIGGAREN_PLAYGROUND_ORIGIN"] = playground
    return shared


def web(shared: dict[str, str], opened: socket.socket) -> Child:
    return Child(
        "web", "Webbservern", ["liggaren.config.running.web", str(opened.fileno())],
        {**shared, "LIGGAREN_DATABASE_POOL": str(DATABASE_POOL)}, places.data_folder(), [opened.fileno()],
    )  # fmt: skip


def worker(shared: dict[str, str]) -> Child:
    return Child("worker", "Arbetaren", ["liggaren.config.running.worker"], shared, places.data_folder())


def playground(shared: dict[str, str], port: int) -> Child:
    folder = places.data_folder()
    words = ["liggaren.playground", "--port", str(port), "--store", str(folder / "playground.sqlite3")]
    return Child("playground", "Övningsplattformen", words, shared, folder, needed=False)


def data_folder() -> Path:
    """The data folder, made if missing; the system's database user may pass through it, never read it.

    Raises CannotRun for a place that cannot hold it, or that holds something else.
    """
    folder = places.data_folder()
    try:
        _refuse_others(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        for private in ("logs", "processes"):
            (folder / private).mkdir(exist_ok=True, mode=0o700)
    except OSError as problem:
        raise CannotRun(
            f"Datamappen {_short(folder)} går inte att använda ({file_faults.reason(problem)}). "
            "Välj en annan mapp med LIGGAREN_DATA."
        ) from None
    return folder


def _refuse_others(folder: Path) -> None:
    if len(os.fsencode(folder)) > LONGEST:
        raise CannotRun(
            f"Datamappens sökväg är för lång (högst {LONGEST} tecken). Välj en annan med LIGGAREN_DATA."
        )
    if not folder.is_dir() or (folder / "version.json").exists():
        return
    strange = sorted({path.name for path in folder.iterdir()} - OWN)
    if strange:
        raise CannotRun(
            f"Mappen {folder} har redan annat innehåll ({', '.join(strange[:3])} …) och är inte Liggarens.\n"
            "Inget är ändrat. Välj en tom mapp, eller en som inte finns än, med LIGGAREN_DATA."
        )


def _short(folder: Path) -> str:
    name = str(folder)
    return name if len(name) <= 120 else f"{name[:100]} …"
