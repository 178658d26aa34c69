"""What the worker does for the archive: an id in, a service called."""

from __future__ import annotations

import uuid
from contextlib import suppress

from procrastinate.contrib.django import app

from liggaren.archive import periods, queries, services
from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.lib import clock
from liggaren.people.models import User

REMADE = (SnapshotState.VALID, SnapshotState.NOT_VALIDATED, SnapshotState.FAILED, SnapshotState.REJECTED)


@app.task(name="archive.make", queue="slow")
def make(*, snapshot_id: str) -> None:
    """Make one snapshot; a fault is noted on it and its duty chases it."""
    found = Snapshot.objects.get(pk=uuid.UUID(snapshot_id))
    services.ensure_appearance(snapshot=found)
    services.make(snapshot=found, by=None, progress=services.progress(found))


@app.task(name="archive.photograph", queue="slow")
def photograph(*, snapshot_id: str, by_id: int) -> None:
    """Photograph the account's page for a person; why it gave no picture is kept and shown."""
    found = Snapshot.objects.select_related("account", "unit").get(pk=uuid.UUID(snapshot_id))
    with suppress(services.NoPicture):
        services.photograph(snapshot=found, by=User.objects.get(pk=by_id))
        if found.state in REMADE:
            make.defer(snapshot_id=snapshot_id)


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
