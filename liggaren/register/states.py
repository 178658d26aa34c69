"""Which steps an account may take in its life."""

from __future__ import annotations

from liggaren.lib.errors import Refusal
from liggaren.register.models import Account, Status

ALLOWED: dict[Status, frozenset[Status]] = {
    Status.PLANNED: frozenset({Status.STARTED, Status.CLOSED}),
    Status.ADOPTED: frozenset({Status.STARTED, Status.CLOSING}),
    Status.STARTED: frozenset({Status.CLOSING}),
    Status.CLOSING: frozenset({Status.STARTED, Status.CLOSED}),
    Status.CLOSED: frozenset(),
}


class NoSuchStep(Refusal):
    """The account's state does not allow the step."""


def move(account: Account, to: Status) -> None:
    """Set the status in memory; the caller saves. Raises NoSuchStep for any pair outside ALLOWED."""
    now = Status(account.status)
    if to not in ALLOWED[now]:
        raise NoSuchStep(
            f"Kontot är ”{now.label.lower()}” och kan inte bli ”{to.label.lower()}”.", "account_state"
        )
    account.status = to
