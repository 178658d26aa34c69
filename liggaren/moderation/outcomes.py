"""What became of an act, carried over to the answer or decision that ordered it (design 3.16)."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.moderation import answering, author, not_done_duties, referral_answering
from liggaren.moderation.events import RemovalConfirmed
from liggaren.moderation.handling import end
from liggaren.moderation.models import Answer, Removal, Reversal
from liggaren.moderation.states import HandlingState, RemovalState, ReversalState, move
from liggaren.people.models import RoleKind

log = logging.getLogger(__name__)
ENDS = {
    OutboxState.CONFIRMED: RemovalState.DONE,
    OutboxState.REFUSED: RemovalState.NOT_DONE,
    OutboxState.FAILED: RemovalState.NOT_DONE,
    OutboxState.CANCELLED: RemovalState.WITHDRAWN,
}
REVERSAL_ENDS = {
    OutboxState.CONFIRMED: ReversalState.DONE,
    OutboxState.REFUSED: ReversalState.NOT_DONE,
    OutboxState.FAILED: ReversalState.NOT_DONE,
    OutboxState.CANCELLED: ReversalState.NOT_DONE,
}
# So long an outcome may stay unknown before the decider is told, and after that the duty's own escalation.
TELL_AFTER = timedelta(hours=3)


@transaction.atomic
def act_ended(*, outbox_id: uuid.UUID) -> None:
    """Carry an ended act over: the decision's clock and state, the item's handling, the duty to find out.

    Does nothing for acts of other rooms, and nothing the second time.
    """
    row = Outbox.objects.get(pk=outbox_id)
    if removal := _removal(row):
        _end_removal(removal, row)
    elif reversal := Reversal.objects.select_for_update(of=("self",)).filter(outbox=row).first():
        _end_reversal(reversal, row)
    else:
        referral_answering.act_ended(row)
    if row.state in (OutboxState.REFUSED, OutboxState.FAILED):
        answering.bring_back(row)
    if row.state == OutboxState.CONFIRMED and Answer.objects.filter(outbox=row).exists() and row.item_id:
        end(row.item_id, HandlingState.ANSWERED, by=row.prepared_by)
    duties.close(_key(row), outcome=str(row.state), by=None)


def _removal(row: Outbox) -> Removal | None:
    return Removal.objects.select_for_update(of=("self",)).filter(outbox=row).first()


def _end_removal(removal: Removal, row: Outbox) -> None:
    state = ENDS.get(OutboxState(row.state))
    if state is None or removal.state != RemovalState.DECIDED:
        return
    move(removal, state)
    removal.requested_at = row.sending_at
    if row.verification is not None:
        removal.sealed_at = removal.sealed_at or row.verification.made_at
    if state is RemovalState.DONE:
        removal.gone_at = row.confirmed_at
        end(removal.item_id, HandlingState.DONE, by=removal.decided_by)
        events.emit(RemovalConfirmed(removal.pk))
        author.go_out(removal)
    else:
        author.stop(removal)
    if state is RemovalState.NOT_DONE:
        not_done_duties.ask(removal)
    removal.save()
    ledger.append(
        kind=f"removal.{state.value}", actor="system", obj=f"removal:{removal.pk}", facts={"act": str(row.pk)}
    )


def _end_reversal(reversal: Reversal, row: Outbox) -> None:
    """Shown again as confirmed: the decision is *restored*. Otherwise it stands as it was."""
    state = REVERSAL_ENDS.get(OutboxState(row.state))
    if state is None or reversal.state != ReversalState.ORDERED:
        return
    move(reversal, state)
    if state is ReversalState.DONE:
        reversal.done_at = row.confirmed_at
        removal = Removal.objects.select_for_update(of=("self",)).get(pk=reversal.removal_id)
        move(removal, RemovalState.RESTORED)
        removal.save()
    reversal.save()
    ledger.append(
        kind="removal.restored" if state is ReversalState.DONE else "removal.reversal_not_done",
        actor="system", obj=f"removal:{reversal.removal_id}",
        facts={"reversal": str(reversal.pk), "act": str(row.pk)},
    )  # fmt: skip


@transaction.atomic
def act_unknown(*, outbox_id: uuid.UUID) -> None:
    """Nobody knows yet: open the decider's duty to find out, due when look-ups should have told."""
    row = Outbox.objects.select_related("account__unit", "prepared_by").get(pk=outbox_id)
    removal = _decision_of(row)
    link = f"/beslut/{removal.pk}/" if removal else f"/inkorg/{row.item_id}/" if row.item_id else ""
    duties.open_duty(
        kind="act.unknown", key=_key(row), title="Ta reda på om en åtgärd gick fram", link=link,
        owner=row.prepared_by, owner_role="" if row.prepared_by else RoleKind.INFORMATION,
        unit=row.account.unit, due_at=clock.now() + TELL_AFTER,
    )  # fmt: skip


def _decision_of(row: Outbox) -> Removal | None:
    """The decision whose page tells of the act: its own, its reversal, or words that followed it."""
    acts = Q(outbox=row) | Q(reversals__outbox=row) | Q(author_notices__outbox=row) | Q(appeals__outbox=row)
    return Removal.objects.filter(acts).first()


def _key(row: Outbox) -> str:
    return f"act.unknown:{row.pk}"


def catch_up(*, limit: int = 500) -> int:
    """The sweep: decisions and answers whose act ended without the event reaching them."""
    ended = Outbox.objects.filter(state__in=ENDS)
    waiting = ended.filter(removal__state=RemovalState.DECIDED).values_list("pk", flat=True)[:limit]
    shown = ended.filter(reversal__state=ReversalState.ORDERED).values_list("pk", flat=True)[:limit]
    found = [*waiting, *shown]
    for outbox_id in found:
        act_ended(outbox_id=outbox_id)
    return len(found)
