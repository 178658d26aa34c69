"""Queue jobs of moderation: ids in, a service called."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from liggaren.moderation import alarming, services


@app.task(queue="moderation")
def enter_items(*, account_id: str, version_ids: list[int]) -> None:
    """Read what was captured for signs, then put it in the inbox: what is flagged comes in as such."""
    services.find_signs(version_ids)
    services.enter(account_id=uuid.UUID(account_id), version_ids=version_ids)


@app.task(queue="moderation")
def reopen_edited(*, version_ids: list[int]) -> None:
    """Read the new texts, and bring back finished items that their authors have changed."""
    services.find_signs(version_ids)
    services.came_back(version_ids=version_ids)


@app.periodic(cron="17 2 * * *")
@app.task(queue="moderation", queueing_lock="moderation.sweep")
def sweep_inbox(timestamp: int) -> None:
    """Pick up what an event missed."""
    services.find_missed_signs()
    services.enter_missed()
    services.catch_up()


@app.periodic(cron="*/5 * * * *")
@app.task(name="moderation.alarm", queue="moderation", queueing_lock="moderation.alarm")
def sound_alarm(timestamp: int) -> None:
    """Raise what is past its time, end what is done."""
    alarming.sound()
