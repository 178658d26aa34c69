"""Mails and other ways leave in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liggaren.notices import returns, sending, services
from liggaren.notices.models import Notice


@app.task(name="notices.send_mail")
def send_mail(notice_id: int) -> None:
    """Send one notice; a notice since removed is nothing to send."""
    if notice := Notice.objects.filter(pk=notice_id).first():
        services.mail(notice)


@app.periodic(cron="* * * * *")
@app.task(name="notices.sweep", queueing_lock="notices.sweep")
def sweep(timestamp: int) -> None:
    """Send what has been held back, and try again what failed."""
    sending.send_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.read_returns", queueing_lock="notices.read_returns")
def read_returns(timestamp: int) -> None:
    """Read mails that came back, however late they come."""
    returns.sweep()
