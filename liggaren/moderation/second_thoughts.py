"""A second person's agreement, and taking a decision back while nothing has left the house."""

from __future__ import annotations

import uuid

from django.db import transaction

from liggaren.actions import services as actions
from liggaren.ledger import services as ledger
from liggaren.moderation.errors import Changed, Incomplete, Problem, SomeoneWasFirst
from liggaren.moderation.models import Removal
from liggaren.moderation.permissions import account_to_decide, must_have_read
from liggaren.moderation.queries import removal_for
from liggaren.moderation.removing import enter, look_again, order, unchanged
from liggaren.moderation.states import LIVE, RemovalState, move
from liggaren.people.models import User

Way = Removal.Way


def agree(*, removal: Removal, version_id: int, by: User) -> Removal:
    """The second person agrees, having read the item themselves; then the act is ordered.

    Raises Incomplete for the first decider, NotYours, Changed, Gone, NotRead when what may be secret has not
    been opened, SomeoneWasFirst when it is no longer waiting.
    """
    account_to_decide(by, removal.item)
    look_again(removal.item)
    with transaction.atomic():
        row = _waiting(removal.pk, by)
        account_to_decide(by, row.item)  # the role may have ended while the platform was asked
        unchanged(row.item, version_id, row.way)
        if row.version_id != version_id:
            raise Changed
        must_have_read(by, row.item)
        row.second_decider = by
        move(row, RemovalState.DECIDED)
        row.save()
        order(row, by)
        row.entry_id = enter(row, "removal.agreed", by)
        if row.way == Way.NOTED:
            move(row, RemovalState.DONE)
        row.save()
    return row


def _waiting(removal_id: uuid.UUID, by: User) -> Removal:
    row = Removal.objects.select_for_update(of=("self",)).get(pk=removal_id)
    if row.state != RemovalState.SECOND:
        raise SomeoneWasFirst
    if row.decided_by_id == by.pk:
        raise Incomplete(
            [Problem("second", "Du har redan beslutat. Det andra beslutet måste någon annan fatta")]
        )
    return row


@transaction.atomic
def withdraw(*, removal: Removal, by: User) -> Removal:
    """Take the decision back while nothing has left the house. Raises NotYours, actions.NotNow."""
    removal_for(by, removal.pk)
    row = Removal.objects.select_for_update(of=("self",)).get(pk=removal.pk)
    if row.state not in (*LIVE, RemovalState.OPENED):
        raise SomeoneWasFirst
    if row.outbox_id is not None:
        actions.cancel(outbox_id=row.outbox_id, by=by)
        row.refresh_from_db()
    if row.state != RemovalState.WITHDRAWN:
        move(row, RemovalState.WITHDRAWN)
        row.save()
    ledger.append(
        kind="removal.withdrawn", actor=by.actor, obj=f"removal:{row.pk}", facts={"item": str(row.item_id)}
    )
    return row
