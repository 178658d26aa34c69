"""What someone with the follow link writes to us: read by a person before anything comes of it (C5.4, C5.7).

Nothing asks who writes. The words are never shown to anyone but staff, and change no state by themselves:
the link may stand in a public thread.
"""

from __future__ import annotations

import hashlib

from django.db import transaction

from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.moderation import case_telling, case_texts, case_times, case_work
from liggaren.moderation.case_permissions import held
from liggaren.moderation.errors import Incomplete, Problem
from liggaren.moderation.models import Case, CaseEvent, CaseMessage
from liggaren.people.models import User

LONGEST = 2_000


def problems(text: str) -> list[Problem]:
    """What the writer must mend."""
    words = case_texts.tidy(text)
    if not words:
        return [Problem("text", "Skriv det du vill tillägga")]
    if len(words) > LONGEST:
        more = len(words) - LONGEST
        return [Problem("text", f"Texten är {more} tecken för lång. Korta den till högst {LONGEST} tecken")]
    return []


@transaction.atomic
def keep(*, case: Case, text: str) -> CaseMessage:
    """Keep a message for the case's unit; somebody reads it before the next working day ends.

    Raises Incomplete.
    """
    if found := problems(text):
        raise Incomplete(found)
    row = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    words = case_texts.tidy(text)
    kept = CaseMessage.objects.create(case=row, text=words, at=clock.now())
    day = case_times.working_day(kept.at, case_times.MESSAGE)
    case_telling.event(
        row, CaseEvent.Kind.MESSAGE, by=None, headline="Vi har fått ett tillägg",
        text=f"Någon på {row.unit.name} läser det.",
    )  # fmt: skip
    row.save()
    role, users = case_telling.receivers(row.unit)
    duties.open_duty(
        kind="case.message", key=_key(kept), title=f"Läs ett tillägg i ärende {row.number}",
        link=case_telling.link(row), owner_role=role, unit=row.unit, due_at=case_times.end_of(day),
    )  # fmt: skip
    case_telling.tell(
        users, f"Ett tillägg i ärende {row.number}", "Någon har skrivit på ärendets följsida.", row
    )
    digest = hashlib.sha256(words.encode()).hexdigest()
    case_telling.enter(row, "case.message_came", by=None, message=kept.pk, digests={"text": digest})
    return kept


@transaction.atomic
def read(*, message: CaseMessage, by: User) -> CaseMessage:
    """It is read, and nothing more is needed. Raises NotYours. The second time does nothing."""
    kept = _held(message, by)
    if kept.read_at is not None:
        return kept
    _end(kept, CaseMessage.Outcome.NOTED, by)
    case_telling.enter(kept.case, "case.message_read", by=by, message=kept.pk)
    return kept


@transaction.atomic
def reopen_for(*, message: CaseMessage, text: str, by: User) -> Case:
    """The message opens the case again. Raises NotYours, Incomplete, ForbiddenMove."""
    kept = _held(message, by)
    row = case_work.reopen(case=kept.case, text=text, by=by)
    _end(kept, CaseMessage.Outcome.REOPENED, by)
    case_telling.enter(row, "case.message_reopened", by=by, message=kept.pk)
    return row


@transaction.atomic
def open_masked(*, message: CaseMessage, by: User) -> None:
    """Enter that the person opens what is masked in a message, before it is shown. Raises NotYours."""
    kept = _held(message, by)
    kept.opened_by, kept.opened_at = by, clock.now()
    kept.save(update_fields=["opened_by", "opened_at"])
    ledger.append(
        kind="case.message_opened", actor=by.actor, obj=f"case:{kept.case_id}", facts={"message": kept.pk}
    )


def _held(message: CaseMessage, by: User) -> CaseMessage:
    kept = CaseMessage.objects.select_for_update(of=("self",)).select_related("case").get(pk=message.pk)
    held(kept.case, by)
    return kept


def _end(kept: CaseMessage, outcome: CaseMessage.Outcome, by: User) -> None:
    kept.read_by, kept.read_at, kept.outcome = by, clock.now(), outcome
    kept.save(update_fields=["read_by", "read_at", "outcome"])
    duties.close(_key(kept), str(outcome), by=by)


def _key(kept: CaseMessage) -> str:
    return f"case.message:{kept.case_id}:{kept.pk}"
