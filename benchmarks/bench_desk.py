"""How fast each page of the desk is with a million items, beside the same pages of an empty house.

Run: python benchmarks/bench_desk.py [ITEMS]. Starts a database of its own, measures every page without a
parameter and the item, account and inbox pages, as each role that may open them, then fills it and measures
again. Prints p50 and p95 on the clock, the processor's share (Python and the database together, mean: what a
machine with nothing else to do would need), queries, and how many times slower full is than empty. Exit code
1 when a page of the full house is over 100 ms at p95, asks more than 15 questions, or grows in questions.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, P95, QUERIES = 20, 100.0, 15
ONCE_IN_EMPTY = 3  # questions more than the empty house may be asked: lists that are not there ask nothing


@dataclass(frozen=True)
class Measured:
    """One page as one person: times in milliseconds, and questions to the database."""

    p50: float
    p95: float
    processor: float
    queries: int


def load(name: str, path: Path) -> Any:
    """A file beside, as a module: this folder is no package."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def start() -> tuple[Path, Any]:
    """A database of its own in a folder of its own, and its process."""
    base = Path("/var/lib/liggaren/tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=base))
    folder.chmod(0o711)
    os.environ["LIGGAREN_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liggaren.config.settings")
    sys.path.insert(0, str(ROOT))
    from liggaren.config import embedded

    return folder, embedded.start(cluster_of(folder))


def cluster_of(folder: Path) -> Any:
    from liggaren.config import embedded

    facts = folder / "keys" / "database.json"
    return embedded.Cluster(data=folder / "postgres", socket=folder / "s", facts=facts)


def main(items: int) -> int:
    folder, process = start()
    from liggaren.config import embedded

    try:
        return _measure(cluster_of(folder), items)
    finally:
        embedded.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _measure(cluster: Any, items: int) -> int:
    import django

    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # pages that are not everybody's
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    house = load("full_house", Path(__file__).with_name("full_house.py"))
    made = house.people_and_accounts()
    house.settle(made)
    empty = pages(made, None)
    before = {key: measure(*key, rounds=5) for key in empty}
    _fill(cluster, house, items)
    chosen = house.chosen()
    found = {key: measure(*key) for key in pages(made, chosen)}
    return _tell(before, found)


def _fill(cluster: Any, house: Any, items: int) -> None:
    from liggaren.config import roles

    start = time.perf_counter()
    with roles.superuser(cluster, "liggaren") as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        house.fill(cursor, items)
        cursor.execute("VACUUM ANALYZE")
    print(f"{items:,} items put in, {time.perf_counter() - start:.0f} s")


def pages(made: Any, item_id: Any) -> list[tuple[str, Any]]:
    """Every page of the desk that answers 200 to a person, with that person."""
    from django.test import Client

    face = load("face_pages", ROOT / "liggaren/desk/tests/test_face.py")
    public = ("/officiella-konton/", "/demo/", "/galleri/", "/kontrollera/")
    paths = [path for path in face.addresses() if not path.startswith(public) and path != "/"]
    paths += [f"/konton/{made.account.pk}/"]
    paths += [f"/inkorg/{item_id}/", f"/inlagg/{item_id}/", f"/ta-bort/{item_id}/"] if item_id else []
    paths += ["/sok/?q=gatlyktan", "/sok/?q=badhuset+trasig", "/inkorg/?vy=otagna", "/inkorg/?sida=3"]
    cast, found = made.cast, []
    for person in (cast.anna, cast.bertil, cast.disa, cast.erik, cast.frida, cast.gustav):
        client = Client(raise_request_exception=True, HTTP_HOST="localhost")
        client.force_login(person)
        for path in paths:
            answer = client.get(path)
            if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                found.append((path, person))
    return found


def measure(path: str, person: Any, rounds: int = ROUNDS) -> Measured:
    """The page asked for `rounds` times, after one to warm up."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(path)
    queries, before = len(asked), _processor()
    times = sorted(_once(client, path) for _ in range(rounds))
    spent = (_processor() - before) * 1000 / rounds
    return Measured(times[rounds // 2], times[round(rounds * 0.95) - 1], spent, queries)


def _processor() -> float:
    """Seconds of processor time used so far by this process and by its backend in the database."""
    from django.db import connection

    connection.ensure_connection()
    fields = (
        Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    )
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _once(client: Any, path: str) -> float:
    start = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - start) * 1000


def _tell(before: dict[Any, Measured], found: dict[Any, Measured]) -> int:
    bad = 0
    print(f"{'page':52} {'as':8} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'queries':>8} {'to empty':>9}")
    for (path, person), full in sorted(found.items(), key=lambda pair: -pair[1].processor):
        empty = before.get((path, person))
        faults = [
            word
            for word, wrong in (
                ("slow", full.p95 > P95),
                ("questions", full.queries > QUERIES),
                ("growing", empty is not None and full.queries > empty.queries + ONCE_IN_EMPTY),
            )
            if wrong
        ]
        bad += bool(faults)
        ratio = f"{full.p50 / empty.p50:8.1f}x" if empty else "        –"
        print(
            f"{_short(path):52} {person.name:8} {full.p50:8.1f} {full.p95:8.1f} {full.processor:8.1f}"
            f" {full.queries:8} {ratio} {' '.join(faults)}"
        )
    print(f"{len(found)} pages, {bad} outside the goal; load of the machine {os.getloadavg()[0]:.1f}")
    return int(bad > 0)


def _short(path: str) -> str:
    return path if len(path) <= 52 else f"{path[:20]}…{path[-30:]}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
