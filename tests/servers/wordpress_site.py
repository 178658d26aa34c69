"""Debian's WordPress on this machine: own database (socket only), own copy of the files, PHP's own server.

Nothing is installed. What is started ends with `stop()`, at the latest when the process ends.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "site"
SOURCE = Path("/usr/share/wordpress")
PROGRAMS = ("php", "mariadbd", "mariadb-install-db")
REQUIRE = "LIGGAREN_REQUIRE_SERVERS"


def missing() -> str:
    """What this machine lacks, as words; empty when all is here."""
    lacks = [name for name in PROGRAMS if shutil.which(name) is None]
    lacks += [] if (SOURCE / "wp-load.php").is_file() else ["wordpress"]
    return f"not on this machine: {', '.join(lacks)}" if lacks else ""


@dataclass
class Site:
    """A running blog: where it answers, an editor's and a mere reader's token, a way to run PHP inside it."""

    folder: Path
    origin: str
    port: int
    token: str = ""
    weak_token: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def php(self, code: str) -> Any:
        """Run PHP inside the blog; what it echoes is read as JSON."""
        script = f"<?php require '{self.folder}/blog/wp-load.php'; {code}".encode()
        done = subprocess.run(["php"], input=script, capture_output=True, check=False, timeout=60)
        if done.returncode:
            raise RuntimeError(done.stderr.decode() + done.stdout.decode())
        return json.loads(done.stdout or b"null")

    def post(self, title: str, text: str) -> int:
        """A published post. Returns its number."""
        words = {"post_title": title, "post_content": text, "post_status": "publish", "post_author": 1}
        return int(self.php(f"echo wp_insert_post({_php(words)});"))

    def comment(self, post: int, text: str, *, parent: int = 0, approved: int = 1) -> int:
        """A visitor's comment with the network data a browser leaves. Returns its number."""
        return self.comments(post, [text], parent=parent, approved=approved)[0]

    def comments(self, post: int, texts: list[str], *, parent: int = 0, approved: int = 1) -> list[int]:
        """Several comments at once."""
        words = {
            "comment_post_ID": post,
            "comment_parent": parent,
            "comment_approved": approved,
            "comment_author": "Kim Exempel",
            "comment_author_email": "kim@invanare.example",
            "comment_author_IP": "192.0.2.44",
            "comment_agent": "Kanarieblasare/1.0",
        }
        code = (
            f"$made = []; foreach ({_php(texts)} as $text) {{"
            f" $made[] = wp_insert_comment(wp_slash({_php(words)} + ['comment_content' => $text])); }}"
            " echo json_encode($made);"
        )
        return [int(number) for number in self.php(code)]

    def edit(self, comment: int, text: str) -> None:
        """New words for a comment, as its author or the blog's own page would write them."""
        self.php(
            f"wp_update_comment(wp_slash(['comment_ID' => {comment}, 'comment_content' => {_php(text)}]));"
        )

    def delete(self, comment: int, *, force: bool = False) -> None:
        """The comment is put in the trash, or is gone for good."""
        self.php(f"wp_delete_comment({comment}, {'true' if force else 'false'});")

    def empty(self) -> None:
        """No posts and no comments."""
        tables = "['comments', 'commentmeta', 'posts', 'postmeta']"
        words = "DELETE FROM wp_"
        self.php(f"foreach ({tables} as $t) {{ $GLOBALS['wpdb']->query('{words}' . $t); }}")

    def stop(self) -> None:
        """End what was started, database last, and remove the folder."""
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Site:
    """Start a new, empty blog. Raises RuntimeError when something does not come up."""
    folder = Path(tempfile.mkdtemp(prefix="lw-"))
    port = _free_port()
    site = Site(folder, f"http://127.0.0.1:{port}", port)
    try:
        _start_database(site)
        _copy_files(site)
        _install(site)
        _start_web(site)
    except BaseException:
        site.stop()
        raise
    return site


_shared: list[Site] = []


def shared() -> Site:
    """The blog that all tests of this process use; it ends with the process."""
    if not _shared:
        _shared.append(_start_patiently())
        atexit.register(stop_shared)
    return _shared[0]


def _start_patiently() -> Site:
    """A second try, told on the error stream: a machine under full load has missed the first once."""
    try:
        return start()
    except RuntimeError as error:
        print(f"the blog did not start and is tried once more: {error}", file=sys.stderr)
        return start()


def stop_shared() -> None:
    """End the shared blog, if it runs."""
    while _shared:
        _shared.pop().stop()


def _start_database(site: Site) -> None:
    data, plug = site.folder / "db", site.folder / "db.sock"
    user = ["--user=root"] if os.geteuid() == 0 else []
    words = ["--no-defaults", f"--datadir={data}", *user]
    setup = ["mariadb-install-db", *words, "--auth-root-authentication-method=normal", "--skip-test-db"]
    _run(setup)
    lean = ["--innodb-buffer-pool-size=48M", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"]
    place = [f"--socket={plug}", f"--pid-file={site.folder / 'db.pid'}", "--skip-networking"]
    _launch(site, ["mariadbd", *words, *lean, *place])
    _until(lambda: plug.exists() and _makes_database(plug), "the database")


def _makes_database(plug: Path) -> bool:
    words = [
        "mariadb",
        "--no-defaults",
        f"--socket={plug}",
        "-uroot",
        "-e",
        "CREATE DATABASE IF NOT EXISTS blogg",
    ]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _copy_files(site: Site) -> None:
    blog = site.folder / "blog"
    skip = shutil.ignore_patterns("wp-config.php", "plugins", "themes")
    shutil.copytree(SOURCE, blog, ignore=skip, ignore_dangling_symlinks=True)
    config = (HERE / "wp-config.php").read_text()
    config = config.replace("SOCKET", str(site.folder / "db.sock")).replace("ORIGIN", site.origin)
    (blog / "wp-config.php").write_text(config)
    theme = blog / "wp-content" / "themes" / "plain"
    theme.mkdir(parents=True)
    (theme / "style.css").write_text("/* Theme Name: Plain */")
    shutil.copy(HERE / "theme.php", theme / "index.php")


def _install(site: Site) -> None:
    words = ["php", str(HERE / "install.php"), str(site.folder / "blog")]
    said = _run(words)
    facts = json.loads(said[said.rindex(b"{") :])
    site.token, site.weak_token = facts["token"], facts["weak_token"]


def _start_web(site: Site) -> None:
    blog = site.folder / "blog"
    words = ["php", "-S", f"127.0.0.1:{site.port}", "-t", str(blog), str(HERE / "router.php")]
    _launch(site, words)
    _until(lambda: _answers(site.origin), "the web server")


def _run(words: list[str]) -> bytes:
    """What a program prints; raises RuntimeError with all of its words when it fails."""
    done = subprocess.run(words, capture_output=True, check=False, timeout=120)
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout


def _launch(site: Site, words: list[str]) -> None:
    log_file = site.folder / f"{words[0]}.log"
    if shutil.which("setpriv"):  # ends with us even if we are killed
        words = ["setpriv", "--pdeathsig", "TERM", *words]
    with log_file.open("wb") as log:
        site.processes.append(subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL))


def _answers(origin: str) -> bool:
    try:
        with urllib.request.urlopen(f"{origin}/?rest_route=/", timeout=10) as answer:  # noqa: S310 (loopback)
            return bool(answer.status == 200)
    except OSError:
        return False


def _until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 40
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{what} did not come up")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as plug:
        return int(plug.getsockname()[1])


def _php(value: Any) -> str:
    """A value written in PHP, through JSON in single quotes."""
    words = json.dumps(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"json_decode('{words}', true)"
