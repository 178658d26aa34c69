"""What the worker does for the archive: an id in, a service called."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from liggaren.archive import periods, queries, services
from liggaren.archive.models import Snapshot
from liggaren.lib import clock


@app.task(name="archive.make", queue="slow")
def make(*, snapshot_id: str) -> None:
    """Make one snapshot; a fault is noted on it and its duty chases it."""
    found = Snapshot.objects.get(pk=uuid.UUID(snapshot_id))
    services.ensure_appearance(snapshot=found)
    services.make(snapshot=found, by=None, progress=services.progress(found))


@app.periodic(cron="20 2 * * *")
@app.task(name="archive.sweep", queue="slow", queueing_lock="archive.sweep")
def sweep(timestamp: int) -> None:
    """Each night: no account of the half-year without its snapshot and duty; what is due is made."""
    for period in periods.due_periods(clock.now()):
        services.open_run(period=period, by=None)
    for pk in queries.ripe(clock.now()):
        make.defer(snapshot_id=str(pk))


@app.periodic(cron="*/10 * * * *")
@app.task(name="archive.carry_on", queue="slow", queueing_lock="archive.carry_on")
def carry_on(timestamp: int) -> None:
    """What a killed worker left half made is made from the start; what someone is making is left alone."""
    for pk in services.abandoned():
        make.defer(snapshot_id=str(pk))
