"""Showing again what was hidden: a decision of its own, with its own reason and act (C6.1, C6.13).

It needs no seal before it, for nothing goes away; how the item looks afterwards is captured when confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from liggaren.actions import services as actions
from liggaren.actions.models import OutboxAct
from liggaren.actions.platforms import Act, Capability
from liggaren.capture.models import ItemState
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.moderation.errors import Incomplete, Problem, SomeoneWasFirst
from liggaren.moderation.models import Appeal, Removal, Reversal
from liggaren.moderation.permissions import account_to_decide, must_have_read
from liggaren.moderation.removing import look_again
from liggaren.moderation.states import LIVE, RemovalState
from liggaren.people.models import User
from liggaren.register import queries as register

Way = Removal.Way
HIDING = (Way.HIDE, Way.BY_HAND)
WHY_NOT = {
    Way.DELETE: "Det som är borttaget kan inte visas igen. Det säkrade finns kvar här.",
    Way.REJECT: "Det som är avvisat kan inte visas igen. Det säkrade finns kvar här.",
    Way.COUNTER_REPLY: "Inget är dolt eller borttaget. Svaret kan följas av en rättelse.",
    Way.NOTED: "Inget är dolt eller borttaget.",
}


@dataclass(frozen=True)
class Reversible:
    """Whether it can be shown again, and the platform's note or why not."""

    possible: bool
    note: str


def judge_reversal(
    *, state: str, way: str, item_state: str, is_hidden: bool, capabilities: Iterable[Capability]
) -> Reversible:
    """Whether a removal in `state` by `way` can be undone, as the item stands now (pure)."""
    if state == RemovalState.RESTORED:
        return Reversible(False, "Det visas redan igen.")
    if state != RemovalState.DONE:
        return Reversible(False, "Beslutet är inte utfört, så det finns inget att återställa.")
    if way not in HIDING:
        return Reversible(False, WHY_NOT[Way(way)])
    if item_state == ItemState.DELETED:
        return Reversible(False, WHY_NOT[Way.DELETE])
    if item_state != ItemState.PRESENT or not is_hidden:
        return Reversible(False, "Vi ser inte att det är dolt, så det finns inget att visa igen.")
    can = next((found for found in capabilities if found.act is Act.UNHIDE), None)
    if can is None or not can.possible:
        return Reversible(False, can.note if can and can.note else "Plattformen kan inte visa det igen.")
    return Reversible(True, can.note)


def reversible(removal: Removal) -> Reversible:
    """`judge_reversal` for a decision as all that it depends on is known here."""
    item = removal.item
    return judge_reversal(
        state=removal.state, way=removal.way, item_state=item.state, is_hidden=item.is_hidden,
        capabilities=register.capabilities(removal.account),
    )  # fmt: skip


def reverse(*, removal: Removal, reason: str, by: User) -> Reversal:
    """Decide to show the item again and order the act.

    Raises NotYours; Incomplete without a reason or where it cannot be done; SomeoneWasFirst.
    """
    account_to_decide(by, removal.item)
    look_again(removal.item)
    with transaction.atomic():
        return order_reversal(removal, reason, by, None)


def order_reversal(removal: Removal, reason: str, by: User, appeal: Appeal | None) -> Reversal:
    """The same inside the caller's transaction, from an appeal too."""
    row = Removal.objects.select_for_update(of=("self",)).select_related("item__latest", "account").get(
        pk=removal.pk
    )  # fmt: skip
    account_to_decide(by, row.item)
    must_have_read(by, row.item)
    if problems := _problems(row, reason):
        raise Incomplete(problems)
    if Removal.objects.filter(item=row.item, state__in=LIVE).exists():
        raise SomeoneWasFirst
    found = _insert(row, reason, by, appeal)
    found.outbox = actions.prepare(
        act=OutboxAct.UNHIDE, account=row.account, item=row.item, version=row.item.latest, text="",
        decision_ref=f"reversal:{found.pk}", by=by,
    )  # fmt: skip
    found.entry_id = ledger.append(
        kind="removal.reversal_decided", actor=by.actor, obj=f"removal:{row.pk}",
        facts={
            "reversal": str(found.pk), "reason": found.reason, "act": str(found.outbox.pk),
            "appeal": str(appeal.pk) if appeal else None,
        },
    )  # fmt: skip
    found.save()
    return found


def _problems(row: Removal, reason: str) -> list[Problem]:
    verdict = reversible(row)
    if not verdict.possible:
        return [Problem("reverse_reason", verdict.note)]
    return [] if reason.strip() else [Problem("reverse_reason", "Skriv varför det ska visas igen")]


def _insert(row: Removal, reason: str, by: User, appeal: Appeal | None) -> Reversal:
    try:
        with transaction.atomic():
            return Reversal.objects.create(
                removal=row, appeal=appeal, reason=clean(reason).text.strip(), decided_by=by,
                decided_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        if "one_live_reversal_per_decision" in str(error):
            raise SomeoneWasFirst from error
        raise
