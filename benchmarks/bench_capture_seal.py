"""How fast comments are captured and sealed, beside the same rows put in bare: ratios within one run.

Run: python benchmarks/bench_capture_seal.py [COMMENTS]. Starts a database of its own with fsync on, and
ends it.
Whole answers of 100 comments in Torget's shape go the real way: answer into the vault, its leaf, parsing,
each
comment's slice into the vault under a key of its own, its leaf, rows with search terms, then numbers and a
signed
checkpoint for every 1,000. Each answer is one durable transaction.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PAGE, SEAL_EVERY = 100, 10
FLOOR = 500
FIRST = (
    *("bad", "buss", "skol", "gat", "vatten", "park", "barn", "bibliotek", "äldre", "sim"),
    *("kultur", "miljö", "trafik", "snö", "fest", "hamn"),
)
LAST = (
    *("huset", "lyktan", "bron", "ordning", "tider", "plats", "avgiften", "personal"),
    *("verksamhet", "kontoret", "vägen", "hallen", "dagen"),
)
SMALL = (
    *("och", "det", "som", "är", "inte", "på", "för", "att", "vi", "har", "när", "kommer", "var"),
    *("tack", "hej", "varför", "igen", "nu", "hela", "tiden", "alla"),
)


def main(comments: int) -> dict[str, float]:
    """Measure, print a table and give comments per second by name. Exit code 1 below 500 a second."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=_base()))
    folder.chmod(0o711)
    os.environ["LIGGAREN_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liggaren.config.settings")
    from liggaren.config import embedded

    cluster = embedded.Cluster(
        data=folder / "postgres", socket=folder / "s", facts=folder / "keys" / "database.json"
    )
    process = embedded.start(cluster)
    try:
        return _measure(comments)
    finally:
        embedded.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _base() -> Path:
    base = Path("/var/lib/liggaren/tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    return base


def _measure(comments: int) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    account, replies = _account(), _replies(comments)
    found = {"captured and sealed": _timed(lambda: _capture(account, replies), comments)}
    _check(comments)
    rows = _rows()
    found["the same rows, bare COPY"] = _timed(lambda: _copy(rows), comments)
    found["the same rows, one by one"] = _timed(lambda: _one_by_one(rows), comments)
    found["seen again, unchanged"] = _timed(lambda: _capture(account, replies), comments)
    for name, speed in found.items():
        print(f"{name:28} {speed:10,.0f} /s   {speed / found['the same rows, bare COPY']:7.3f} of COPY")
    return found


def _timed(work: Callable[[], None], count: int) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _account() -> Any:
    from liggaren.capture import factories
    from liggaren.people import factories as people

    return factories.account(people.cast())


def _replies(comments: int) -> list[Any]:
    chance = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [_row(n, chance, start) for n in range(comments)]
    return [_reply(rows[at : at + PAGE], at) for at in range(0, comments, PAGE)]


def _row(n: int, chance: random.Random, start: datetime) -> dict[str, Any]:
    who = f"{chance.choice(FIRST).capitalize()} {chance.randrange(3_000)}"
    page = f"https://torget.example/sidor/badet/{n // 20}"
    return {
        "id": f"c{n}", "kind": "comment", "text": _text(chance), "parent_id": f"p{n // 20}",
        "root_id": f"p{n // 20}", "url": f"{page}#c{n}",
        "created_at": (start + timedelta(minutes=n)).isoformat(), "edited_at": None,
        "hidden": False, "held": False, "language": "sv", "media": [],
        "author": {
            "id": who, "name": who, "handle": f"@{n % 3_000}", "url": page, "picture": "", "is_page": False,
        },
    }  # fmt: skip


def _text(chance: random.Random) -> str:
    words = [
        chance.choice(FIRST) + chance.choice(LAST) if chance.random() < 0.25 else chance.choice(SMALL)
        for _ in range(chance.randrange(3, 45))
    ]
    return " ".join(words).capitalize() + chance.choice("?!.")


def _reply(rows: list[dict[str, Any]], at: int) -> Any:
    from liggaren.connectors.base import Reply
    from liggaren.lib import clock

    body = json.dumps({"data": rows, "paging": {"next_cursor": None}}, ensure_ascii=False).encode()
    return Reply(
        body=body, media_type="application/json", url=f"https://torget.example/v1/comments?at={at}",
        status=200, fetched_at=clock.now(), kind="comments", blanking="playground-1",
    )  # fmt: skip


def _capture(account: Any, replies: list[Any]) -> None:
    from liggaren.capture import services
    from liggaren.ledger import services as ledger

    for number, reply in enumerate(replies, start=1):
        services.take(account, reply)
        if number % SEAL_EVERY == 0:
            ledger.sequence()
    ledger.sequence()


def _check(comments: int) -> None:
    """All are there, and the newest checkpoint covers every leaf: else the number above says nothing."""
    from liggaren.capture.models import Version
    from liggaren.ledger.models import Pending
    from liggaren.ledger.queries import seals

    entries = list(Version.objects.values_list("entry_id", flat=True))
    if len(entries) != comments or len(seals(entries)) != comments or Pending.objects.exists():
        raise SystemExit("not every comment was captured and sealed")


COLUMNS = (
    "id, item_id, number, change, text, language, address, sender_name, sender_handle, sender_native_id,"
    " claimed_at, seen_at, is_hidden, is_held, slice_id, digest, entry_id, response_id, position, trust,"
    " terms::text"
)


def _rows() -> list[tuple[Any, ...]]:
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM capture_version ORDER BY id")  # noqa: S608 - our own words
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare AS SELECT {COLUMNS} FROM capture_version LIMIT 0")  # noqa: S608
        cursor.execute("ALTER TABLE bare ADD PRIMARY KEY (id)")
    return rows


def _copy(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as out:
        for row in rows:
            out.write_row(row)


def _one_by_one(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection, connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE bare")
    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        for row in rows:  # each its own durable commit
            cursor.execute(f"INSERT INTO bare VALUES ({marks})", row)  # noqa: S608


if __name__ == "__main__":
    speeds = main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    sys.exit(speeds["captured and sealed"] < FLOOR)
