"""Reads for the start of accounts."""

from __future__ import annotations

from liggaren.lifecycle.checklist import Step, start_checklist
from liggaren.register.models import Account, Status


def is_starting(account: Account) -> bool:
    """Whether the account has a start ahead of it."""
    return account.status in {Status.PLANNED, Status.ADOPTED}


def remaining(account: Account) -> list[Step]:
    """The steps that are not done and stop the start."""
    return [step for step in start_checklist(account) if step.stops and not step.done]
