"""How what is captured comes to the inbox (C5.1; design 2, the path of data).

What stood on the account before it was entered has no deadline: nobody had promised an answer then. What our
own account has answered in its thread, here or in the platform's own app, is answered.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from liggaren.capture.models import Item, Relation, Sighting, Visibility
from liggaren.ledger import services as ledger
from liggaren.ledger.services import Draft
from liggaren.lib import clock
from liggaren.moderation import by_order, call_notices, news
from liggaren.moderation.models import Handling
from liggaren.moderation.states import OPEN, HandlingState, move
from liggaren.register.models import Account, WorkingFacts

INCOMING = (Relation.COMMENT, Relation.MENTION, Relation.MESSAGE)
SECRET = (Visibility.FLAGGED, Visibility.SUSPECTED, Visibility.RESTRICTED)


@transaction.atomic
def enter(*, account_id: uuid.UUID, version_ids: Iterable[int]) -> int:
    """Put newly captured items of others in the inbox; one already there stays. Returns how many were
    entered.

    Our own among them end the handling of what they answer. Where all is registered, each asks for it.
    """
    version_ids = list(version_ids)
    captured = Item.objects.filter(versions__in=version_ids).distinct()
    others = captured.filter(
        is_ours=False, handling=None, sightings__account_id=account_id, sightings__relation__in=INCOMING
    )
    entered = _enter(dict.fromkeys(others, account_id))
    _answered_in_thread(captured.filter(is_ours=True).exclude(parent=None).values_list("parent", flat=True))
    by_order.ask(account_id=account_id, version_ids=version_ids)
    return entered


@transaction.atomic
def enter_missed(*, limit: int = 1_000) -> int:
    """The nightly sweep: items that no event brought to the inbox, or to a registrar who registers all.
    Returns how many were entered.
    """
    by_order.ask_missed(limit=limit)
    missed = Sighting.objects.filter(
        item__is_ours=False, item__handling=None, item__latest__isnull=False, relation__in=INCOMING
    )
    sightings = list(missed.select_related("item").order_by("item_id", "pk")[:limit])
    return _enter({sighting.item: sighting.account_id for sighting in reversed(sightings)})


def row_of(item: Item, account: Account) -> Handling:
    """An unsaved place in the queue for an item of an account."""
    seen = _relations([item], {account.pk}).get((item.pk, account.pk), "")
    return _row(item, account, _reply_hours({account.pk}).get(account.pk), seen)


def _enter(found: dict[Item, uuid.UUID]) -> int:
    accounts = Account.objects.in_bulk(set(found.values()))
    hours, seen = _reply_hours(set(accounts)), _relations(found, set(accounts))
    answered = set(
        Item.objects.filter(is_ours=True, parent__in=list(found)).values_list("parent_id", flat=True)
    )
    rows = []
    for item, account_id in found.items():
        relation = seen.get((item.pk, account_id), "")
        row = _row(item, accounts[account_id], hours.get(account_id), relation)
        if item.pk in answered:
            row.state = HandlingState.ANSWERED
        rows.append(row)
    # A sweep on another machine may have entered the same: the first row holds.
    entered = len(Handling.objects.bulk_create(rows, ignore_conflicts=True))
    call_notices.tell(rows)
    news.tell(row.account_id for row in rows)
    return entered


def _relations(items: Iterable[Item], accounts: set[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], str]:
    """How each item concerns each account."""
    seen = Sighting.objects.filter(item__in=list(items), account_id__in=accounts)
    return {(item, account): word for item, account, word in seen.values_list("item", "account", "relation")}


def _row(item: Item, account: Account, hours: int | None, relation: str) -> Handling:
    relation = str(Relation.MESSAGE if item.kind == "message" else relation or Relation.COMMENT)
    urgency = Handling.Urgency.SECRECY if item.visibility in SECRET else Handling.Urgency.ORDINARY
    return Handling(
        item=item, account=account, relation=relation, urgency=urgency, came_at=item.counted_at,
        due_at=_due(item.counted_at, account.entered_at, hours), changed_at=clock.now(),
    )  # fmt: skip


def _due(came_at: datetime, entered_at: datetime, hours: int | None) -> datetime | None:
    return came_at + timedelta(hours=hours) if hours and came_at >= entered_at else None


def _reply_hours(accounts: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    facts = WorkingFacts.objects.filter(account_id__in=accounts).order_by("account_id", "version")
    return {row.account_id: row.reply_hours for row in facts}


def _answered_in_thread(parents: Iterable[uuid.UUID | None]) -> None:
    """End the handling of items that have had our answer since they last changed hands."""
    reply = Item.objects.filter(
        is_ours=True, parent=OuterRef("item"), first_seen_at__gte=OuterRef("changed_at")
    )
    rows = list(
        Handling.objects.select_for_update(of=("self",)).filter(
            Exists(reply), item__in=list(parents), state__in=OPEN
        )
    )
    drafts = []
    for row in rows:
        move(row, HandlingState.ANSWERED)
        row.changed_by, row.changed_at, row.came_back = None, clock.now(), False
        row.save()
        facts = {"state": HandlingState.ANSWERED.value, "seen": "in_thread"}
        drafts.append(
            Draft(
                kind="handling.answered", actor="system", obj=f"item:{row.item_id}", facts=facts, digests={}
            )
        )
    ledger.append_many(drafts)
