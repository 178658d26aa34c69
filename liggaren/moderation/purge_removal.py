"""The removal of what may not be copied: decided by the two who destroy it, on the emergency path (C6.5).

Nothing is fetched or kept for it. The database's gate asks for an emergency of two people with a reason
where no
evidence can be sealed, and that is what the order is.
"""

from __future__ import annotations

from collections.abc import Iterable

from liggaren.actions import services as actions
from liggaren.actions.states import OutboxState
from liggaren.capture.models import ItemState
from liggaren.lib import clock
from liggaren.moderation import outcomes, removing
from liggaren.moderation.judging import Choice, Decision
from liggaren.moderation.models import Category, Provision, PurgeOrder, Removal
from liggaren.moderation.sentences import sentence
from liggaren.moderation.states import LIVE, RemovalState, move
from liggaren.people.models import User
from liggaren.register import media

CATEGORY, PROVISION = "vald", "barnpornografibrott"
Way = Removal.Way
BEST = (Way.DELETE, Way.REJECT, Way.HIDE)


def order_removal(order: PurgeOrder) -> Removal | None:
    """Decide and order it in the caller's transaction; None when the item is away or already on its way.

    A colleague's decision that has not left the house gives way to this one.
    """
    item = order.item
    if item.state == ItemState.DELETED or item.latest_id is None or not _make_room(order):
        return None
    assert order.two is not None
    row = _row(order, best_way(removing.ways(order.account)))
    row.save()
    removing.order(row, order.two)
    row.entry_id = removing.enter(row, "removal.decided", order.two)
    row.save()
    return row


def best_way(ways: Iterable[Choice]) -> Way:
    """The surest way that the platform has; by hand where it has none."""
    possible = {choice.way for choice in ways if choice.possible}
    return next((way for way in BEST if way in possible), Way.BY_HAND)


def _row(order: PurgeOrder, way: Way) -> Removal:
    category, provision = Category.objects.get(key=CATEGORY), Provision.objects.get(key=PROVISION)
    decision = Decision(
        category=category, basis=Removal.Basis.DUTY_BY_LAW, provision=provision, obvious=True,
        reason=order.reason, way=way, police=True,
    )  # fmt: skip
    assert order.item.latest is not None
    row = Removal(
        item=order.item, version=order.item.latest, account=order.account, opened_by=order.one,
        category=category, legal_basis=decision.basis, provision=provision, obvious=True, way=way,
        police=True,
        reason=order.reason, emergency_reason=order.reason, decided_by=order.one, second_decider=order.two,
        seen_at=order.item.first_seen_at, opened_at=order.ordered_at, decided_at=clock.now(),
        sentence=sentence(
            decision, kind=order.item.kind, sender="", place=media.get(order.account.platform).name
        ),
    )  # fmt: skip
    move(row, RemovalState.DECIDED)
    return row


def _make_room(order: PurgeOrder) -> bool:
    """Whether no removal of the item is on its way; one that still waits in the house is taken back."""
    live = Removal.objects.select_for_update(of=("self",)).filter(item=order.item, state__in=LIVE).first()
    if live is None:
        return True
    act = live.outbox
    if act is None:
        move(live, RemovalState.WITHDRAWN)
        live.save()
        return True
    if act.state not in (OutboxState.PREPARED, OutboxState.BY_HAND):
        return False
    return _take_back(live, order.two)


def _take_back(live: Removal, by: User | None) -> bool:
    assert live.outbox_id is not None
    actions.cancel(outbox_id=live.outbox_id, by=by, note="purged")
    outcomes.act_ended(outbox_id=live.outbox_id)
    return True
