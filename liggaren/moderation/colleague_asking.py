"""Asking a colleague who knows; the answer becomes a draft of the one who asked (C5.1)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from liggaren.capture.models import Item, Visibility
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.moderation import answering, case_texts, case_times, colleague_links, handling
from liggaren.moderation.case_states import ColleagueState, step
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Answer, ColleagueQuestion
from liggaren.moderation.permissions import account_for, must_have_read
from liggaren.notices import services as notices
from liggaren.people import queries as people
from liggaren.people.models import User

HOLDS_FOR = timedelta(days=7)
REMIND_AFTER, DUE_AFTER = 2, 3  # working days
LONGEST_QUESTION, LONGEST_ANSWER = 4_000, 20_000
SECRET = (Visibility.SUSPECTED, Visibility.RESTRICTED)
Q = ColleagueState


def is_municipal(email: str) -> bool:
    """Whether the address is at one of the municipality's own mail domains, or under one."""
    domain = email.rpartition("@")[2].casefold()
    own = people.municipality().mail_domains.casefold().split()
    return any(domain == one or domain.endswith(f".{one}") for one in own)


def problems(email: str, question: str, by: User) -> list[Problem]:
    """What must be mended before anyone is asked."""
    found = []
    try:
        validate_email(email)
        known = is_municipal(email)
    except ValidationError:
        found.append(Problem("email", "Skriv adressen som namn@kommunen.se, eller välj någon i listan"))
    else:
        if not known:
            found.append(Problem("email", "Fråga bara den som har en adress hos kommunen"))
        if email.casefold() == by.email.casefold():
            found.append(Problem("email", "Det är din egen adress. Skriv en kollegas"))
    if not question.strip():
        found.append(Problem("question", "Skriv vad du vill veta"))
    elif len(question) > LONGEST_QUESTION:
        found.append(
            Problem("question", f"Frågan är för lång. Korta den till högst {LONGEST_QUESTION} tecken")
        )
    return found


@transaction.atomic
def ask(*, item: Item, email: str, question: str, by: User) -> ColleagueQuestion:
    """Ask one colleague about one item; the item waits. The mail leaves in the background.

    Raises NotYours; Incomplete; Refusal for what may be secret, is unread, or is asked of them already.
    """
    from liggaren.moderation.tasks import mail_colleague

    account = account_for(by, item)
    Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    _may_ask(item, by)
    email = email.strip().lower()
    if found := problems(email, question, by):
        raise Incomplete(found)
    if ColleagueQuestion.objects.filter(item=item, email=email, state=Q.SENT).exists():
        raise Refusal("Den kollegan har redan fått frågan och har inte svarat än.", "asked")
    row = _row(item, email, question, by)
    row.account = account
    row.save(force_insert=True)
    handling.wait_for_colleague(item=item, by=by)
    duties.open_duty(
        kind="colleague.answer", key=_key(row), title="Följ upp en fråga till en kollega",
        link=f"/inkorg/{item.pk}/", owner=by, unit=account.unit,
        due_at=case_times.due(row.asked_at, DUE_AFTER),
    )  # fmt: skip
    mail_colleague.defer(question_id=str(row.pk), reminder=False)
    enter(row, "colleague.asked", by.actor, colleague=row.colleague.actor if row.colleague else None)
    return row


def _may_ask(item: Item, by: User) -> None:
    if item.visibility in SECRET or item.withheld_at is not None:
        raise Refusal("Inlägget kan omfattas av sekretess. Det visas inte för fler.", "secret")
    must_have_read(by, item)


def _row(item: Item, email: str, question: str, by: User) -> ColleagueQuestion:
    now, question_id = clock.now(), uuid.uuid4()
    return ColleagueQuestion(
        pk=question_id, item=item, asked_by=by, email=email, question=case_texts.tidy(question),
        colleague=User.objects.filter(email=email, is_active=True).first(),
        digest=colleague_links.digest(colleague_links.token(question_id)), asked_at=now,
        expires_at=case_times.end_of(case_times.working_day(now + HOLDS_FOR, 0)),
    )  # fmt: skip


def _key(row: ColleagueQuestion) -> str:
    return f"colleague.answer:{row.pk}"


def enter(row: ColleagueQuestion, kind: str, actor: str, **facts: Json) -> None:
    whole: dict[str, Json] = {"question": str(row.pk), "state": str(row.state), **facts}
    ledger.append(kind=kind, actor=actor, obj=f"item:{row.item_id}", facts=whole)


def by_token(secret: str) -> ColleagueQuestion | None:
    """The question that a link belongs to, whatever its state; None for a guess."""
    if not secret or len(secret) > colleague_links.LONGEST:
        return None
    found = ColleagueQuestion.objects.select_related("item__latest", "asked_by", "account", "colleague")
    return found.filter(digest=colleague_links.digest(secret)).first()


@transaction.atomic
def mark_opened(*, question: ColleagueQuestion) -> None:
    """Enter that the page was opened the first time: who reads what came in is known afterwards."""
    row = ColleagueQuestion.objects.select_for_update().get(pk=question.pk)
    if row.opened_at is None:
        row.opened_at = clock.now()
        row.save(update_fields=["opened_at"])
        enter(row, "colleague.opened", _actor(row))


def _actor(row: ColleagueQuestion) -> str:
    """A person of the house by their own name in the ledger; someone else as the question's colleague."""
    return f"user:{row.colleague_id}" if row.colleague_id else f"colleague:{row.pk}"


def is_open(row: ColleagueQuestion, at: datetime) -> bool:
    """Whether the link may still be used for an answer."""
    return row.state == Q.SENT and at < row.expires_at


@transaction.atomic
def answer(*, question: ColleagueQuestion, text: str) -> ColleagueQuestion:
    """Keep the colleague's answer, once, and put it in the asker's draft. Raises Incomplete, Refusal."""
    row = ColleagueQuestion.objects.select_for_update(of=("self",)).select_related("asked_by", "item").get(
        pk=question.pk
    )  # fmt: skip
    words = case_texts.tidy(text)
    if not words:
        raise Incomplete([Problem("text", "Skriv ditt svar")])
    if len(words) > LONGEST_ANSWER:
        more = len(words) - LONGEST_ANSWER
        raise Incomplete([Problem("text", f"Svaret är {more} tecken för långt. Korta det till högst "
                                          f"{LONGEST_ANSWER} tecken")])  # fmt: skip
    if not is_open(row, clock.now()):
        raise Refusal("Länken gäller inte längre.", "ended")
    step(row, Q.ANSWERED)
    row.answer, row.answered_at = words, clock.now()
    row.save()
    drafted = _draft(row)
    end_waiting(row, "answered")
    notices.tell(
        user=row.asked_by, subject="Din kollega har svarat", link=f"/inkorg/{row.item_id}/",
        body="Svaret ligger som utkast vid inlägget." if drafted else "Svaret står vid inlägget.",
    )  # fmt: skip
    enter(row, "colleague.answered", _actor(row), drafted=drafted)
    return row


def _draft(row: ColleagueQuestion) -> bool:
    """Put the answer after what the asker has written. Not for someone who may no longer act on the item."""
    found = Answer.objects.filter(item=row.item, by=row.asked_by, outbox=None).first()
    written = found.text.strip() if found else ""
    whole = f"{written}\n\n{row.answer}" if written else row.answer
    try:
        answering.save_draft(item=row.item, text=whole, by=row.asked_by)
    except (NotYours, Incomplete):
        return False
    return True


def end_waiting(row: ColleagueQuestion, outcome: str) -> None:
    """Nothing more is awaited of this one; the item waits on while another question is out."""
    duties.close(_key(row), outcome, by=None)
    if not ColleagueQuestion.objects.filter(item_id=row.item_id, state=Q.SENT).exclude(pk=row.pk).exists():
        handling.waited(row.item_id, by=None)


@transaction.atomic
def withdraw(*, question: ColleagueQuestion, by: User) -> ColleagueQuestion:
    """Nobody is to answer it any more. Raises NotYours, ForbiddenMove."""
    account_for(by, question.item)
    row = ColleagueQuestion.objects.select_for_update().get(pk=question.pk)
    step(row, Q.WITHDRAWN)
    row.save()
    end_waiting(row, "withdrawn")
    enter(row, "colleague.withdrawn", by.actor)
    return row
