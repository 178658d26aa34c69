"""From captured to seen in an open inbox, at fifty comments a second: the whole way, in real processes.

Run: python benchmarks/bench_live.py [SECONDS]. Starts a database, the house's web server and its worker, and
opens one inbox as a browser does: it holds the line, and asks for its news each time it is woken. Comments
are captured ten at a time, five times a second. A comment is seen when the news counts it. Prints p50, p95
and the slowest. Exit code 1 when p95 is over two seconds or one is never seen.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import bench_desk  # noqa: E402

EACH, EVERY, GOAL = 10, 0.2, 2.0


def main(seconds: int) -> int:
    folder, process = bench_desk.start()
    from liggaren.config import embedded

    children: list[subprocess.Popen[bytes]] = []
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", database="owner", verbosity=0)
        made = bench_desk.load("full_house", Path(__file__).with_name("full_house.py")).people_and_accounts()
        port = _serve(children)
        return _tell(_measure(made, port, seconds))
    finally:
        for child in children:
            child.terminate()
            child.wait(15)
        embedded.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _serve(children: list[subprocess.Popen[bytes]]) -> int:
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(64)
    run = [sys.executable, "-m"]
    web = [*run, "liggaren.config.running.web", str(door.fileno())]
    children.append(subprocess.Popen(web, pass_fds=[door.fileno()], cwd=bench_desk.ROOT))
    children.append(subprocess.Popen([*run, "liggaren.config.running.worker"], cwd=bench_desk.ROOT))
    return int(door.getsockname()[1])


def _measure(made: Any, port: int, seconds: int) -> list[float]:
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(made.cast.anna)
    page = Page(port, client.cookies["sessionid"].value)
    page.open()
    captured = _feed(made.account, seconds)
    deadline = time.perf_counter() + 30
    while page.seen_of() < len(captured) and time.perf_counter() < deadline:
        time.sleep(0.1)
    page.close()
    return [page.when(number) - at for number, at in enumerate(captured, 1)]


def _feed(account: Any, seconds: int) -> list[float]:
    """Capture, and give the moment each comment's transaction was committed."""
    from liggaren.capture import factories, services

    captured: list[float] = []
    start = time.perf_counter()
    for turn in range(int(seconds / EVERY)):
        time.sleep(max(0.0, start + turn * EVERY - time.perf_counter()))
        said = [factories.Said(f"b{turn}-{n}", f"Fråga {turn} {n}, när öppnar badet?") for n in range(EACH)]
        services.take(account, _reply(said, turn))
        captured += [time.perf_counter()] * EACH
    print(f"{len(captured) / (time.perf_counter() - start):.0f} comments captured a second")
    return captured


def _reply(said: list[Any], turn: int) -> Any:
    """An answer in Torget's shape."""
    import json

    from liggaren.connectors.base import Reply
    from liggaren.lib import clock

    rows = [
        {
            "id": one.native_id, "kind": "comment", "text": one.text, "parent_id": "p1", "root_id": "p1",
            "url": f"https://torget.example/p1#{one.native_id}", "created_at": clock.now().isoformat(),
            "edited_at": None, "hidden": False, "held": False, "language": "sv", "media": [],
            "author": {
                "id": "u1", "name": "Kim", "handle": "@kim", "url": "", "picture": "", "is_page": False,
            },
        }
        for one in said
    ]  # fmt: skip
    body = json.dumps({"data": rows, "paging": {"next_cursor": None}}).encode()
    return Reply(
        body=body, media_type="application/json", url=f"https://torget.example/v1/comments?at={turn}",
        status=200, fetched_at=clock.now(), kind="comments", blanking="playground-1",
    )  # fmt: skip


class Page:
    """An open inbox: what the browser's script does, without the browser."""

    def __init__(self, port: int, session: str) -> None:
        import httpx

        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=60,
            headers={"Host": "localhost", "Cookie": f"sessionid={session}"},
        )  # fmt: skip
        self._seen: list[tuple[float, int]] = []
        self._woken, self._over = threading.Event(), threading.Event()

    def open(self) -> None:
        for _ in range(100):
            try:
                assert self._client.get("/inkorg/").status_code == 200
                break
            except Exception:
                time.sleep(0.2)
        ready = threading.Event()
        threading.Thread(target=self._hold, args=(ready,), daemon=True).start()
        threading.Thread(target=self._ask, daemon=True).start()
        ready.wait(20)
        time.sleep(1)

    def close(self) -> None:
        self._over.set()
        self._woken.set()

    def seen_of(self) -> int:
        return self._seen[-1][1] if self._seen else 0

    def when(self, number: int) -> float:
        return next((at for at, count in self._seen if count >= number), float("inf"))

    def _hold(self, ready: threading.Event) -> None:
        with self._client.stream("GET", "/inkorg/linje/") as answer:
            assert answer.status_code == 200
            ready.set()
            for words in _until_cut(answer):
                if words.startswith("data"):
                    self._woken.set()

    def _ask(self) -> None:
        while self._woken.wait() and not self._over.is_set():
            self._woken.clear()
            count = self._client.get("/inkorg/nytt/?vy=alla&sedan=0").json()["count"]
            self._seen.append((time.perf_counter(), count))


def _until_cut(answer: Any) -> Any:
    """The stream's lines, until the server goes."""
    import httpx

    try:
        yield from answer.iter_lines()
    except httpx.TransportError:
        return


def _tell(times: list[float]) -> int:
    times.sort()
    p95 = times[round(len(times) * 0.95) - 1]
    print(f"captured to seen, {len(times)} comments: p50 {times[len(times) // 2]:.2f} s, p95 {p95:.2f} s,")
    print(f"slowest {times[-1]:.2f} s; load of the machine {os.getloadavg()[0]:.1f}")
    return int(p95 > GOAL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
