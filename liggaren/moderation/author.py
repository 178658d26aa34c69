"""Telling the author of a decision, or saying why not. A person ticks and may change the words; never for
secrecy (C6.1, G5.5).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from liggaren.actions import services as actions
from liggaren.actions.models import OutboxAct
from liggaren.actions.texts import signed
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.moderation.answering import judge, signature
from liggaren.moderation.errors import Incomplete, Problem, SomeoneWasFirst
from liggaren.moderation.models import AuthorNotice, Removal
from liggaren.moderation.permissions import account_to_decide
from liggaren.moderation.ready_words import ready
from liggaren.moderation.speaking import Place, place_for
from liggaren.moderation.states import RemovalState
from liggaren.people import queries as people
from liggaren.people.models import User

How = AuthorNotice.How
NEVER = "Vid sekretess meddelar vi inte avsändaren härifrån. Fråga registrator."
STILL = (RemovalState.SECOND, RemovalState.DECIDED, RemovalState.DONE)


@dataclass(frozen=True)
class Proposal:
    """What the page proposes beside the choice: the words, whether telling is usual, and where they go.

    `never` says why nobody may be told at all; then nothing is offered.
    """

    text: str
    is_usual: bool
    place: Place
    never: str


def propose(removal: Removal) -> Proposal:
    """The category's words with names filled in. Nothing is chosen."""
    assert removal.category is not None
    words = ready(removal.category)
    names = {
        "{konto}": removal.account.name,
        "{kommun}": people.municipality().name,
        "{kategori}": removal.category.name[:1].lower() + removal.category.name[1:],
    }
    text = words.author_text
    for name, value in names.items():
        text = text.replace(name, value)
    return Proposal(text, words.tells_author, _place(removal), _never(removal))


def _place(removal: Removal) -> Place:
    if removal.item.is_ours:
        return Place(None, "Det är vårt eget inlägg.")
    return place_for(removal)


def _never(removal: Removal) -> str:
    return NEVER if removal.legal_basis == Removal.Basis.SECRECY else ""


@transaction.atomic
def tell_author(
    *, removal: Removal, how: str, text: str = "", how_words: str = "", reason: str = "", by: User
) -> AuthorNotice:
    """Enter whether and how the author is told. A reply is ordered once the removal is confirmed.

    Raises NotYours; Incomplete; SomeoneWasFirst when the author has been answered already.
    """
    account_to_decide(by, removal.item)
    row = Removal.objects.select_for_update(of=("self",)).select_related("item", "account", "category").get(
        pk=removal.pk
    )  # fmt: skip
    if problems := _problems(row, how, text, how_words, reason):
        raise Incomplete(problems)
    found = _insert(
        removal=row, how=how, by=by, reason=clean(reason).text.strip()[:500],
        text=signed(clean(text).text, signature(row.account)) if how == How.REPLY else "",
        how_words=" ".join(clean(how_words).text.split())[:200] if how == How.OTHERWISE else "",
        is_waiting=how == How.REPLY,
    )  # fmt: skip
    if row.state == RemovalState.DONE:
        _order(found, row)
    found.entry_id = ledger.append(
        kind="removal.author_told" if how != How.NOT_TOLD else "removal.author_not_told", actor=by.actor,
        obj=f"removal:{row.pk}",
        facts={
            "how": how, "how_words": found.how_words, "reason": found.reason, "text": found.text,
            "act": str(found.outbox_id) if found.outbox_id else None, "waits": found.is_waiting,
        },
    )  # fmt: skip
    found.save()
    return found


def _problems(row: Removal, how: str, text: str, how_words: str, reason: str) -> list[Problem]:
    if how not in How.values:
        return [Problem("how", "Välj om avsändaren ska meddelas")]
    if how == How.NOT_TOLD:
        return [] if reason.strip() else [Problem("told_reason", "Skriv varför avsändaren inte meddelas")]
    if never := _never(row):
        return [Problem("how", never)]
    if row.state not in STILL:
        return [Problem("how", "Beslutet är inte utfört, så det finns inget att meddela")]
    if how == How.OTHERWISE:
        return [] if how_words.strip() else [Problem("how_words", "Skriv hur, till exempel per telefon")]
    if (place := _place(row)).item is None:
        return [Problem("how", place.note)]
    return [Problem("author_text", words) for words in judge(text, row.account).problems]


def _insert(**fields: object) -> AuthorNotice:
    try:
        with transaction.atomic():
            return AuthorNotice.objects.create(at=clock.now(), **fields)
    except IntegrityError as error:
        if "author_is_answered_once_per_decision" in str(error):
            raise SomeoneWasFirst from error
        raise


def go_out(removal: Removal) -> None:
    """Order the words that waited for the removal to be confirmed. In the transaction that confirms it."""
    for notice in removal.author_notices.select_for_update(of=("self",)).filter(is_waiting=True):
        _order(notice, removal)
        notice.save()
        ledger.append(
            kind="removal.author_answer_ordered", actor="system", obj=f"removal:{removal.pk}",
            facts={"act": str(notice.outbox_id) if notice.outbox_id else None, "reason": notice.reason},
        )  # fmt: skip


def _order(notice: AuthorNotice, removal: Removal) -> None:
    if notice.how != How.REPLY:
        return
    place, notice.is_waiting = _place(removal), False
    if place.item is None:
        notice.reason = place.note
        return
    notice.outbox = actions.prepare(
        act=OutboxAct.REPLY, account=removal.account, item=place.item, version=place.item.latest,
        text=notice.text, decision_ref=f"author:{removal.pk}", by=notice.by,
    )  # fmt: skip


def stop(removal: Removal) -> None:
    """The removal was not carried out: what waited is not said."""
    removal.author_notices.filter(is_waiting=True).update(
        is_waiting=False, reason="Åtgärden blev inte utförd, så inget skickades."
    )
