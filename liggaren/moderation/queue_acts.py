"""Acts on one or many items of the queue that never reach a platform, and their undoing (C5.1).

One transaction for each act, an entry in the ledger for each item, and a step that remembers how it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.capture.models import Item
from liggaren.ledger import services as ledger
from liggaren.ledger.services import Draft
from liggaren.lib import clock
from liggaren.moderation import handling, news, not_done_duties, queries
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Handling, HandOver, QueueStep, Removal
from liggaren.moderation.permissions import reach_of
from liggaren.moderation.states import HANDLING_MOVES, OPEN, HandlingState, RemovalState, move
from liggaren.notices import services as notices
from liggaren.people.models import User
from liggaren.register import queries as register

Act = QueueStep.Act
MOST = 500  # items in one act
AFTER = {
    Act.TAKE: HandlingState.TAKEN, Act.DONE: HandlingState.DONE, Act.HAND_OVER: HandlingState.TAKEN,
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """How many an act changed, and how many it left: a colleague's, not to be worked with, already so."""

    step: QueueStep | None
    changed: int
    others: int = 0
    left: int = 0


@transaction.atomic
def take(*, item: Item, by: User) -> QueueStep:
    """`handling.take` of one item, with a step to undo. Raises TakenByOther and NotYours."""
    before = _was(item)
    return _step(Act.TAKE, by, [_row(before, handling.take(item=item, by=by))])


@transaction.atomic
def mark_done(*, item: Item, by: User) -> QueueStep:
    """`handling.mark_done` of one item, with a step to undo. Raises NotYours."""
    before = _was(item)
    return _step(Act.DONE, by, [_row(before, handling.mark_done(item=item, by=by))])


@transaction.atomic
def act_on_many(
    *, items: Collection[UUID], act: QueueStep.Act, by: User, to: User | None = None, why: str = ""
) -> Outcome:
    """Claim, finish or hand over many at once. What a colleague has, what the person may not work with and
    what the receiver does not administer is left as it is and counted.

    Raises Incomplete without items, with more than `MOST`, or where a hand-over lacks receiver or reason.
    """
    _must_be_whole(items, act, to, why)
    rows = _locked(items, by)
    theirs = set(register.my_accounts(to).values_list("pk", flat=True)) if to else set()
    others = [row for row in rows if row.taken_by_id not in (None, by.pk)]
    mine = [row for row in rows if row.taken_by_id in (None, by.pk) and _concerns(row, act, theirs)]
    before = [_standing(row) for row in mine]
    for row in mine:
        _change(row, AFTER[act], taken_by=to or by, by=by)
    _save(mine)
    step = _step(act, by, [_row(*pair) for pair in zip(before, mine, strict=True)]) if mine else None
    if act == Act.HAND_OVER and to is not None and mine:
        _tell(mine, by=by, to=to, why=why)
    if act == Act.DONE:
        _end_duties(mine, by=by)
    facts = {"to": to.actor} if to else None
    ledger.append_many([_draft(row, _kind(act), by, facts) for row in mine])
    return Outcome(step, len(mine), len(others), len(set(items)) - len(mine) - len(others))


def hand_over(*, items: Collection[UUID], to: User, why: str, by: User) -> Outcome:
    """Give items to a named administrator of their account, who is told without anything of what they say."""
    return act_on_many(items=items, act=Act.HAND_OVER, by=by, to=to, why=why)


@transaction.atomic
def undo(*, step_id: UUID, by: User) -> Outcome:
    """Put a step's items back as they stood, where nobody has touched them since and nothing has left the
    house. Others are left and counted. Raises NotYours for another's step and one already undone.
    """
    step = QueueStep.objects.select_for_update().filter(pk=step_id, by=by, undone_at=None).first()
    if step is None:
        raise NotYours
    known = {one["item"]: one for one in step.rows}
    found = Handling.objects.select_for_update().filter(item_id__in=list(known)).order_by("pk")
    gone = set(
        Outbox.objects.filter(item_id__in=list(known), prepared_at__gte=step.at)
        .exclude(state=OutboxState.CANCELLED)
        .values_list("item_id", flat=True)
    )
    rows = [row for row in found if row.item_id not in gone and _untouched(row, known[str(row.item_id)])]
    for row in rows:
        _put_back(row, known[str(row.item_id)], by)
    _save(rows)
    step.undone_at = clock.now()
    step.save(update_fields=["undone_at"])
    ledger.append_many([_draft(row, "handling.undone", by, {"state": row.state}) for row in rows])
    return Outcome(step, len(rows), left=len(known) - len(rows))


def _must_be_whole(items: Collection[UUID], act: QueueStep.Act, to: User | None, why: str) -> None:
    problems = []
    if not items:
        problems.append(Problem("post", "Välj minst en i kön."))
    if len(items) > MOST:
        problems.append(Problem("post", f"Välj högst {MOST} åt gången."))
    if act == Act.HAND_OVER and to is None:
        problems.append(Problem("till", "Välj vem som ska ta över."))
    if act == Act.HAND_OVER and not 1 <= len(why.strip()) <= 300:
        problems.append(Problem("varfor", "Skriv varför på en rad, högst 300 tecken."))
    if problems:
        raise Incomplete(problems)


def _locked(items: Iterable[UUID], by: User) -> list[Handling]:
    """Those the person may work with, locked in one order: two who act at once never wait in a ring."""
    reach = reach_of(by)
    readable = Exists(reach.readable.filter(pk=OuterRef("item_id")))
    may = queries.inbox(reach).filter(readable, item_id__in=list(items))
    known = list(may.order_by("pk").values_list("pk", flat=True))
    # Apart from the question of rights: after a wait for the lock the row is read as it then stands.
    return list(Handling.objects.select_for_update().filter(pk__in=known, state__in=OPEN).order_by("pk"))


def _concerns(row: Handling, act: QueueStep.Act, theirs: set[UUID]) -> bool:
    if act == Act.HAND_OVER:
        return row.account_id in theirs
    return act == Act.DONE or row.state == HandlingState.UNTAKEN


def _change(row: Handling, state: HandlingState, *, taken_by: User, by: User) -> None:
    if row.state != state:
        move(row, state)
    row.taken_by, row.changed_by, row.changed_at = taken_by, by, clock.now()
    row.came_back = row.came_back and state in OPEN


def _save(rows: list[Handling]) -> None:
    Handling.objects.bulk_update(rows, ["state", "taken_by", "changed_by", "changed_at", "came_back"])
    news.tell(row.account_id for row in rows)


def _tell(rows: list[Handling], *, by: User, to: User, why: str) -> None:
    now, line = clock.now(), " ".join(why.split())
    HandOver.objects.bulk_create(
        HandOver(item_id=row.item_id, by=by, to=to, why=line, at=now) for row in rows
    )
    many = "en sak" if len(rows) == 1 else f"{len(rows)} saker"
    if to.pk != by.pk:
        notices.tell(
            user=to, subject="Något i inkorgen är ditt", link="/inkorg/?vy=mina",
            body=f"En kollega har lämnat över {many} i inkorgen till dig. Vad det gäller står där.",
        )  # fmt: skip


def _end_duties(rows: list[Handling], *, by: User) -> None:
    ids = [row.item_id for row in rows]
    asked = Removal.objects.filter(item_id__in=ids, state=RemovalState.NOT_DONE)
    for item_id in asked.order_by().values_list("item_id", flat=True).distinct():
        not_done_duties.answered(item_id, HandlingState.DONE.value, by=by)


def _kind(act: QueueStep.Act) -> str:
    return "handling.handed_over" if act == Act.HAND_OVER else f"handling.{AFTER[act].value}"


def _draft(row: Handling, kind: str, by: User, facts: dict[str, str] | None) -> Draft:
    return Draft(kind, by.actor, f"item:{row.item_id}", {"state": row.state, **(facts or {})})


def _standing(row: Handling | None) -> dict[str, Any]:
    return {"state": row.state if row else "untaken", "taken_by": row.taken_by_id if row else None}


def _was(item: Item) -> dict[str, Any]:
    return _standing(Handling.objects.select_for_update().filter(item=item).first())


def _row(before: dict[str, Any], after: Handling) -> dict[str, Any]:
    now = {"item": str(after.item_id), "after": after.state, "at": after.changed_at.isoformat()}
    return {**before, **now}


def _step(act: QueueStep.Act, by: User, rows: list[dict[str, Any]]) -> QueueStep:
    return QueueStep.objects.create(by=by, act=act, at=clock.now(), rows=rows)


def _untouched(row: Handling, known: dict[str, Any]) -> bool:
    return row.state == known["after"] and row.changed_at == datetime.fromisoformat(known["at"])


def _put_back(row: Handling, known: dict[str, Any], by: User) -> None:
    wanted = HandlingState(known["state"])
    may = row.state == wanted or wanted in HANDLING_MOVES[HandlingState(row.state)]
    if row.state != (state := wanted if may else HandlingState.TAKEN):  # what waited is taken again
        move(row, state)
    row.taken_by_id, row.changed_by, row.changed_at = known["taken_by"], by, clock.now()
