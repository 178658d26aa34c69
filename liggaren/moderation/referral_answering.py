"""Referring a question to the parties' own channels: an answer with links, counted (C5.5)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.capture.models import Item
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.moderation import answering, handling
from liggaren.moderation.case_opening import AWAY
from liggaren.moderation.errors import Incomplete, Problem
from liggaren.moderation.models import Party, Referral
from liggaren.moderation.permissions import account_for, must_have_read
from liggaren.moderation.states import HandlingState
from liggaren.people.models import User

LINKS = "{länkar}"
READY = (
    "Hej! Det här är en fråga för de politiska partierna. Vi som arbetar i kommunen kan inte svara på den. "
    "Här når du partierna:\n{länkar}"
)
FAILED = (OutboxState.REFUSED, OutboxState.FAILED, OutboxState.CANCELLED)
YEAR = timedelta(days=365)


def filled(text: str, parties: Sequence[Party]) -> str:
    """The answer with each chosen party's channels where the mark stands, one party to a line."""
    return text.replace(LINKS, "\n".join(_line(party) for party in parties))


def _line(party: Party) -> str:
    return f"{party.name}: " + ", ".join(channel.address for channel in party.channels.all())


def problems(item: Item, parties: Sequence[Party], text: str) -> list[Problem]:
    """What must be mended before it is sent; the answer's own rules are told by `answering`."""
    found = [] if parties else [Problem("parties", "Välj minst ett parti")]
    if LINKS not in text:
        found.append(Problem("text", f"Skriv {LINKS} där partiernas länkar ska stå"))
    if item.state in AWAY:
        found.append(
            Problem("text", "Inlägget finns inte kvar på plattformen, så det går inte att svara där")
        )
    return found


@transaction.atomic
def refer(*, item: Item, parties: Sequence[Party], text: str, by: User) -> Referral:
    """Order the answer with the chosen links; the item is *referred*. Raises NotYours, NotRead,
    Incomplete, SomeoneWasFirst.
    """
    account = account_for(by, item)
    must_have_read(by, item)
    if found := problems(item, parties, text):
        raise Incomplete(found)
    answer = answering.answer(item=item, text=filled(text, parties), by=by)
    row = Referral.objects.create(item=item, account=account, answer=answer, by=by, at=clock.now())
    row.parties.set(parties)
    handling.end(item.pk, HandlingState.REFERRED, by=by)
    chosen: list[Json] = [party.pk for party in parties]
    ledger.append(kind="item.referred", actor=by.actor, obj=f"item:{item.pk}", facts={"parties": chosen})
    return row


def act_ended(row: Outbox) -> None:
    """An answer that never came to be seen refers nobody: whoever sent it has the item again."""
    if row.state in FAILED and row.item_id and Referral.objects.filter(answer__outbox=row).exists():
        handling.again(row.item_id, by=row.prepared_by)


@dataclass(frozen=True)
class Counted:
    """How many referrals named a party in a stretch of time."""

    party: Party
    number: int


def counts(since: datetime) -> tuple[int, tuple[Counted, ...]]:
    """Referrals since a moment, all together and for each party named: acts, never who asked. Those whose
    answer was never seen are not counted.
    """
    seen = ~Q(answer__outbox__state__in=FAILED)
    total = Referral.objects.filter(seen, at__gte=since).count()
    named = Q(referrals__at__gte=since) & ~Q(referrals__answer__outbox__state__in=FAILED)
    found = Party.objects.annotate(number=Count("referrals", filter=named, distinct=True)).order_by("name")
    return total, tuple(Counted(party, party.number) for party in found if party.number or not party.ended_on)


def of_item(item_id: uuid.UUID) -> Referral | None:
    """The item's latest referral, with the parties that were named."""
    found = Referral.objects.filter(item_id=item_id).select_related("by").prefetch_related("parties")
    return found.order_by("-at").first()
