"""`liggaren run` for real: its own data folder, its own port, and every way of dying."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from liggaren.config import places
from liggaren.config.running import identity

pytestmark = pytest.mark.xdist_group("supervisor")
COMMAND = [sys.executable, "-m", "liggaren.config.cli"]
PATIENCE = 90.0


@dataclass
class Running:
    """One `liggaren run` in a folder of its own."""

    data: Path
    port: int
    playground_port: int
    process: subprocess.Popen[str] | None = None
    lines: list[dict[str, object]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: word for name, word in os.environ.items() if not name.startswith("LIGGAREN_")}
        return {
            **kept, "LIGGAREN_DATA": str(self.data), "PORT": str(self.port),
            "LIGGAREN_PLAYGROUND_PORT": str(self.playground_port),
        }  # fmt: skip

    def start(self) -> Running:
        self.process = subprocess.Popen(
            [*COMMAND, "run", "--json"], env=self.environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(json.loads(line))
            if "ready" in self.lines[-1]:
                return self
        self.process.stdout.close()
        self.process.wait(PATIENCE)
        raise AssertionError(f"did not start: {self.lines}")

    def refused(self) -> str:
        """The message of a start that is refused."""
        done = subprocess.run(
            [*COMMAND, "run", "--json"], env=self.environment, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 2, done.stdout + done.stderr
        return str(json.loads(done.stdout.splitlines()[-1])["message"])

    def pid(self, name: str) -> int | None:
        return identity.read(self.data / "processes" / name)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://localhost:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError as answer:
            return answer.code < 500
        except OSError:
            return False
        return True

    def end(self, name: signal.Signals = signal.SIGINT) -> int:
        assert self.process and self.process.stdout
        self.process.send_signal(name)
        self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(PATIENCE)

    def living(self) -> list[int]:
        """Every process that names this data folder on its command line or in its environment."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal() or int(folder.name) == os.getpid():
                continue
            try:
                words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if str(self.data).encode() in words:
                found.append(int(folder.name))
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, f"never: {what}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def seeded() -> Iterator[Path]:
    """A data folder that was started once and ended, used by all: the first start is slow."""
    base = places.SYSTEM_HOME / "tests" if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=base))
    folder.chmod(0o711)
    first = Running(folder / "first", free_port(), free_port()).start()
    assert first.answers()
    assert first.end() == 0
    assert first.living() == []
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def house(seeded: Path) -> Iterator[Running]:
    """A folder with data, not started; whatever is left running afterwards is ended."""
    running = Running(seeded / "first", free_port(), free_port())
    yield running
    if running.process and running.process.poll() is None:
        running.end(signal.SIGTERM)
    assert running.living() == []


def test_a_term_ends_everything_cleanly_and_the_data_is_kept(house: Running) -> None:
    house.start()
    assert house.answers()
    assert house.end(signal.SIGTERM) == 0
    assert house.living() == []
    assert not list((house.data / "processes").glob("*.json"))
    assert "database system is shut down" in (house.data / "postgres.log").read_text()[-400:]


@pytest.mark.parametrize("name", ["postgres.pid", "web.json", "worker.json"])
def test_a_killed_part_is_started_again(house: Running, name: str) -> None:
    house.start()
    killed = house.pid(name)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    until(lambda: house.pid(name) not in {None, killed}, f"{name} started again")
    until(house.answers, "answers again")


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_recovers(house: Running) -> None:
    house.start()
    assert house.process and house.process.stdout
    house.process.kill()
    house.process.wait()
    house.process.stdout.close()
    second = Running(house.data, house.port, house.playground_port).start()
    try:
        assert second.answers()
    finally:
        assert second.end() == 0
    assert house.living() == []


def test_a_database_that_outlived_its_supervisor_is_ended_before_the_next_start(house: Running) -> None:
    code = (
        "import liggaren.config.embedded as e; e._with_parent = lambda words: words;"  # as on macOS
        "print(e.start(e.default_cluster()).pid, flush=True)"
    )
    orphan = subprocess.run(
        [sys.executable, "-c", code], env=house.environment, stdout=subprocess.PIPE, text=True, check=True,
        timeout=PATIENCE,
    )  # fmt: skip
    pid = int(orphan.stdout)
    assert identity.started(pid)
    house.start()
    assert any("kvar" in str(line.get("say", "")) for line in house.lines)
    assert identity.started(pid) is None


def test_a_lock_file_whose_number_belongs_to_a_stranger_is_not_believed(house: Running) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        note = house.data / "postgres" / "postmaster.pid"
        note.write_text(f"{stranger.pid}\n{house.data / 'postgres'}\n")
        house.start()
        assert house.answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_two_starts_in_one_folder_are_told_apart(house: Running) -> None:
    house.start()
    second = Running(house.data, free_port(), free_port())
    message = second.refused()
    assert "körs redan" in message
    assert f"http://localhost:{house.port}" in message
    assert house.answers()


def test_a_port_in_use_is_named_with_another_to_take(house: Running) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", house.port))
        taken.listen()
        message = house.refused()
    assert f"Port {house.port} används redan" in message
    assert "PORT=" in message


def test_a_folder_of_a_newer_version_is_refused_and_untouched(house: Running) -> None:
    path = house.data / "version.json"
    before = path.read_text()
    path.write_text(json.dumps({"version": 99}))
    try:
        assert "nyare Liggaren" in house.refused()
        assert json.loads(path.read_text()) == {"version": 99}
    finally:
        path.write_text(before)


def test_a_lost_key_stops_the_start_and_is_not_replaced(house: Running) -> None:
    key = house.data / "keys" / "vault.key"
    before = key.read_bytes()
    key.unlink()
    try:
        assert "Originalens nyckel saknas" in house.refused()
        assert not key.exists()
    finally:
        key.write_bytes(before)
        key.chmod(0o600)


def test_a_folder_with_something_else_in_it_is_refused_and_untouched(house: Running, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("mitt")
    other = Running(tmp_path, free_port(), free_port())
    assert "är inte Liggarens" in other.refused()
    assert [path.name for path in tmp_path.iterdir()] == ["brev.txt"]


def test_a_database_of_another_major_version_is_refused_with_what_to_do(house: Running) -> None:
    path = house.data / "postgres" / "PG_VERSION"
    before = path.read_text()
    path.write_text("17\n")
    try:
        assert "pg_upgrade" in house.refused()
    finally:
        path.write_text(before)


@pytest.mark.parametrize("word", ["abc", "0", "70000"])
def test_a_port_that_is_no_port_is_refused(house: Running, word: str) -> None:
    environment = {**house.environment, "PORT": word}
    done = subprocess.run(
        [*COMMAND, "run"], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 2
    assert "PORT ska vara" in done.stderr


def test_production_names_every_demand_that_is_not_met(house: Running) -> None:
    environment = {**house.environment, "LIGGAREN_LOOPBACK_ORIGINS": "http://127.0.0.1:1"}
    done = subprocess.run(
        [*COMMAND, "run", "--production"], env=environment, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    for word in (
        "LIGGAREN_HOSTS",
        "LIGGAREN_BASE_URL",
        "LIGGAREN_LOOPBACK_ORIGINS",
        "LIGGAREN_EMAIL_BACKEND",
    ):
        assert word in done.stderr
