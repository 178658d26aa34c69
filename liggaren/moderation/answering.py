"""Answering in the medium where it was asked: a draft that saves itself, then one act (C5.1, C5.2, C4.1)."""

from __future__ import annotations

from django.db import transaction

from liggaren.actions import services as actions
from liggaren.actions.models import Outbox, OutboxAct
from liggaren.actions.platforms import Act
from liggaren.actions.platforms import text_limit as platform_limit
from liggaren.actions.states import LIVE
from liggaren.actions.texts import TextVerdict, judge_text, signed, unsigned
from liggaren.capture.models import Item
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.moderation.errors import Incomplete, Problem, SomeoneWasFirst
from liggaren.moderation.models import Answer
from liggaren.moderation.permissions import account_for
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register.models import Account

LONGEST_DRAFT = 100_000


def signature(account: Account) -> str:
    """How replies from the account are signed; empty where no approved plan says."""
    facts = register.working_facts(account)
    return facts.signature if facts else ""


def may_reply(account: Account) -> bool:
    """Whether the platform lets us answer in the thread."""
    return any(found.act is Act.REPLY and found.possible for found in register.capabilities(account))


def text_limit(account: Account) -> int:
    """How many characters the platform takes in a reply."""
    return platform_limit(account.platform)


def judge(text: str, account: Account) -> TextVerdict:
    """Whether the text may be sent as the account, its signature added where it is missing."""
    sign = signature(account)
    return judge_text(signed(text, sign) if text.strip() else "", signature=sign, limit=text_limit(account))


@transaction.atomic
def save_draft(*, item: Item, text: str, by: User) -> Answer:
    """Keep what the person has written so far, one draft for each person and item. Raises NotYours,
    Incomplete.
    """
    account_for(by, item)
    if len(text) > LONGEST_DRAFT:
        raise Incomplete(
            [Problem("text", f"Texten är för lång för att sparas. Korta den till {LONGEST_DRAFT} tecken")]
        )
    found, _ = Answer.objects.update_or_create(
        item=item, by=by, outbox=None, defaults={"text": clean(text).text, "saved_at": clock.now()}
    )
    return found


def draft(item: Item, by: User) -> Answer | None:
    """The person's unsent words for the item."""
    return Answer.objects.filter(item=item, by=by, outbox=None).first()


def bring_back(row: Outbox) -> None:
    """Make the words of an answer that never came to stand a draft again, so that nobody writes them twice
    (ui 6). A draft that its writer has begun since is left alone.
    """
    sent = Answer.objects.filter(outbox=row).first()
    if sent is None or not sent.text:
        return
    text = unsigned(sent.text, signature(row.account))
    Answer.objects.get_or_create(
        item_id=sent.item_id, by_id=sent.by_id, outbox=None, defaults={"text": text, "saved_at": clock.now()}
    )


@transaction.atomic
def answer(*, item: Item, text: str, by: User) -> Answer:
    """Order the reply in the item's thread, signed; the queue sends it once and looks it up.

    Raises NotYours; Incomplete with what to mend; SomeoneWasFirst while another answer to the item is on its
    way.
    """
    account = account_for(by, item)
    verdict = judge(text, account)
    problems = [Problem("text", words) for words in verdict.problems]
    if not may_reply(account):
        problems.append(Problem("text", "Det går inte att svara i tråden på det här kontot"))
    if problems:
        raise Incomplete(problems)
    _alone(item)
    row = actions.prepare(
        act=OutboxAct.REPLY, account=account, item=item, version=item.latest,
        decision_ref=f"answer:{item.pk}", text=signed(clean(text).text, signature(account)), by=by,
    )  # fmt: skip
    found = save_draft(item=item, text=row.text, by=by)
    found.outbox, found.saved_at = row, clock.now()
    found.save()
    ledger.append(
        kind="answer.ordered", actor=by.actor, obj=f"item:{item.pk}", facts={"act": str(row.pk)}, digests={}
    )
    return found


def _alone(item: Item) -> None:
    """Two answers at once are one too many: the item's row is locked while this is checked."""
    Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    under_way = Outbox.objects.filter(item=item, act=OutboxAct.REPLY, state__in=LIVE).select_related(
        "prepared_by"
    )
    if other := under_way.first():
        raise SomeoneWasFirst(other.prepared_by.name if other.prepared_by else "")
