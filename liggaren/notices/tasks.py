"""Mails leave in the background."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from liggaren.notices import services
from liggaren.notices.models import Notice


@app.task(name="notices.send_mail", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_mail(notice_id: int) -> None:
    """Mail one notice; a notice since removed is nothing to send."""
    if notice := Notice.objects.filter(pk=notice_id).first():
        services.mail(notice)
