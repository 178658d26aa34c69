"""Two named people destroy what must not be held, at once and everywhere (design 3.8, C6.5).

The first person's order hides the item from everyone at once. The second person's, under another login,
destroys
it in one transaction: either all of it is gone or nothing is, so that a killed process leaves an order
to confirm
again. Files of large blobs go when that transaction has committed; `finish` takes what a kill left there.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction

from liggaren.capture import purging as capture_purging
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Visibility
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.moderation import purge_leftovers, purge_removal
from liggaren.moderation.errors import Incomplete, NotYours, Problem, SomeoneWasFirst
from liggaren.moderation.events import ItemPurged
from liggaren.moderation.handling import end
from liggaren.moderation.models import PurgeOrder
from liggaren.moderation.purge_models import PURGE_MOVES, PURGE_STANDS, PurgeState
from liggaren.moderation.purge_rights import account_to_purge, may_purge, others
from liggaren.moderation.states import ForbiddenMove, HandlingState
from liggaren.notices.services import tell_all
from liggaren.people.models import RoleKind, User

ANSWER_WITHIN = timedelta(hours=1)
WHY_HIDDEN = "Omedelbar förstöring är beställd."


def move(order: PurgeOrder, state: PurgeState) -> None:
    """Set `order.state`, unsaved. Raises ForbiddenMove outside the table."""
    if state not in PURGE_MOVES[PurgeState(order.state)]:
        raise ForbiddenMove("PurgeOrder", order.state, state)
    order.state = state


@transaction.atomic
def order_purge(
    *, item: Item, description: str, reason: str, police_number: str, removes: bool, by: User
) -> PurgeOrder:
    """Hide the item from everyone at once and ask a second person to destroy it.

    Raises NotYours; Incomplete without words; SomeoneWasFirst when an order stands already.
    """
    account = account_to_purge(by, item)
    _check_words(description, reason)
    held = Item.objects.select_for_update(of=("self",)).select_related("latest").get(pk=item.pk)
    try:
        with transaction.atomic():
            order = PurgeOrder.objects.create(
                item=held, account=account, link=held.latest.address if held.latest else "",
                facts=_facts(held), description=_plain(description), reason=_plain(reason),
                police_number=_plain(police_number)[:60], removes=removes, before=held.visibility,
                one=by, ordered_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        if "one_standing_purge_per_item" not in str(error):
            raise
        raise SomeoneWasFirst from error
    capture_purging.withhold(held)
    if held.visibility != Visibility.RESTRICTED:
        capture.restrict(held, level=Visibility.RESTRICTED, by=by, reason=WHY_HIDDEN)
    _ask(order, by)
    _enter(order, "purge.ordered", by)
    return order


def _check_words(description: str, reason: str) -> None:
    problems = []
    if not description.strip():
        problems.append(Problem("description", "Beskriv med egna ord vad det är, utan att återge det"))
    if not reason.strip():
        problems.append(Problem("reason", "Skriv varför det inte får finnas kvar"))
    if problems:
        raise Incomplete(problems)


def _plain(text: str) -> str:
    return clean(text).text.strip()


def _facts(item: Item) -> dict[str, Json]:
    """What the platform said about the item, and never what it holds."""
    return {
        "platform": item.platform, "instance": item.instance, "native_id": item.native_id, "kind": item.kind,
        "claimed_at": item.claimed_at.isoformat() if item.claimed_at else None,
        "first_seen_at": item.first_seen_at.isoformat(), "versions": item.versions.count(),
        "media": len(item.latest.media) if item.latest else 0,
    }  # fmt: skip


def _ask(order: PurgeOrder, by: User) -> None:
    duties.open_duty(
        kind="purge.confirm", key=f"purge.confirm:{order.pk}", link=f"/forstoring/{order.pk}/",
        title="Ta ställning till en omedelbar förstöring", owner_role=RoleKind.INFORMATION,
        unit=order.account.unit, due_at=clock.now() + ANSWER_WITHIN,
    )  # fmt: skip
    tell_all(
        users=others(order.account, by), subject="En omedelbar förstöring väntar på en andra person",
        body="Logga in och ta ställning. Innehållet är dolt för alla tills dess.",
        link=f"/forstoring/{order.pk}/",
    )  # fmt: skip


@transaction.atomic
def confirm_purge(*, order: PurgeOrder, by: User) -> PurgeOrder:
    """The second person destroys the item everywhere. Confirming what is destroyed already changes nothing.

    Raises NotYours; Incomplete for the same person twice; ForbiddenMove when the order was taken back.
    """
    row = _locked(order.pk, by)
    if row.state == PurgeState.PURGED:
        return row
    if row.one_id == by.pk:
        raise Incomplete(
            [Problem("second", "Du beställde själv. En annan person måste stå för det andra namnet")]
        )
    move(row, PurgeState.PURGED)
    row.two, row.ended_by, row.ended_at = by, by, clock.now()
    earlier = purge_leftovers.entries_about(row.item)
    if row.removes:
        row.removal = purge_removal.order_removal(row)
    _destroy(row, earlier)
    duties.close(f"purge.confirm:{row.pk}", "purged", by=by)
    return row


def _destroy(row: PurgeOrder, earlier: list[int]) -> None:
    names = [row.one.actor, row.two.actor if row.two else ""]
    gone = capture_purging.destroy(row.item, by=names, reason=row.obj)
    left = purge_leftovers.empty(row.item, names, row.obj, keep=row.removal)
    end(row.item_id, HandlingState.DONE, by=row.two)
    emptied = sorted({*gone.entries, *earlier})
    row.destroyed = {"versions": gone.versions, "responses": gone.responses, "records": len(emptied), **left}
    row.entry_id = _enter(row, "purge.done", row.two)
    row.save()
    events.emit(ItemPurged(row.item_id, row.pk))
    if emptied:
        ledger.weed(emptied, actor=names[1], obj=row.obj, decision=row.obj)


def _locked(order_id: uuid.UUID, by: User) -> PurgeOrder:
    related = ("item", "account__unit", "account__board", "one")
    row = PurgeOrder.objects.select_for_update(of=("self",)).select_related(*related).get(pk=order_id)
    if not may_purge(by, row.account):
        raise NotYours
    return row


def _enter(order: PurgeOrder, kind: str, by: User | None) -> int:
    facts: dict[str, Json] = {
        "item": str(order.item_id), "account": str(order.account_id), "link": order.link,
        "about": order.facts, "description": order.description, "reason": order.reason,
        "police_number": order.police_number, "removes": order.removes, "one": order.one.actor,
        "two": order.two.actor if order.two else None, "destroyed": order.destroyed,
    }  # fmt: skip
    return ledger.append(kind=kind, actor=by.actor if by else "system", obj=order.obj, facts=facts)


@transaction.atomic
def withdraw_purge(*, order: PurgeOrder, by: User) -> PurgeOrder:
    """Take the order back while nothing is destroyed: the item is as readable as before. Raises NotYours."""
    row = _locked(order.pk, by)
    move(row, PurgeState.WITHDRAWN)
    row.ended_by, row.ended_at = by, clock.now()
    row.save()
    capture_purging.give_back(row.item)
    if row.before != Visibility.RESTRICTED:
        why = "Beställningen av omedelbar förstöring togs tillbaka."
        capture.restrict(row.item, level=Visibility(row.before), by=by, reason=why)
    duties.close(f"purge.confirm:{row.pk}", "withdrawn", by=by)
    _enter(row, "purge.withdrawn", by)
    return row


@transaction.atomic
def note_police_number(*, order: PurgeOrder, number: str, by: User) -> PurgeOrder:
    """Enter the number of the police's case, before or after. Raises NotYours, Incomplete."""
    row = _locked(order.pk, by)
    if row.state not in PURGE_STANDS or not number.strip():
        raise Incomplete(
            [Problem("police_number", "Skriv polisens nummer på ärendet, till exempel 5000-K123456-26")]
        )
    row.police_number = _plain(number)[:60]
    row.save(update_fields=["police_number"])
    ledger.append(
        kind="purge.police_number_noted", actor=by.actor, obj=row.obj, facts={"number": row.police_number}
    )
    return row


def finish() -> int:
    """Take away files that a killed process left after its purge was committed. How many; safe at any
    time."""
    return purge_leftovers.remove_files()


@transaction.atomic
def read_words(*, order: PurgeOrder, by: User) -> str:
    """The item's words, never its pictures, for one of the two to judge by; in the ledger first.

    Empty when they are destroyed or the order was taken back. Raises NotYours.
    """
    row = _locked(order.pk, by)
    if row.state != PurgeState.ORDERED or row.item.latest is None:
        return ""
    ledger.append(
        kind="purge.words_read", actor=by.actor, obj=row.obj, facts={"version": row.item.latest.number}
    )
    return row.item.latest.text or "Utan text."
