"""Queue jobs of actions: an id in, a service called."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from liggaren.actions import services


@app.task(queue="acts")
def send_act(*, outbox_id: str) -> None:
    """Carry out one ordered act."""
    services.send_when_due(uuid.UUID(outbox_id))


@app.task(queue="acts")
def look_up_act(*, outbox_id: str) -> None:
    """Look up what became of one act."""
    services.look_when_due(uuid.UUID(outbox_id))


@app.periodic(cron="* * * * *")
@app.task(queue="acts", queueing_lock="actions.sweep")
def sweep_acts(timestamp: int) -> None:
    """Pick up what a lost job or a killed worker left, and look up what is unknown."""
    services.sweep()
