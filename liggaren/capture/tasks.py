"""Jobs of capture: an account's visit is one job, and a sweep asks for those that are due (`rhythm`)."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from liggaren.capture import media, visits, walking
from liggaren.register.models import Account


@app.task(queue="capture", name="capture.account")
def capture_account(account_id: str) -> None:
    """Visit one account. Its faults stand on the account, so the job itself is not tried again."""
    walking.capture_account(Account.objects.get(pk=account_id))


@app.periodic(cron="* * * * * */15", periodic_id="capture-sweep")
@app.task(queue="capture", name="capture.sweep", queueing_lock="capture-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Ask for a visit to each account whose time has come; one that is asked for already is left."""
    del timestamp
    for account_id in visits.due():
        ask_for_visit(str(account_id))


@app.task(queue="capture", name="capture.keep_pictures")
def keep_pictures(version_ids: list[int]) -> None:
    """Fetch the pictures that a batch of versions names."""
    media.keep(version_ids)


@app.periodic(cron="*/10 * * * *", periodic_id="capture-pictures")
@app.task(queue="capture", name="capture.pictures", queueing_lock="capture-pictures", pass_context=False)
def sweep_pictures(timestamp: int) -> None:
    """Fetch what a lost job left and what could not be reached."""
    del timestamp
    media.sweep()


def ask_for_visit(account_id: str) -> None:
    """Defer a visit in the caller's transaction, unless one waits already."""
    name = f"capture {account_id}"
    with (
        suppress(AlreadyEnqueued),
        transaction.atomic(),
    ):  # the savepoint keeps the caller's transaction whole
        capture_account.configure(queueing_lock=name, lock=name).defer(account_id=account_id)
