"""Considering a decision again: who asked, what they said, and another person's answer (C6.1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from liggaren.actions import services as actions
from liggaren.actions.models import OutboxAct
from liggaren.actions.texts import signed
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, hashing
from liggaren.lib.cleaning import clean
from liggaren.moderation.answering import signature
from liggaren.moderation.errors import Incomplete, Problem, SomeoneWasFirst
from liggaren.moderation.models import Appeal, Removal
from liggaren.moderation.permissions import account_to_decide, must_have_read
from liggaren.moderation.removing import look_again
from liggaren.moderation.reversing import order_reversal, reversible
from liggaren.moderation.speaking import place_for
from liggaren.moderation.states import AppealState, RemovalState, move
from liggaren.people.models import RoleKind, User

APPEALABLE = (RemovalState.DECIDED, RemovalState.DONE, RemovalState.NOT_DONE)
ANSWER_WITHIN = timedelta(days=3)


@transaction.atomic
def receive_appeal(
    *, removal: Removal, channel: str, from_whom: str, text: str, received_at: datetime, by: User
) -> Appeal:
    """Enter that someone asks for the decision to be considered again, and open the duty to answer.

    Raises NotYours; Incomplete with each lack; SomeoneWasFirst while another appeal of it is open.
    """
    account = account_to_decide(by, removal.item)
    who, said = " ".join(clean(from_whom).text.split()), clean(text).text.strip()
    if problems := _lacks(removal, channel, who, said, received_at):
        raise Incomplete(problems)
    assert removal.decided_by is not None
    found = _insert(
        removal=removal, channel=channel, from_whom=who[:200], text=said, received_at=received_at,
        first_decider=removal.decided_by, second_decider=removal.second_decider, entered_by=by,
    )  # fmt: skip
    duties.open_duty(
        kind="removal.appeal", key=_key(found), title="Ompröva ett beslut om att ta bort eller dölja",
        link=f"/beslut/{removal.pk}/#omprova", owner_role=RoleKind.INFORMATION, unit=account.unit,
        due_at=received_at + ANSWER_WITHIN,
    )  # fmt: skip
    ledger.append(
        kind="appeal.received", actor=by.actor, obj=f"removal:{removal.pk}",
        facts={"appeal": str(found.pk), "channel": channel, "received": received_at.isoformat()},
        digests={"text": hashing.sha256_hex(said.encode())},
    )  # fmt: skip
    return found


def _lacks(
    removal: Removal, channel: str, who: str, said: str, received_at: datetime
) -> list[Problem]:  # fmt: skip
    found = []
    if removal.state not in APPEALABLE:
        found.append(Problem("channel", "Beslutet gäller inte längre, så det finns inget att ompröva"))
    if channel not in Appeal.Channel.values:
        found.append(Problem("channel", "Välj hur det kom in"))
    if not who:
        found.append(Problem("from_whom", "Skriv vem det kom från, som personen själv sade det"))
    if not said:
        found.append(Problem("text", "Skriv vad personen sade"))
    if received_at > clock.now():
        found.append(Problem("received_on", "Skriv en dag som har varit"))
    return found


def _insert(**fields: object) -> Appeal:
    try:
        with transaction.atomic():
            return Appeal.objects.create(entered_at=clock.now(), **fields)
    except IntegrityError as error:
        if "one_open_appeal_per_decision" in str(error):
            raise SomeoneWasFirst from error
        raise


def _key(appeal: Appeal) -> str:
    return f"removal.appeal:{appeal.pk}"


def may_answer(appeal: Appeal, by: User) -> bool:
    """Whether this is another person than those who decided."""
    return by.pk not in (appeal.first_decider_id, appeal.second_decider_id)


def answer_appeal(
    *, appeal: Appeal, outcome: str, reason: str, by: User, correction: str = "", correction_place: str = ""
) -> Appeal:
    """Another person answers. *Reversed* shows it again, or where that cannot be done says a correction.

    Raises NotYours; Incomplete with each lack; NotRead; SomeoneWasFirst when it is answered already.
    """
    account_to_decide(by, appeal.removal.item)
    look_again(appeal.removal.item)
    with transaction.atomic():
        row = Appeal.objects.select_for_update(of=("self",)).select_related(
            "removal__item__latest", "removal__account"
        ).get(pk=appeal.pk)  # fmt: skip
        if row.state != AppealState.RECEIVED:
            raise SomeoneWasFirst
        if problems := _wrong(row, outcome, reason, correction, correction_place, by):
            raise Incomplete(problems)
        must_have_read(by, row.removal.item)
        row.reason, row.decided_by, row.decided_at = clean(reason).text.strip(), by, clock.now()
        if outcome == AppealState.REVERSED:
            _undo(row, correction, correction_place, by)
        _end(row, AppealState(outcome), by)
    return row


def _wrong(
    row: Appeal, outcome: str, reason: str, correction: str, correction_place: str, by: User
) -> list[Problem]:  # fmt: skip
    if not may_answer(row, by):
        return [Problem("outcome", "Du har själv beslutat. Någon annan måste ompröva")]
    found = []
    if outcome not in (AppealState.UPHELD, AppealState.REVERSED):
        found.append(Problem("outcome", "Välj om beslutet står fast eller ändras"))
    if not reason.strip():
        found.append(Problem("answer_reason", "Skriv varför"))
    if outcome == AppealState.REVERSED and needs_correction(row.removal):
        if not correction.strip():
            found.append(Problem("correction", "Skriv rättelsen, för det borttagna kan inte visas igen"))
        if place_for(row.removal).item is None and not correction_place.strip():
            found.append(Problem("correction_place", "Skriv var rättelsen står, till exempel på webbplatsen"))
    return found


def needs_correction(removal: Removal) -> bool:
    """Whether a changed mind can only be said in words: what was done cannot be undone."""
    return removal.state == RemovalState.DONE and not reversible(removal).possible


def _undo(row: Appeal, correction: str, correction_place: str, by: User) -> None:
    if row.removal.state == RemovalState.DECIDED:
        raise Incomplete([Problem("outcome", "Vänta tills utfallet är känt, eller ta tillbaka beslutet")])
    if not needs_correction(row.removal):
        if row.removal.state == RemovalState.DONE:
            order_reversal(row.removal, row.reason, by, row)
        return
    place = place_for(row.removal)
    row.correction = clean(correction).text.strip()
    row.correction_place = " ".join(clean(correction_place).text.split())
    if place.item is not None:
        row.correction = signed(row.correction, signature(row.removal.account))
        row.outbox = actions.prepare(
            act=OutboxAct.REPLY, account=row.removal.account, item=place.item, version=place.item.latest,
            text=row.correction, decision_ref=f"appeal:{row.pk}", by=by,
        )  # fmt: skip


def _end(row: Appeal, state: AppealState, by: User) -> None:
    move(row, state)
    duties.close(_key(row), outcome=state.value, by=by)
    row.entry_id = ledger.append(
        kind=f"appeal.{state.value}", actor=by.actor, obj=f"removal:{row.removal_id}",
        facts={
            "appeal": str(row.pk), "reason": row.reason, "correction": row.correction,
            "correction_place": row.correction_place, "act": str(row.outbox_id) if row.outbox_id else None,
        },
    )  # fmt: skip
    row.save()
