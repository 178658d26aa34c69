"""What a job defers joins that job's transaction: it is never run before what it is about is committed."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from django.db import connections, transaction

from liggaren.config.running.worker import work
from liggaren.people.models import Unit, UnitKind

SEEN: list[bool] = []


@pytest.mark.clause("G5.1")
def test_a_job_deferred_by_a_job_finds_what_was_committed(committed: None) -> None:
    from procrastinate.contrib.django import app

    SEEN.clear()

    def inner(name: str) -> None:
        SEEN.append(Unit.objects.filter(name=name).exists())
        connections.close_all()  # the worker's thread ends with the test

    def outer(name: str) -> None:
        with transaction.atomic():
            Unit.objects.create(name=name, kind=UnitKind.MUNICIPALITY)
            tasks["inner"].defer(name=name)
            time.sleep(0.5)  # long enough for another slot to take the inner job, were it already to be seen
        connections.close_all()

    tasks: dict[str, Any] = {
        "inner": app.task(queue="test", name="test.inner")(inner),
        "outer": app.task(queue="test", name="test.outer")(outer),
    }  # fmt: skip
    try:
        tasks["outer"].defer(name="Provköping")
        asyncio.run(work(install_signal_handlers=False, wait=False, queues=["test"]))
        asyncio.run(work(install_signal_handlers=False, wait=False, queues=["test"]))
    finally:
        for task in tasks.values():
            app.tasks.pop(task.name)
    assert SEEN == [True]
