"""One answer to many who ask the same: previewed and counted, then each its own reply with its own outbox row
and seal (G3.5). Nothing is sent that the person has not chosen item by item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from liggaren.actions.texts import signed
from liggaren.capture.models import Visibility
from liggaren.ledger import services as ledger
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.lib.swedish import query_terms, tsquery_text
from liggaren.lifecycle.models import Crisis, CrisisText
from liggaren.moderation import answering
from liggaren.moderation.models import Handling
from liggaren.moderation.permissions import Reach
from liggaren.moderation.queries import inbox
from liggaren.people.models import User
from liggaren.register.models import Account
from liggaren.search.queries import Terms

MOST = 100


@dataclass(frozen=True)
class Preview:
    """What would be sent on one account: the words with their signature, to how many, and what hinders it."""

    account: Account
    text: str
    count: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How many answers were ordered, and why the others were not: (name of the account, why)."""

    ordered: int
    refused: tuple[tuple[str, str], ...]


def questions(crisis: Crisis, reach: Reach, words: str = "") -> list[Handling]:
    """Open items on the crisis's accounts that the person may read and answer, with all the words."""
    accounts = {row.account_id for row in crisis.accounts.all()}
    found = inbox(reach).filter(account__in=accounts, item__visibility=Visibility.OPEN)
    if query_terms(words):
        found = found.filter(item__latest__terms=Terms(tsquery_text(words)))
    return [row for row in found[:MOST] if getattr(row, "is_readable", False)]


def chosen_among(found: Sequence[Handling], ids: Iterable[str]) -> list[Handling]:
    """The rows that were ticked; what is no longer among the questions is left out."""
    wanted = set(ids)
    return [row for row in found if str(row.item_id) in wanted]


def preview(rows: Sequence[Handling], text: CrisisText) -> list[Preview]:
    """The answer as it will stand on each account, with the platform's limit and the signature judged."""
    by_account: dict[Account, int] = {}
    for row in rows:
        by_account[row.account] = by_account.get(row.account, 0) + 1
    return [_preview(account, count, text) for account, count in by_account.items()]


def _preview(account: Account, count: int, text: CrisisText) -> Preview:
    verdict = answering.judge(text.text, account)
    problems = list(verdict.problems)
    if not answering.may_reply(account):
        problems.append("Det går inte att svara i tråden på det här kontot")
    return Preview(account, signed(text.text, answering.signature(account)), count, tuple(problems))


def answer_many(
    *, crisis: Crisis, text: CrisisText, rows: Sequence[Handling], expected: int, by: User
) -> Outcome:
    """Order the same answer to each of the rows, each in a transaction of its own: one that cannot be
    answered (answered by another meanwhile, gone) stops none of the others.

    Raises Refusal unless the crisis is on, the text is ready and `expected` rows, as previewed, remain.
    """
    _check(crisis, text, rows, expected)
    refused: list[tuple[str, str]] = []
    ordered: list[UUID] = []
    for row in rows:
        try:
            answering.answer(item=row.item, text=text.text, by=by)
        except Refusal as why:
            refused.append((row.account.name, why.message))
        else:
            ordered.append(row.item_id)
    _say(crisis, text, ordered, by)
    return Outcome(len(ordered), tuple(refused))


def _check(crisis: Crisis, text: CrisisText, rows: Sequence[Handling], expected: int) -> None:
    if crisis.ended_at:
        raise Refusal("Krisläget är avslutat. Svara var för sig i inkorgen.", "crisis_ended")
    if not text.approved_at or text.withdrawn_at:
        raise Refusal("Texten är inte godkänd av två. Välj en annan.", "crisis_text_not_ready")
    if not rows or len(rows) != expected:
        raise Refusal(
            "Frågorna är inte längre desamma. Inget är skickat. Se efter igen.", "crisis_questions_changed"
        )


@transaction.atomic
def _say(crisis: Crisis, text: CrisisText, ordered: Sequence[UUID], by: User) -> None:
    facts: dict[str, Json] = {"text": text.pk, "items": [str(pk) for pk in ordered]}
    ledger.append(kind="crisis.answered", actor=by.actor, obj=crisis.obj, facts=facts)
