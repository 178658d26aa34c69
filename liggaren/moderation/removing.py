"""A decision about an item, from the page opened to the act ordered (G5.5, G5.6, C6.1, C6.2; design 3.3,
3.13).
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from liggaren.actions import services as actions
from liggaren.actions.models import OutboxAct
from liggaren.actions.texts import signed
from liggaren.capture import services as capture
from liggaren.capture.models import Item, ItemState, Version
from liggaren.ledger import queries as sealed
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates, events
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.moderation import not_done_duties
from liggaren.moderation.answering import signature
from liggaren.moderation.errors import Changed, Gone, Incomplete, NotYours, RemovedByUs, SomeoneWasFirst
from liggaren.moderation.events import RemovalDecided
from liggaren.moderation.handling import end
from liggaren.moderation.judging import BY_API, Choice, Decision, Standing, choices, judge, needs_second
from liggaren.moderation.models import Provision, Removal
from liggaren.moderation.permissions import account_to_decide, must_have_read
from liggaren.moderation.queries import away_by_us, removal_of, taken_away
from liggaren.moderation.registering import removal_decided
from liggaren.moderation.sentences import counter_reply, sentence
from liggaren.moderation.states import LIVE, HandlingState, RemovalState, move
from liggaren.people import queries as people
from liggaren.people.models import User
from liggaren.register import media
from liggaren.register import queries as register
from liggaren.register.models import Account

log = logging.getLogger(__name__)
Way = Removal.Way
LONGEST = 4_000  # characters kept of each field of a draft


@transaction.atomic
def open_removal(*, item: Item, by: User) -> Removal:
    """Begin a decision on the item as it now stands, or go on with the person's own; starts the clock's
    *opened*.

    Raises NotYours; SomeoneWasFirst while a decision on the item is live.
    """
    account = account_to_decide(by, item)
    if live := Removal.objects.filter(item=item, state__in=LIVE).select_related("decided_by").first():
        raise first_was(live, by)
    if item.latest_id is None:
        raise NotYours
    found, made = Removal.objects.get_or_create(
        item=item, opened_by=by, state=RemovalState.OPENED,
        defaults={
            "version_id": item.latest_id, "account": account,
            "seen_at": item.first_seen_at, "opened_at": clock.now(),
        },
    )  # fmt: skip
    if made:
        ledger.append(
            kind="removal.opened", actor=by.actor, obj=f"item:{item.pk}", facts={"removal": str(found.pk)}
        )
    return found


def first_was(found: Removal | None, by: User) -> SomeoneWasFirst:
    """What to say when the decision `found` was first: by whom, or that it was this person's own."""
    who = found.decided_by if found else None
    return SomeoneWasFirst(who.name if who else "", own=who == by)


@transaction.atomic
def keep_draft(*, item: Item, fields: Mapping[str, str], by: User) -> int:
    """Keep what the person has filled in, until the decision. How many decisions took it: one, or none.

    Like an answer's draft it is not entered in the ledger: nothing has been done yet.
    """
    own = Removal.objects.filter(item=item, opened_by=by, state=RemovalState.OPENED)
    return own.update(draft={name: clean(text).text[:LONGEST] for name, text in fields.items()})


def ways(account: Account, version: Version | None = None) -> tuple[Choice, ...]:
    """What can be done on the account's platform, with side effects and dates; of a version, as it stands."""
    standing = Standing(version.is_held, version.is_hidden) if version else None
    return choices(register.capabilities(account), standing)


def today() -> date:
    """The Swedish day on which a decision is made."""
    return dates.swedish_day(clock.now())


def look_again(item: Item) -> bool:
    """Ask the platform how the item stands now, so that a decision is about that. False: no answer."""
    try:
        capture.look_up(item)
    except Exception as error:  # an outage stops no decision; the act itself will wait or be looked up
        log.warning("item %s could not be looked up before a decision: %s", item.pk, type(error).__name__)
        return False
    item.refresh_from_db()
    return True


def away_now(item: Item) -> Removal | None:
    """Our own confirmed decision, where it is why the item is away; one that a list still shows is looked up
    first. None where the item is there, and may be decided on again.
    """
    if taken_away(item) is None:
        return None
    if item.state == ItemState.PRESENT:
        look_again(item)
    return away_by_us(item)


def decide_removal(*, removal: Removal, decision: Decision, version_id: int, by: User) -> Removal:
    """Make the decision and order its act, or ask for the second person; the seal is verified before anything
    is sent.

    `version_id` is the version the person read. Raises Incomplete, Changed, Gone, RemovedByUs, NotRead,
    SomeoneWasFirst, NotYours.
    """
    account_to_decide(by, removal.item)
    look_again(removal.item)
    return decide_now(removal=removal, decision=decision, version_id=version_id, by=by)


def decide_now(*, removal: Removal, decision: Decision, version_id: int, by: User) -> Removal:
    """`decide_removal`, by one who has just looked the item up."""
    item = removal.item
    if away := away_by_us(item):  # it is not ours to decide twice
        raise RemovedByUs(away.decided_by.name if away.decided_by else "", _when(away))
    try:
        with transaction.atomic():
            return _decide(removal.pk, decision, version_id, by)
    except IntegrityError as error:
        if "one_live_decision_per_item" not in str(error):
            raise
        raise first_was(removal_of(item), by) from error


def _when(found: Removal) -> str:
    assert found.decided_at is not None
    return f"{dates.long_date(found.decided_at)} {dates.clock_time(found.decided_at)}"


def _decide(removal_id: uuid.UUID, decision: Decision, version_id: int, by: User) -> Removal:
    row = Removal.objects.select_for_update(of=("self",)).select_related("item", "account").get(pk=removal_id)
    if row.state != RemovalState.OPENED or row.opened_by_id != by.pk:
        raise first_was(removal_of(row.item), by)
    account_to_decide(by, row.item)  # the role may have ended while the platform was asked
    if problems := judge(decision, ways(row.account, row.item.latest), today()):
        raise Incomplete(problems)
    unchanged(row.item, version_id, decision.way)
    must_have_read(by, row.item)
    second = needs_second(decision, two_deciders=people.municipality().two_deciders)
    _fill(row, decision, version_id, by)
    move(row, _next(row, second))
    row.save()
    if not second:
        order(row, by)
    row.entry_id = enter(row, "removal.decided", by)
    row.save()
    return row


def _next(row: Removal, second: bool) -> RemovalState:
    if second:
        return RemovalState.SECOND
    return RemovalState.DONE if row.way == Way.NOTED else RemovalState.DECIDED


def unchanged(item: Item, version_id: int, way: str) -> None:
    """The item is as the person read it, and still there to act upon."""
    item.refresh_from_db()
    if item.latest_id != version_id:
        raise Changed
    if item.state == ItemState.DELETED and way != Way.NOTED:
        raise Gone


def _fill(row: Removal, decision: Decision, version_id: int, by: User) -> None:
    """Write the decision's fields, the sentence last: it says them all."""
    version = row.item.versions.get(pk=version_id)
    row.version, row.decided_by, row.decided_at = version, by, clock.now()
    row.category, row.category_words = decision.category, clean(decision.category_words).text.strip()
    row.legal_basis, row.provision, row.obvious = decision.basis, _law(decision), decision.obvious
    row.reason, row.way, row.police = clean(decision.reason).text.strip(), decision.way, decision.police
    row.emergency_reason = clean(decision.emergency_reason).text.strip()
    if row.way == Way.COUNTER_REPLY:
        row.text = signed(clean(counter_reply(decision.distance, decision.rule)).text, signature(row.account))
    place = media.get(row.account.platform).name
    row.sentence = sentence(decision, kind=row.item.kind, sender=version.sender_name, place=place)
    seal = sealed.seal(version.entry_id)
    row.sealed_at = seal.sealed_at if seal else None
    row.draft = {}


def _law(decision: Decision) -> Provision | None:
    return decision.provision if decision.basis == Removal.Basis.DUTY_BY_LAW else None


def enter(row: Removal, kind: str, by: User) -> int:
    assert row.category is not None
    facts: dict[str, Json] = {
        "removal": str(row.pk), "item": str(row.item_id), "version": row.version_id,
        "category": row.category.key, "category_words": row.category_words,
        "basis": row.legal_basis, "provision": row.provision.key if row.provision else None,
        "obvious": row.obvious, "reason": row.reason, "way": row.way, "sentence": row.sentence,
        "act": str(row.outbox_id) if row.outbox_id else None, "state": str(row.state), "police": row.police,
    }  # fmt: skip
    return ledger.append(kind=kind, actor=by.actor, obj=f"removal:{row.pk}", facts=facts)


def order(row: Removal, by: User) -> None:
    """Order the act that the decision asks for; a note asks for none."""
    events.emit(RemovalDecided(row.pk))
    not_done_duties.answered(row.item_id, "decided", by=by)
    removal_decided(row, by)
    if row.way == Way.NOTED:
        end(row.item_id, HandlingState.DONE, by=by)
        return
    emergency = None
    if row.emergency_reason and row.decided_by is not None:
        emergency = actions.declare_emergency(
            item=row.item, one=row.decided_by, two=by, reason=row.emergency_reason
        )
    hand = row.way == Way.BY_HAND
    act = OutboxAct.DELETE if hand else OutboxAct(str(BY_API[Way(row.way)]))
    row.outbox = actions.prepare(
        act=act, account=row.account, item=row.item, version=row.version, text=row.text, hand=hand,
        decision_ref=f"removal:{row.pk}", by=by, emergency=emergency,
    )  # fmt: skip
