"""The one process of `liggaren run`: starts the rest in order, keeps them running, ends them in order.

Database first and last; then the playground (demonstration only), the preparations (migrations, static files,
demonstration), web server and worker. It loads neither Django nor the rooms, so it stays small.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from liggaren.config import embedded, places
from liggaren.config.running import (
    child,
    data_version,
    disk,
    extras,
    identity,
    layout,
    leftovers,
    ports,
    prepare,
    production,
    single,
)
from liggaren.config.running.refusal import CannotRun
from liggaren.config.running.voice import Voice

TICK = 0.2
DISK_EVERY = 60.0
FULL_PAUSE = 10.0


@dataclass
class Supervisor:
    """State of one `liggaren run`."""

    voice: Voice
    address: str
    children: list[child.Child] = field(default_factory=list)
    cluster: embedded.Cluster | None = None
    database: subprocess.Popen[bytes] | None = None
    ending: threading.Event = field(default_factory=threading.Event)
    door: socket.socket | None = None  # kept open here: a restarted web server takes it over
    disk_checked: float = 0.0
    lock: int = -1

    def listen_for_signals(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, lambda *_: self.ending.set())

    def start_database(self) -> None:
        """Start the embedded database, trying again while an earlier one's processes let go of its memory."""
        assert self.cluster is not None
        for pause in (0.5, 2.0, 5.0, None):
            if said := leftovers.recover(self.cluster):
                self.voice.say(said)
            try:
                self.database = embedded.start(self.cluster)
                break
            except embedded.CannotStart:
                if pause is None or self.ending.wait(pause):
                    raise
        assert self.database is not None
        identity.write(places.data_folder() / "processes" / "postgres.pid", self.database.pid)

    def add(self, new: child.Child) -> None:
        self.children.append(new)
        new.start()

    def keep_running(self) -> None:
        """Watch database, children and disk until someone asks for the end.

        Raises CannotRun, CannotStart; but on a full disk it waits for room and goes on, so that what still
        can be read stays open.
        """
        while not self.ending.wait(TICK):
            try:
                self._look_after()
            except (OSError, CannotRun, embedded.CannotStart):
                if not disk.is_full(places.data_folder()):
                    raise
                self._wait_for_room()

    def _look_after(self) -> None:
        if self.database is not None and self.database.poll() is not None:
            self.voice.say(f"Databasen stannade (kod {self.database.returncode}). Startar om den.")
            self.start_database()
        for each in self.children:
            if said := each.watch():
                self.voice.say(said)
        self._watch_disk()

    def _wait_for_room(self) -> None:
        self.voice.say(
            f"Disken är full där {places.data_folder()} ligger. Det som redan är sparat är orört. "
            "Frigör plats: Liggaren försöker igen av sig själv."
        )
        for each in self.children:
            each.forgive()
        self.ending.wait(FULL_PAUSE)

    def _watch_disk(self) -> None:
        if time.monotonic() - self.disk_checked > DISK_EVERY:
            self.disk_checked = time.monotonic()
            if said := disk.warning(places.data_folder()):
                self.voice.say(said)

    def end(self) -> None:
        """End in order, whatever state the start had reached: doors, work, playground, database last."""
        if self.door is not None:
            self.door.close()
        for each in reversed(self.children):
            each.end(patience=12.0)
        if self.database is not None:
            embedded.stop(self.database)
            (places.data_folder() / "processes" / "postgres.pid").unlink(missing_ok=True)


def run(*, production: bool, port: int | None, as_json: bool) -> int:
    """`liggaren run`: returns 0 after an asked-for end. Raises CannotRun or CannotStart with what to do."""
    way = _way(production, port)
    voice = Voice(as_json=as_json)
    folder = layout.data_folder()
    lock = single.take(folder, address=way.address)
    house = Supervisor(voice, way.address, lock=lock)
    try:
        data_version.check(folder)
        disk.check(folder)
        house.listen_for_signals()
        _start(house, way)
        house.keep_running()
        voice.say("Avslutar. Allt som är sparat finns kvar.")
    finally:
        house.end()
        os.close(lock)
    return 0


def _way(is_production: bool, port: int | None) -> production.Way:
    if is_production:
        return production.way(port)
    return production.demonstration_way(port)


def _start(house: Supervisor, way: production.Way) -> None:
    folder = places.data_folder()
    house.door = ports.listen(way.host, way.port)
    for pid in child.end_leftovers(folder):
        house.voice.say(f"Avslutade en kvarglömd process från förra starten ({pid}).")
    if places.uses_embedded_database():
        house.voice.say("Startar databasen.")
        house.cluster = embedded.default_cluster()
        house.start_database()
    playground = _playground_port(way)
    shared = layout.environment(
        production=way.production, port=way.port, playground=f"http://127.0.0.1:{playground}"
    )  # fmt: skip
    loopback = shared.get("LIGGAREN_LOOPBACK_ORIGINS", "").split()
    single.tell(house.lock, address=way.address, loopback=loopback)
    if playground is not None:
        house.add(layout.playground(shared, playground))
    _prepare(house, shared)
    if house.ending.is_set():
        return
    house.add(layout.web(shared, house.door))
    house.add(layout.worker(shared))
    _wait_for_answer(house, way)


def _playground_port(way: production.Way) -> int | None:
    if way.production or os.environ.get("LIGGAREN_DEMO", "1") != "1":
        return None
    named = os.environ.get("LIGGAREN_PLAYGROUND_PORT")
    port = ports.playground_port(places.data_folder(), int(named) if named else None, way.port)
    ports.listen("127.0.0.1", port, variable="LIGGAREN_PLAYGROUND_PORT").close()
    return port


def _prepare(house: Supervisor, shared: dict[str, str]) -> None:
    """Migrations, static files and the demonstration, in a process that ends; its lines are its progress."""
    words = child.bound_to_parent([sys.executable, "-m", "liggaren.config.running.prepare"])
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=shared, cwd="/",
        start_new_session=True, umask=0o077,
    ) as process:  # fmt: skip
        problems: list[str] = []
        assert process.stdout and process.stderr
        reader = threading.Thread(target=lambda: problems.extend(process.stderr or []), daemon=True)
        reader.start()
        for line in process.stdout:
            house.voice.say(line.rstrip())
            if house.ending.is_set():
                process.terminate()
        reader.join(5)
    if process.returncode == prepare.REFUSED:
        raise CannotRun("".join(problems).strip())
    if process.returncode and not house.ending.is_set():
        raise CannotRun(
            f"Förberedelserna misslyckades (kod {process.returncode}).\n{''.join(problems)[-2500:]}"
        )


def _wait_for_answer(house: Supervisor, way: production.Way, patience: float = 60.0) -> None:
    """Say the address only when the web server has answered there."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends and not house.ending.is_set():
        for each in house.children:
            if said := each.watch():
                house.voice.say(said)
        if _answers(way.port):
            house.voice.ready(way.address, demonstration=not way.production, off=extras.missing())
            return
        house.ending.wait(TICK)
    if not house.ending.is_set():
        raise CannotRun(
            f"Webbservern svarade inte inom {patience:.0f} sekunder.\n{house.children[-2].tail()}"
        )


def _answers(port: int) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": f"localhost:{port}"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=2):  # noqa: S310 - our own loopback address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
