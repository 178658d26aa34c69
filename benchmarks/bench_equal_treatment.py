"""How fast the equal-treatment report is read over many decisions, beside a bare count of the same rows.

Run: python benchmarks/bench_equal_treatment.py [DECISIONS]. Starts a database of its own and ends it. Each
question reads two half-years; one page asks three: all decisions, one dimension, and unlike cases.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

START, END = datetime(2026, 6, 30, 22, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)
ROUNDS, MOST_MS = 15, 60.0
# Two years of decisions, by three people on twenty accounts, in every category, ground, way and outcome.
MANY = """
INSERT INTO moderation_removal (id, item_id, version_id, account_id, opened_by_id, state, category_id,
    category_words, legal_basis, obvious, reason, way, text, sentence, police, decided_by_id,
    emergency_reason, seen_at, opened_at, decided_at, gone_at)
SELECT gen_random_uuid(), %(item)s, %(version)s, accounts.ids[1 + n %% cardinality(accounts.ids)], %(anna)s,
    CASE WHEN n %% 20 = 0 THEN 'not_done' ELSE 'done' END,
    categories.ids[1 + n %% cardinality(categories.ids)], '',
    (ARRAY['data_protection', 'secrecy', 'house_rule'])[1 + n %% 3], n %% 4 <> 0,
    repeat('Angriper en person. ', 6),
    (ARRAY['delete', 'delete', 'hide', 'by_hand', 'noted'])[1 + n %% 5], '',
    repeat('Du beslutar. ', 12), false,
    (ARRAY[%(anna)s, %(second)s, %(disa)s])[1 + n %% 3], '', at - ((n * 37) %% 4000) * interval '1 minute',
    at, at, CASE WHEN n %% 20 <> 0 AND n %% 5 <> 4 THEN at END
FROM (SELECT n, timestamptz '2025-01-01' + (n * interval '729 days' / %(count)s) AS at
      FROM generate_series(1, %(count)s) n) rows,
    (SELECT array_agg(id) AS ids FROM register_account) accounts,
    (SELECT array_agg(id) AS ids FROM moderation_category) categories
"""


def main(count: int) -> int:
    """Measure, print a table; 1 when the report takes longer than it may."""
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
        return _measure(count)
    finally:
        embedded.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _base() -> Path:
    base = Path("/var/lib/liggaren/tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    return base


def _measure(count: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    units = _fill(count)
    from liggaren.moderation import equal_treatment, like_cases, targets
    from liggaren.moderation.decided import Choice
    from liggaren.moderation.models import Removal

    choice, goals = Choice(START, END, units), targets.every_target()
    span = {"decided_at__gte": choice.before[0], "decided_at__lt": END}
    parts: dict[str, Callable[[], Any]] = {
        "bare count": lambda: Removal.objects.filter(**span).count(),
        "whole": lambda: equal_treatment.whole(choice, goals),
        **{
            name: lambda name=name: equal_treatment.figures(choice, name, goals)  # type: ignore[misc]
            for name in equal_treatment.DIMENSIONS
        },
        "unlike cases": lambda: like_cases.unlike(choice),
    }
    found = {name: _median(part) for name, part in parts.items()}
    return _tell(count, parts["bare count"](), found, max(equal_treatment.DIMENSIONS, key=found.__getitem__))


def _tell(count: int, read: int, found: dict[str, float], slowest: str) -> int:
    bare = found["bare count"]
    print(f"{count:,} decisions, {read:,} of them in the two half-years; median of {ROUNDS}")
    for name, ms in found.items():
        print(f"  {name:<14} {ms:7.1f} ms   {ms / bare:5.1f} x a bare count")
    worst = max(ms for name, ms in found.items() if name != "bare count")
    page = found["whole"] + found[slowest] + found["unlike cases"]
    print(f"  slowest question {worst:.1f} ms (at most {MOST_MS:.0f}); a page by {slowest}: {page:.1f} ms")
    return int(worst > MOST_MS)


def _median(part: Callable[[], Any]) -> float:
    part()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        part()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _fill(count: int) -> tuple[int, ...]:
    from django.db import connection, connections

    from liggaren.capture import factories as captures
    from liggaren.moderation.tests import decisions
    from liggaren.people.factories import cast

    people = cast()
    _, item = decisions.place(people)
    for number in range(19):
        captures.account(people, name=f"Konto {number}")
    facts = {"item": item.pk, "version": item.latest_id, "count": count, "anna": people.anna.pk,
             "second": people.second.pk, "disa": people.disa.pk}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MANY, facts)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE moderation_removal")
    return people.top.pk, people.board.pk, people.administration.pk, people.unit.pk


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
