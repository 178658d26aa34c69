"""The sweep runs every quarter of an hour."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liggaren.duties import services
from liggaren.lib import clock


@app.periodic(cron="*/15 * * * *")
@app.task(name="duties.sweep", queueing_lock="duties.sweep")
def sweep(timestamp: int) -> None:
    """Remind of what is near and escalate what is late."""
    services.remind_and_escalate(clock.now())
