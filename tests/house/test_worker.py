"""What a job defers joins that job's transaction: nobody sees it before what it is about is committed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.db import connection, connections, transaction

from liggaren.config.running.worker import work

WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'test.inner'"


def seen_by_another() -> int:
    """How many inner jobs a second connection sees now, as another worker would."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(WAITING)
            return int(cursor.fetchone()[0])
    finally:
        other.close()


@pytest.mark.clause("G5.1")
def test_what_a_job_defers_is_seen_by_nobody_before_its_commit(committed: None) -> None:
    from procrastinate.contrib.django import app

    seen: dict[str, int] = {}
    tasks: dict[str, Any] = {}

    def outer() -> None:
        with transaction.atomic():
            tasks["inner"].defer()
            seen["before"] = seen_by_another()
        seen["after"] = seen_by_another()
        connections.close_all()  # the worker's thread ends with the test

    tasks["inner"] = app.task(queue="test-later", name="test.inner")(lambda: None)
    tasks["outer"] = app.task(queue="test", name="test.outer")(outer)
    try:
        tasks["outer"].defer()
        asyncio.run(work(install_signal_handlers=False, wait=False, queues=["test"]))
    finally:
        for task in tasks.values():
            app.tasks.pop(task.name)
    assert seen == {"before": 0, "after": 1}
