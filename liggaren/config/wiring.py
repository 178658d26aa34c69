"""Which job answers which event: the whole path of data upwards, on one page (design 2).

A job is deferred in the transaction that emits the event, so both happen or neither. What an event misses,
the room's own sweep picks up; the sweeps are periodic jobs in each room's `tasks.py`:

    ledger.seal          every 5 s    numbers and signs what waits
    actions.sweep_acts   every minute looks up what is unknown, carries out what a lost job left
    capture.sweep        every 15 s   visits the connected accounts whose time has come (capture/rhythm.py)
    capture.pictures     every 10 min fetches pictures that a lost job left or that could not be reached
    duties.sweep         every 15 min reminds and escalates
    notices.read_returns every 5 min  notes which mails came back
    notices.sweep        every minute sends what was held back, tries again what failed
    moderation.take_up   every minute goes on with many decided on, finishes a killed purge
    moderation.questions every 10 min reminds colleagues, ends what has run out, forgets counted guesses
    moderation.away      every 10 min asks about what went away without a decision
    moderation.watch     every 5 min  closes watches that have ended, tells of those missed
    moderation.sweep     02.17        enters and carries over what an event missed
    archive.sweep        02.20        opens the half-year's run, makes what is due
    archive.carry_on     every 10 min makes anew what a killed worker left half made
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from liggaren.actions.events import ActConfirmed, ActEnded, ActUnknown
from liggaren.capture.events import Captured, Edited, Gone, Pictured, Returned, Unreachable, WentMissing
from liggaren.duties.events import DutyOverdue
from liggaren.ledger.events import Sequenced
from liggaren.lib import events
from liggaren.lib.events import Event
from liggaren.moderation.events import ItemPurged, ItemRestricted, RemovalConfirmed, RemovalDecided
from liggaren.register.events import AccountConnected, AccountEntered, AccountStarted, RosterChanged


@dataclass(frozen=True)
class Wire:
    """One event, the job that answers it ("module:function"), and the job's arguments made of the event."""

    event: type[Event]
    job: str
    arguments: Callable[[Any], dict[str, Any]]


WIRES = (
    Wire(Captured, "liggaren.moderation.tasks:enter_items", lambda e: {
        "account_id": str(e.account_id), "version_ids": list(e.version_ids)}),
    Wire(Pictured, "liggaren.capture.tasks:keep_pictures", lambda e: {"version_ids": list(e.version_ids)}),
    Wire(Edited, "liggaren.moderation.tasks:reopen_edited", lambda e: {"version_ids": list(e.version_ids)}),
    Wire(ActEnded, "liggaren.config.tasks:act_ended", lambda e: {"outbox_id": str(e.outbox_id)}),
    Wire(ActConfirmed, "liggaren.config.tasks:act_ended", lambda e: {"outbox_id": str(e.outbox_id)}),
    Wire(ActUnknown, "liggaren.config.tasks:act_unknown", lambda e: {"outbox_id": str(e.outbox_id)}),
    Wire(WentMissing, "liggaren.moderation.tasks:went_away", lambda e: {"item_id": str(e.item_id)}),
    Wire(Gone, "liggaren.moderation.tasks:went_away", lambda e: {"item_id": str(e.item_id)}),
    Wire(Unreachable, "liggaren.moderation.tasks:went_away", lambda e: {"item_id": str(e.item_id)}),
    Wire(Returned, "liggaren.moderation.tasks:came_back", lambda e: {"item_id": str(e.item_id)}),
    # No job but a call: the files go in the purge's own transaction.
    Wire(ItemPurged, "liggaren.archive.withdrawing:item_purged", lambda e: {
        "item_id": str(e.item_id), "order_id": str(e.order_id)}),
    Wire(ItemRestricted, "liggaren.archive.withdrawing:item_restricted", lambda e: {
        "item_id": str(e.item_id)}),
    Wire(AccountConnected, "liggaren.capture.tasks:ask_for_visit", lambda e: {"account_id": e.account_id}),
)  # fmt: skip

# Nobody answers these yet, and why that loses nothing.
UNANSWERED: dict[type[Event], str] = {
    Sequenced: "screens ask the ledger for the seal when they are drawn",
    DutyOverdue: "duties has told the owner and the level above before it says so",
    RemovalDecided: "the act was ordered in the same transaction",
    RemovalConfirmed: "actions asks for a new visit when an act is confirmed",
    AccountEntered: "the register is read when the directory is drawn",
    AccountStarted: "an account is visited when it is connected",
    RosterChanged: "the register writes custody's grants in the same transaction",
}


def connect() -> None:
    """Let every wire's event defer its job. Called once, when Django has loaded every room."""
    for wire in WIRES:
        events.listen(wire.event, _listener(wire))


def _listener(wire: Wire) -> Callable[[Event], None]:
    def defer(event: Event) -> None:
        job = target(wire)
        getattr(job, "defer", job)(**wire.arguments(event))

    return defer


def target(wire: Wire) -> Any:
    """The wire's job: a task of the queue, or a function that defers one. Raises AttributeError for none."""
    module, _, name = wire.job.partition(":")
    return getattr(import_module(module), name)


def answered() -> Iterable[type[Event]]:
    """Every event that has a job."""
    return {wire.event for wire in WIRES}
