"""Ordering an act, taking it back, and the emergency row: all before anything has left the house."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from liggaren.actions.errors import AlreadyOrdered, NotNow
from liggaren.actions.events import ActEnded
from liggaren.actions.history import facts_of, locked, move, step
from liggaren.actions.models import REMOVALS, Emergency, Outbox, OutboxAct, StepKind
from liggaren.actions.states import OutboxState
from liggaren.capture.models import Item, Version
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.people.models import User
from liggaren.register.models import Account

if TYPE_CHECKING:
    from liggaren.connectors.base import Act


@transaction.atomic
def prepare(
    *,
    act: Act | OutboxAct | str,
    account: Account,
    item: Item | None,
    version: Version | None,
    text: str,
    decision_ref: str,
    by: User | None,
    emergency: Emergency | None = None,
    hand: bool = False,
) -> Outbox:
    """Order one act and queue its sending in the caller's transaction (design 3.10).

    `item` is what is acted upon or answered. `hand`: a person carries it out by steps once the evidence is
    sealed.
    Raises AlreadyOrdered while another removal of the same item is live; ValueError for a reply without text.
    """
    act = OutboxAct(str(act))
    if act in (OutboxAct.PUBLISH, OutboxAct.REPLY) and not text.strip():
        raise ValueError("a published text must have words")
    row = _insert(
        act=act, account=account, item=item, version=version, text=text, decision_ref=decision_ref,
        prepared_by=by, emergency=emergency, hand=hand,
    )  # fmt: skip
    step(row, StepKind.PREPARED, by=by)
    queue(row.pk)
    ledger.append(
        kind="act.requested", actor=by.actor if by else "system", obj=f"act:{row.pk}", facts=facts_of(row)
    )
    return row


def _insert(**fields: object) -> Outbox:
    key, now = uuid.uuid4(), clock.now()
    try:
        with transaction.atomic():
            return Outbox.objects.create(
                id=key, key=f"liggaren-{key}", prepared_at=now, next_at=now, **fields
            )
    except IntegrityError as error:
        if "one_live_removal_per_item" in str(error):
            raise AlreadyOrdered from error
        raise


def queue(outbox_id: uuid.UUID, at: datetime | None = None) -> None:
    """Queue the sending, now or at a moment that a platform or a wait has set; the sweep finds a lost job."""
    from liggaren.actions.tasks import send_act

    send_act.configure(schedule_at=at).defer(outbox_id=str(outbox_id))


@transaction.atomic
def declare_emergency(*, item: Item, one: User, two: User, reason: str) -> Emergency:
    """Two different people let one item go before its seal, with a reason (design 3.3). Raises ValueError."""
    if one.pk == two.pk or not reason.strip():
        raise ValueError("an emergency needs two different people and a reason")
    row = Emergency.objects.create(item=item, one=one, two=two, reason=reason, made_at=clock.now())
    ledger.append(
        kind="emergency.declared",
        actor=one.actor,
        obj=f"item:{item.pk}",
        facts={"emergency": row.pk, "second": two.actor, "reason": reason},
    )
    return row


@transaction.atomic
def cancel(*, outbox_id: uuid.UUID, by: User | None, note: str = "taken_back") -> Outbox:
    """Take back an act that has not left the house. Raises NotNow once it may have."""
    row = locked(outbox_id)
    if row.state not in (OutboxState.PREPARED, OutboxState.BY_HAND):
        raise NotNow("Begäran har redan lämnat oss och kan inte tas tillbaka.")
    move(row, OutboxState.CANCELLED, note=note, next_at=None)
    step(row, StepKind.CANCELLED, by=by, note=note)
    events.emit(ActEnded(row.pk))
    ledger.append(
        kind="act.cancelled", actor=by.actor if by else "system", obj=f"act:{row.pk}", facts=facts_of(row)
    )
    return row


def is_removal(row: Outbox) -> bool:
    """Whether the seal must come before the act (delete, hide, reject)."""
    return row.act in REMOVALS
