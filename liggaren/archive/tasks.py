"""What the worker does for the archive: an id in, a service called."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from liggaren.archive import queries, services
from liggaren.archive.models import Snapshot
from liggaren.lib import clock, dates


@app.task(name="archive.make", queue="slow")
def make(*, snapshot_id: str) -> None:
    """Make one snapshot; a fault is noted on it and its duty chases it."""
    services.make(snapshot=Snapshot.objects.get(pk=uuid.UUID(snapshot_id)), by=None)


@app.periodic(cron="20 2 * * *")
@app.task(name="archive.sweep", queue="slow", queueing_lock="archive.sweep")
def sweep(timestamp: int) -> None:
    """Each night: no account of the half-year without its snapshot and duty; what is due is made."""
    services.open_run(period=dates.half_year(clock.now()), by=None)
    for pk in queries.ripe(clock.now()):
        make.defer(snapshot_id=str(pk))
