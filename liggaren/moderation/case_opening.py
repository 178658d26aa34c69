"""Making a case of an item, and telling its sender in the thread how to follow it (C5.3, C5.4)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from liggaren.capture.models import Item, ItemState, Visibility
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.moderation import answering, case_code, case_telling, case_texts, handling
from liggaren.moderation.errors import Incomplete, Problem
from liggaren.moderation.models import Case, CaseEvent, CaseSeries
from liggaren.moderation.permissions import account_for, must_have_read
from liggaren.moderation.states import HandlingState
from liggaren.people.models import Unit, User

NUMBER, LINK, UNIT = "{nummer}", "{länk}", "{enhet}"
READY = (
    "Hej! Tack för att du säger till. Vi har gjort ett ärende av det, nummer {nummer}, och skickat det till "
    "{enhet}. Här kan du följa vad som händer, utan att logga in: {länk}"
)
SECRET = (Visibility.SUSPECTED, Visibility.RESTRICTED)
AWAY = (ItemState.DELETED, ItemState.UNAVAILABLE)
SAMPLE = case_code.spell(bytes(case_code.BYTES))


class HasCase(Refusal):
    """The item has a case already."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"Inlägget har redan ärende {case.number}. Det finns på ärendets sida.", "has_case")
        self.case = case


@dataclass(frozen=True)
class Wish:
    """What a person asks for. `reply` empty: nothing is said in the thread, and `why_silent` says why."""

    unit: Unit | None
    title: str
    note: str = ""
    reply: str = ""
    why_silent: str = ""


def may_open(item: Item, by: User) -> None:
    """Raises NotYours, HasCase, or Refusal while the item may be secret or has not been read."""
    account_for(by, item)
    if found := Case.objects.filter(item=item).first():
        raise HasCase(found)
    if item.visibility in SECRET:
        raise Refusal(
            "Inlägget kan omfattas av sekretess. Det går till registrator, inte vidare som ärende.", "secret"
        )
    must_have_read(by, item)


def filled(reply: str, *, number: str, code: str, unit: Unit | None) -> str:
    """The reply with its number, link and unit."""
    name = unit.name if unit else "rätt enhet"
    return reply.replace(NUMBER, number).replace(LINK, case_code.link(code)).replace(UNIT, name)


def sample(reply: str, unit: Unit | None) -> str:
    """The reply as long as it will be, before there is a number and a link."""
    return filled(reply, number=f"{dates.swedish_day(clock.now()).year}-0000", code=SAMPLE, unit=unit)


def problems(item: Item, wish: Wish) -> list[Problem]:
    """What must be mended before the case is made; the answer's own rules are told by `answering`."""
    title = case_texts.tidy(wish.title, line=True)
    found = [] if wish.unit else [Problem("unit", "Välj vem som ska ha ärendet")]
    found += (
        [] if title else [Problem("title", "Skriv kort vad ärendet gäller, till exempel Trasig gatlykta")]
    )
    found += case_texts.public("title", title, item.latest)
    found += case_texts.too_long("note", wish.note)
    return found + (_reply(item, wish) if wish.reply.strip() else _silence(wish))


def _reply(item: Item, wish: Wish) -> list[Problem]:
    if item.state in AWAY:
        return [Problem("reply", "Inlägget finns inte kvar på plattformen, så det går inte att svara där. "
                                 "Välj att inte svara i tråden")]  # fmt: skip
    lacks = [mark for mark in (NUMBER, LINK) if mark not in wish.reply]
    if lacks:
        why = "Svaret ska berätta numret och hur man följer ärendet"
        return [Problem("reply", f"{why}. Skriv {mark} där det ska stå") for mark in lacks]
    return case_texts.too_long("reply", wish.reply)


def _silence(wish: Wish) -> list[Problem]:
    if wish.why_silent.strip():
        return case_texts.too_long("reason", wish.why_silent)
    return [Problem("why_silent", "Skriv varför den som skrev inte får svar i tråden")]


@transaction.atomic
def open_case(*, item: Item, wish: Wish, by: User) -> Case:
    """Give the item a number in the year's series, send it to the unit, order the answer in the thread.

    Raises NotYours, HasCase, Refusal for what may be secret, Incomplete with what to mend (then no number is
    used), SomeoneWasFirst while another answer to the item is on its way.
    """
    Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    may_open(item, by)
    if found := problems(item, wish):
        raise Incomplete(found)
    assert wish.unit is not None
    case = _row(item, wish, by)
    first = case_telling.event(
        case, CaseEvent.Kind.OPENED, by=by, unit=case.unit, note=case_texts.tidy(wish.why_silent),
        headline="Vi läste kommentaren och gjorde ett ärende", text=f"Det skickades till {case.unit.name}.",
    )  # fmt: skip
    if wish.reply.strip():
        _answer(first, wish, by)
    case_telling.to_unit(case, by=by)
    case.save()
    handling.end(item.pk, HandlingState.CASE, by=by)
    case_telling.enter(case, "case.opened", by=by, item=str(item.pk), answered=bool(wish.reply.strip()))
    return case


def _row(item: Item, wish: Wish, by: User) -> Case:
    assert wish.unit is not None
    now, case_id = clock.now(), uuid.uuid4()
    code = case_code.spell(case_code.secret(case_id, 1))
    row = Case(
        pk=case_id, number=_number(), item=item, account=account_for(by, item), unit=wish.unit,
        title=case_texts.tidy(wish.title, line=True), note=case_texts.tidy(wish.note),
        follow_digest=case_code.digest(code), opened_by=by, opened_at=now, updated_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if other := Case.objects.filter(item=item).first():
            raise HasCase(other) from error
        raise
    return row


def _number() -> str:
    """The next number of the Swedish year: its series is locked until the case is kept."""
    year = dates.swedish_day(clock.now()).year
    CaseSeries.objects.bulk_create([CaseSeries(year=year)], ignore_conflicts=True)
    series = CaseSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save()
    return f"{year}-{series.last:04}"


def _answer(first: CaseEvent, wish: Wish, by: User) -> None:
    case = first.case
    text = filled(wish.reply, number=case.number, code=code_of(case), unit=wish.unit)
    try:
        first.answer = answering.answer(item=case.item, text=text, by=by)
    except Incomplete as refusal:
        raise Incomplete(_renamed(refusal.problems)) from refusal
    first.thread = CaseEvent.Thread.ORDERED
    first.save(update_fields=["answer", "thread"])


def _renamed(found: Sequence[Problem]) -> list[Problem]:
    """The answer's problems, at this form's field."""
    return [Problem("reply", problem.message) for problem in found]


def code_of(case: Case) -> str:
    """The case's code as it is now; empty when it was made with a key that the house no longer has."""
    code = case_code.spell(case_code.secret(case.pk, case.edition))
    return code if case_code.digest(code) == case.follow_digest else ""
