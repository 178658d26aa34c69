"""Queue jobs of moderation: ids in, a service called."""

from __future__ import annotations

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from liggaren.moderation import (
    alarming,
    blocking,
    colleague_mailing,
    disappearance_duties,
    disappearing,
    guessing,
    purging,
    services,
    sweep_run,
    watch_keeping,
)


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


@app.task(name="moderation.carry_sweep", queue="moderation")
def carry_sweep(*, sweep_id: str) -> None:
    """Decide on the next batch of many."""
    sweep_run.carry_on(uuid.UUID(sweep_id))


@app.task(name="moderation.went_away", queue="moderation")
def went_away(*, item_id: str) -> None:
    """Ask why an item is away."""
    disappearing.went_away(item_id=uuid.UUID(item_id))


@app.task(name="moderation.came_back", queue="moderation")
def came_back(*, item_id: str) -> None:
    """The item is there again."""
    disappearing.came_back(item_id=uuid.UUID(item_id))


@app.periodic(cron="* * * * *")
@app.task(name="moderation.take_up", queue="moderation", queueing_lock="moderation.take_up")
def take_up(timestamp: int) -> None:
    """Go on with sweeps whose job was lost, carry over outcomes that no event told of, finish purges whose
    process was killed.
    """
    services.catch_up()
    sweep_run.take_up()
    purging.finish()


@app.periodic(cron="*/10 * * * *")
@app.task(name="moderation.away", queue="moderation", queueing_lock="moderation.away")
def sweep_away(timestamp: int) -> None:
    """Ask about what no event told of, open duties for what waits since three days, end passed blocks."""
    disappearing.ask_missed()
    disappearance_duties.ask_by_duty()
    blocking.end_passed()


@app.periodic(cron="*/5 * * * *")
@app.task(name="moderation.watch", queue="moderation", queueing_lock="moderation.watch")
def keep_watch(timestamp: int) -> None:
    """Close watches that have ended, and tell of those that were missed."""
    watch_keeping.keep()


@app.task(
    name="moderation.mail_colleague",
    queue="moderation",
    retry=RetryStrategy(max_attempts=8, exponential_wait=5),
)
def mail_colleague(*, question_id: str, reminder: bool) -> None:
    """Mail a question's link; the mail server's "later" is tried again."""
    colleague_mailing.mail(question_id=uuid.UUID(question_id), reminder=reminder)


@app.periodic(cron="*/10 * * * *")
@app.task(name="moderation.questions", queue="moderation", queueing_lock="moderation.questions")
def sweep_questions(timestamp: int) -> None:
    """Remind colleagues, end questions that have run out, forget counted guesses."""
    colleague_mailing.sweep()
    guessing.forget()
