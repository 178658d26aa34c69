"""How fast entries are appended and sealed, beside the same rows put in bare: ratios of one run.

Run: python benchmarks/bench_ledger_seal.py [ENTRIES]. Starts a database of its own, fsync on, and ends it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main(entries: int) -> dict[str, Any]:
    """Measure, print a table and give the numbers: entries per second, and each as a share of bare COPY."""
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
        return _measure(entries)
    finally:
        embedded.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _base() -> Path:
    base = Path("/var/lib/liggaren/tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    return base


def _measure(entries: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    rows = [
        ("item.captured", "system", f"item:{n}", json.dumps({"n": n}), os.urandom(32)) for n in range(entries)
    ]
    found = {
        "COPY, bare": _timed(lambda: _copy(rows), entries),
        "INSERT, one by one": _timed(lambda: _one_by_one(rows[: entries // 5]), entries // 5),
        "append and seal": _timed(lambda: _seal(entries, 500), entries),
        "store 1 kB, append and seal": _timed(lambda: _store(entries, 500), entries),
        "append and seal, one by one": _timed(lambda: _seal(entries // 10, 1), entries // 10),
    }
    for name, speed in found.items():
        print(f"{name:30} {speed:10,.0f} /s   {speed / found['COPY, bare']:7.3f} of COPY")
    return found


def _timed(work: Callable[[], None], count: int) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _bare_table() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, kind text, actor text, obj text,"
            " facts jsonb, salt bytea)"
        )


def _copy(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection

    _bare_table()
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY bare (kind, actor, obj, facts, salt) FROM STDIN") as out,
    ):
        for row in rows:
            out.write_row(row)


def _one_by_one(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                "INSERT INTO bare (kind, actor, obj, facts, salt) VALUES (%s, %s, %s, %s, %s)", row
            )


def _seal(entries: int, batch: int) -> None:
    from django.db import transaction

    from liggaren.ledger import services
    from liggaren.ledger.services import Draft

    for start in range(0, entries, batch):
        with transaction.atomic():
            services.append_many(
                [
                    Draft("item.captured", "system", f"item:{n}", {"n": n}, {"slice": "0" * 64})
                    for n in range(start, start + batch)
                ]
            )
        services.sequence()


def _store(entries: int, batch: int) -> None:
    """As a capture does it: bytes to the vault, leaf to the ledger, one transaction, one checkpoint."""
    from django.db import transaction

    from liggaren.ledger import services as ledger
    from liggaren.lib.hashing import sha256_hex
    from liggaren.vault import services as vault

    body = os.urandom(500).hex().encode()
    for start in range(0, entries, batch):
        names = [f"version:{n}" for n in range(start, start + batch)]
        with transaction.atomic():
            vault.put_many([vault.Packet(body, "application/json", name) for name in names])
            digests = {"slice": sha256_hex(body)}
            ledger.append_many(
                [ledger.Draft("item.captured", "system", name, None, digests) for name in names]
            )
        ledger.sequence()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
