"""What the unit tells of a case, its end, and its opening again (C5.3, C5.4, C4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from liggaren.duties import services as duties
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.moderation import answering, case_code, case_telling, case_texts, case_times
from liggaren.moderation.case_opening import AWAY
from liggaren.moderation.case_permissions import held, held_to_work, may_speak
from liggaren.moderation.case_states import CaseState, step
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Case, CaseEvent
from liggaren.people.models import User

Kind, Thread = CaseEvent.Kind, CaseEvent.Thread
TOLD = {
    CaseState.IN_PROGRESS: (Kind.TOLD, "case.told"),
    CaseState.WAITING: (Kind.ASKED, "case.asked"),
    CaseState.CLOSED: (Kind.CLOSED, "case.closed"),
}


@dataclass(frozen=True)
class Word:
    """What is told: the state it leaves the case in, public words, and the day by which more is told."""

    state: str
    headline: str
    text: str = ""
    next_on: date | None = None
    in_thread: bool = False


def problems(case: Case, word: Word) -> list[Problem]:
    """What must be mended before the word is told."""
    if word.state not in TOLD:
        return [Problem("state", "Välj hur det går")]
    headline, text = case_texts.tidy(word.headline, line=True), case_texts.tidy(word.text)
    found = (
        [] if headline else [Problem("headline", "Skriv läget i en mening, till exempel Lagas på torsdag")]
    )
    if not text and word.state != CaseState.IN_PROGRESS:
        what = "svaret" if word.state == CaseState.CLOSED else "vad ni behöver veta"
        found.append(Problem("text", f"Skriv {what}"))
    found += case_texts.public("headline", headline, case.item.latest)
    found += case_texts.public("text", text, case.item.latest)
    return found + ([] if word.state == CaseState.CLOSED else _day(word.next_on))


def _day(day: date | None) -> list[Problem]:
    today = dates.swedish_day(clock.now())
    if day is None:
        return [Problem("next_on", "Skriv när ni ger nästa besked, som åååå-mm-dd")]
    if not today <= day <= today + case_times.LONGEST_WAIT:
        return [Problem("next_on", "Dagen ska ligga från i dag till ett år framåt")]
    return []


@transaction.atomic
def tell(*, case: Case, word: Word, by: User) -> CaseEvent:
    """Tell how it goes, ask the one who reported, or close with an answer; on the follow page at once.

    In the thread too where that is wished: at once for someone who may answer as the account, else the one
    who made the case is asked to. Raises NotYours, Incomplete, ForbiddenMove, SomeoneWasFirst.
    """
    row = held_to_work(case, by)
    if row.disputed_at is not None:
        raise Refusal("Informationsfunktionen ska först avgöra vem som ska ha ärendet.", "disputed")
    if found := problems(row, word):
        raise Incomplete(found)
    state = CaseState(word.state)
    kind, name = TOLD[state]
    if row.state != state or state == CaseState.CLOSED:
        step(row, state)
    told = case_telling.event(
        row, kind, by=by, unit=row.unit, headline=case_texts.tidy(word.headline, line=True),
        text=case_texts.tidy(word.text), thread=Thread.WANTED if word.in_thread else Thread.NO,
    )  # fmt: skip
    _follow_up(row, word, by)
    row.save()
    if word.in_thread:
        _thread(told, by)
    case_telling.enter(row, name, by=by, event=told.pk, in_thread=word.in_thread)
    return told


def _follow_up(row: Case, word: Word, by: User) -> None:
    if row.state != CaseState.CLOSED:
        row.next_on = word.next_on
        assert row.next_on is not None
        case_telling.chase(row, "word", "Ge besked i ärende", row.next_on)
        return
    row.closed_at, row.next_on = row.updated_at, None
    case_telling.stop(row, by=by, outcome="closed")


def thread_text(told: CaseEvent) -> str:
    """The words for the thread, the account's signature not among them."""
    more = f"\n\n{told.text}" if told.text else ""
    code = case_code.spell(case_code.secret(told.case_id, told.case.edition))
    known = case_code.digest(code) == told.case.follow_digest
    where = f"\n\nFölj ärendet: {case_code.link(code)}" if known and told.kind != Kind.CLOSED else ""
    return f"Ärende {told.case.number}: {told.headline}{more}{where}"


def _thread(told: CaseEvent, by: User) -> None:
    if told.case.item.state in AWAY:
        words = "Inlägget finns inte kvar på plattformen. Välj att bara skriva på ärendets sida"
        raise Incomplete([Problem("in_thread", words)])
    if may_speak(by, told.case):
        return _order(told, thread_text(told), by)
    case_telling.tell(
        [told.case.opened_by], f"Skriv i tråden om ärende {told.case.number}",
        "Enheten som har ärendet vill att ett besked också skrivs i tråden.", told.case,
    )  # fmt: skip
    duties.open_duty(
        kind="case.thread", key=_key(told), title=f"Skriv i tråden om ärende {told.case.number}",
        link=case_telling.link(told.case), owner=told.case.opened_by, unit=told.case.account.unit,
        due_at=case_times.due(clock.now(), case_times.THREAD),
    )  # fmt: skip


def _key(told: CaseEvent) -> str:
    return f"case.thread:{told.case_id}:{told.pk}"


def _order(told: CaseEvent, text: str, by: User) -> None:
    try:
        told.answer = answering.answer(item=told.case.item, text=text, by=by)
    except Incomplete as refusal:
        raise Incomplete([Problem("text", one.message) for one in refusal.problems]) from refusal
    told.thread = Thread.ORDERED
    told.save(update_fields=["answer", "thread"])


@transaction.atomic
def write_in_thread(*, told: CaseEvent, text: str, by: User) -> CaseEvent:
    """Order a word that the unit wished in the thread; `text` empty: it is not written there after all.

    Raises NotYours, Incomplete, SomeoneWasFirst; does nothing when it is ordered already.
    """
    row = (
        CaseEvent.objects.select_for_update(of=("self",)).select_related("case__item__latest").get(pk=told.pk)
    )
    if not may_speak(by, row.case):
        raise NotYours
    if row.thread != Thread.WANTED:
        return row
    if text.strip():
        _order(row, text, by)
    else:
        row.thread = Thread.DROPPED
        row.save(update_fields=["thread"])
    duties.close(_key(row), "written" if text.strip() else "dropped", by=by)
    case_telling.enter(row.case, "case.thread_ordered" if text.strip() else "case.thread_dropped", by=by)
    return row


@transaction.atomic
def reopen(*, case: Case, text: str, by: User) -> Case:
    """Open a closed case again: the unit has it, and a word is due in five working days.

    Raises NotYours, Incomplete, ForbiddenMove.
    """
    row = held(case, by)
    words = case_texts.tidy(text)
    found = [] if words else [Problem("reopen_text", "Skriv varför ärendet öppnas igen")]
    found += [
        Problem("reopen_text", one.message) for one in case_texts.public("text", words, row.item.latest)
    ]
    if found:
        raise Incomplete(found)
    step(row, CaseState.ASSIGNED)
    row.closed_at = None
    case_telling.event(row, Kind.REOPENED, by=by, unit=row.unit, headline="Ärendet är öppet igen", text=words)
    row.next_on = case_times.working_day(clock.now(), case_times.WORD)
    case_telling.chase(row, "word", "Ge besked i ärende", row.next_on)
    told = [user for user in case_telling.receivers(row.unit)[1] if user != by]
    case_telling.tell(
        told, f"Ärende {row.number} är öppet igen", "Ett avslutat ärende har öppnats igen.", row
    )
    row.save()
    case_telling.enter(row, "case.reopened", by=by)
    return row


@transaction.atomic
def new_link(*, case: Case, by: User) -> str:
    """A new follow link; the old one stops. Its code, which is shown and never kept. Raises NotYours."""
    row = held(case, by)
    row.edition += 1
    code = case_code.spell(case_code.secret(row.pk, row.edition))
    row.follow_digest = case_code.digest(code)
    case_telling.event(row, Kind.LINKED, by=by, is_public=False)
    row.save()
    case_telling.enter(row, "case.link_renewed", by=by, edition=row.edition)
    return code
