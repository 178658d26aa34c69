"""Jobs that carry what a lower room did to a room above it, where that room has no job of its own."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from liggaren.moderation import services as moderation


@app.task(name="house.act_ended", queue="moderation")
def act_ended(*, outbox_id: str) -> None:
    """Carry an ended act over to the answer or decision that ordered it."""
    moderation.act_ended(outbox_id=uuid.UUID(outbox_id))


@app.task(name="house.act_unknown", queue="moderation")
def act_unknown(*, outbox_id: str) -> None:
    """Open the duty to find out what became of an act."""
    moderation.act_unknown(outbox_id=uuid.UUID(outbox_id))
