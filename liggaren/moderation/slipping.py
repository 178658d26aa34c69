"""Our own published item held something secret: remove, register, assess within 72 hours, correct (G5.3).

Each step is told by its own facts; an incident closes when all four are done (GDPR art. 33, 34;
JO 5866-2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from liggaren.capture.models import Item, ItemState, Visibility
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.moderation import registering, secrecy
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import OwnSlip, RegistrationRequest
from liggaren.moderation.permissions import account_for, reach_of
from liggaren.moderation.registration_states import RegistrationState, SlipState, step
from liggaren.people.models import RoleKind, User

BREACH_CLOCK = timedelta(hours=72)
DUTY = "slip.assess"


@dataclass(frozen=True)
class SlipStep:
    """One step of the checklist."""

    key: str
    title: str
    done: bool


def steps(slip: OwnSlip) -> tuple[SlipStep, ...]:
    """The four steps in order, each with whether it is done now."""
    item = slip.item
    gone = item.state == ItemState.DELETED or item.is_hidden
    registered = slip.request.state == RegistrationState.REGISTERED
    return (
        SlipStep("remove", "Ta bort från plattformen", gone),
        SlipStep("register", "Diarieför", registered),
        SlipStep("assess", "Bedöm incidenten inom 72 timmar", slip.assessed_at is not None),
        SlipStep("correct", "Rätta offentligt", slip.corrected_at is not None),
    )


def may_work(user: User, slip: OwnSlip) -> bool:
    """The board's registrar, and those who work with the account."""
    return registering.is_registrar(user, slip.board) or slip.account_id in reach_of(user).working


@transaction.atomic
def report_slip(*, item: Item, what: str, by: User) -> OwnSlip:
    """Begin an incident: the item is suspected, the registrar asked, and the 72 hours run.

    Raises NotYours, Incomplete without words, Refusal for an item that is not ours.
    """
    held = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    account = registering.account_of(held)
    board = registering.board_then(held, account)
    if not registering.is_registrar(by, board):
        account_for(by, held)
    if not held.is_ours:
        raise Refusal("Det här är inte publicerat av oss. Markera det som misstänkt i stället.", "not_ours")
    what = clean(what).text.strip()
    if not what:
        raise Incomplete([Problem("what", "Skriv vad som kom ut. Bara de som arbetar med det läser det")])
    if open_ := OwnSlip.objects.filter(item=held, state=SlipState.OPEN).first():
        return open_
    if held.visibility in (Visibility.OPEN, Visibility.FLAGGED):
        secrecy.suspect(item=held, reason=what, by=by)
    request = registering.request_registration(
        item=held, reason=RegistrationRequest.Reason.SECRECY, summary=what, by=by
    )
    now = clock.now()
    slip = OwnSlip.objects.create(
        item=held, account=account, board=board, request=request, what=what, reported_by=by,
        discovered_at=now, breach_due_at=now + BREACH_CLOCK,
    )  # fmt: skip
    duties.open_duty(
        kind=DUTY, key=f"{DUTY}:{slip.pk}", title="Bedöm en personuppgiftsincident",
        link=f"/egen-miss/{slip.pk}/", owner_role=RoleKind.INFORMATION, unit=account.unit,
        due_at=slip.breach_due_at,
    )  # fmt: skip
    _enter(slip, "slip.reported", by)
    return slip


def _enter(slip: OwnSlip, kind: str, by: User) -> int:
    facts = {"item": str(slip.item_id), "state": str(slip.state)}
    return ledger.append(kind=kind, actor=by.actor, obj=f"slip:{slip.pk}", facts=facts)


def _held(slip: OwnSlip, by: User) -> OwnSlip:
    found = OwnSlip.objects.select_for_update(of=("self",)).select_related("item", "request", "board")
    row = found.get(pk=slip.pk)
    if not may_work(by, row):
        raise NotYours
    if row.state != SlipState.OPEN:
        raise Refusal("Incidenten är redan avslutad.", "ended")
    return row


@transaction.atomic
def assess_slip(
    *, slip: OwnSlip, authority_told: bool | None, people_told: bool | None, words: str, by: User
) -> OwnSlip:
    """Say whether the supervisory authority and those concerned are told, and why; stops the 72 hours.

    Raises NotYours, Incomplete, Refusal when it has ended.
    """
    row, words = _held(slip, by), clean(words).text.strip()
    problems = []
    if authority_told is None:
        problems.append(Problem("authority_told", "Välj om incidenten är anmäld till IMY"))
    if people_told is None:
        problems.append(Problem("people_told", "Välj om de berörda har fått veta"))
    if not words:
        problems.append(Problem("assessment", "Skriv hur ni har bedömt risken"))
    if problems:
        raise Incomplete(problems)
    row.authority_told, row.people_told, row.assessment = authority_told, people_told, words
    row.assessed_by, row.assessed_at = by, clock.now()
    row.save()
    duties.close(f"{DUTY}:{row.pk}", "assessed", by=by)
    _enter(row, "slip.assessed", by)
    return row


@transaction.atomic
def correct_slip(*, slip: OwnSlip, words: str, place: str, by: User) -> OwnSlip:
    """Note the public correction and where it stands. Raises NotYours, Incomplete, Refusal."""
    row, words, place = _held(slip, by), clean(words).text.strip(), clean(place).text.strip()[:300]
    problems = (
        [] if words else [Problem("correction", "Skriv rättelsen som den står, utan det som är skyddat")]
    )
    if not place:
        problems.append(Problem("correction_place", "Skriv var rättelsen står"))
    if problems:
        raise Incomplete(problems)
    row.correction, row.correction_place = words, place
    row.corrected_by, row.corrected_at = by, clock.now()
    row.save()
    _enter(row, "slip.corrected", by)
    return row


@transaction.atomic
def close_slip(*, slip: OwnSlip, by: User) -> OwnSlip:
    """End an incident whose four steps are done. Raises NotYours, Refusal naming what is left."""
    row = _held(slip, by)
    if left := [one.title.lower() for one in steps(row) if not one.done]:
        raise Refusal(f"Det återstår att: {', '.join(left)}.", "steps_left")
    return _end(row, SlipState.CLOSED, "", by, "slip.closed")


@transaction.atomic
def withdraw_slip(*, slip: OwnSlip, reason: str, by: User) -> OwnSlip:
    """Nothing secret came out after all; the registrar decides about the suspicion apart.

    Raises NotYours, Incomplete without a reason.
    """
    row, reason = _held(slip, by), clean(reason).text.strip()
    if not reason:
        raise Incomplete([Problem("ended_reason", "Skriv varför det inte var en incident")])
    duties.close(f"{DUTY}:{row.pk}", "withdrawn", by=by)
    return _end(row, SlipState.WITHDRAWN, reason, by, "slip.withdrawn")


def _end(row: OwnSlip, state: SlipState, reason: str, by: User, kind: str) -> OwnSlip:
    step(row, state)
    row.ended_by, row.ended_at, row.ended_reason = by, clock.now(), reason
    row.save()
    _enter(row, kind, by)
    return row
