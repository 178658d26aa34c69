"""Who has a case: receipt, sending on with its history, and an end to circles (C5.3)."""

from __future__ import annotations

from django.db import transaction

from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation import case_telling, case_texts, case_times
from liggaren.moderation.case_permissions import held, held_to_work, is_information
from liggaren.moderation.case_states import CaseState, step
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Case, CaseEvent
from liggaren.people.models import Unit, User

Kind = CaseEvent.Kind


class Circle(Refusal):
    """The case would go back to a unit that has passed it on. The way out: the information function
    decides.
    """

    def __init__(self, unit: Unit) -> None:
        super().__init__(
            f"{unit.name} har redan skickat ärendet vidare. Låt informationsfunktionen avgöra vem som ska ha "
            "det.", "circle",
        )  # fmt: skip


@transaction.atomic
def receive(*, case: Case, by: User) -> Case:
    """The unit receives the case; a first word is due in five working days.

    Raises NotYours, ForbiddenMove.
    """
    row = held_to_work(case, by)
    _not_disputed(row)
    step(row, CaseState.ASSIGNED)
    case_telling.event(row, Kind.RECEIVED, by=by, unit=row.unit, headline=f"{row.unit.name} tog emot ärendet")
    row.next_on = case_times.working_day(clock.now(), case_times.WORD)
    case_telling.chase(row, "word", "Ge besked i ärende", row.next_on)
    row.save()
    case_telling.enter(row, "case.received", by=by)
    return row


@transaction.atomic
def send_on(*, case: Case, unit: Unit | None, reason: str, by: User) -> Case:
    """Send the case to another unit, with its history. Raises NotYours, Incomplete, ForbiddenMove; Circle
    when that unit has passed it on before; Refusal where the information function has decided who has it.
    """
    row = held(case, by)
    _not_disputed(row)
    if row.decided and not is_information(by, row):
        raise Refusal(
            f"Informationsfunktionen har avgjort att {row.unit.name} ska ha ärendet. Bara den kan ändra det.",
            "decided",
        )
    if problems := _problems(row, unit, reason):
        raise Incomplete(problems)
    assert unit is not None
    if unit.pk in passed_on(row) and not is_information(by, row):
        raise Circle(unit)
    _move(row, unit, Kind.SENT_ON, reason, by)
    case_telling.enter(row, "case.sent_on", by=by)
    return row


def passed_on(case: Case) -> set[int]:
    """The units that have had the case and sent it on."""
    found = case.events.filter(left__isnull=False).values_list("left_id", flat=True)
    return {pk for pk in found if pk is not None}


def _problems(row: Case, unit: Unit | None, reason: str) -> list[Problem]:
    found = [] if unit else [Problem("unit", "Välj vem som ska ha ärendet")]
    if unit is not None and unit.pk == row.unit_id:
        found.append(Problem("unit", f"{unit.name} har redan ärendet. Välj en annan enhet"))
    if not reason.strip():
        found.append(Problem("reason", "Skriv varför, så att nästa enhet förstår"))
    return found + case_texts.too_long("reason", reason)


def _move(row: Case, unit: Unit, kind: CaseEvent.Kind, reason: str, by: User) -> None:
    left = row.unit
    if row.state != CaseState.RECEIVED:
        step(row, CaseState.RECEIVED)
    row.unit = unit
    case_telling.event(
        row, kind, by=by, unit=unit, left=left, note=case_texts.tidy(reason),
        headline=f"Ärendet skickades till {unit.name}", text=f"Det låg först hos {left.name}.",
    )  # fmt: skip
    case_telling.to_unit(row, by=by)
    row.save()


@transaction.atomic
def dispute(*, case: Case, reason: str, by: User) -> Case:
    """The unit says that the case is not theirs, nor anyone's they may send it to: the information function
    decides. Raises NotYours, Incomplete, Refusal when it is asked already or has decided.
    """
    row = held(case, by)
    _not_disputed(row)
    if row.decided:
        raise Refusal(f"Informationsfunktionen har redan avgjort att {row.unit.name} har det.", "decided")
    if row.state == CaseState.CLOSED:
        raise Refusal("Ärendet är avslutat. Öppna det igen först.", "closed")
    if not reason.strip():
        raise Incomplete([Problem("reason", "Skriv varför, så att informationsfunktionen kan avgöra")])
    row.disputed_at = clock.now()
    case_telling.event(
        row, Kind.DISPUTED, by=by, unit=row.unit, note=case_texts.tidy(reason), is_public=False
    )
    case_telling.ask_information(row)
    row.save()
    case_telling.enter(row, "case.disputed", by=by)
    return row


@transaction.atomic
def decide_receiver(*, case: Case, unit: Unit | None, reason: str, by: User) -> Case:
    """The information function says who has the case, also a unit that has passed it on; that holds.

    Raises NotYours, Incomplete, ForbiddenMove.
    """
    row = held(case, by)
    if not is_information(by, row):
        raise NotYours
    problems = [] if unit else [Problem("unit", "Välj vem som ska ha ärendet")]
    if not reason.strip():
        problems.append(Problem("reason", "Skriv varför, så att enheten förstår"))
    if problems or unit is None:
        raise Incomplete(problems)
    row.disputed_at, row.decided = None, True
    if unit.pk == row.unit_id:
        _stays(row, reason, by)
    else:
        _move(row, unit, Kind.DECIDED, reason, by)
    case_telling.enter(row, "case.receiver_decided", by=by)
    return row


def _stays(row: Case, reason: str, by: User) -> None:
    """The unit that has it keeps it: what was due is due again."""
    case_telling.event(row, Kind.DECIDED, by=by, unit=row.unit, note=case_texts.tidy(reason), is_public=False)
    if row.state == CaseState.RECEIVED:
        case_telling.to_unit(row, by=by)
    else:
        row.next_on = row.next_on or case_times.working_day(clock.now(), case_times.WORD)
        case_telling.chase(row, "word", "Ge besked i ärende", row.next_on)
    row.save()


def _not_disputed(row: Case) -> None:
    if row.disputed_at is not None:
        raise Refusal("Informationsfunktionen ska först avgöra vem som ska ha ärendet.", "disputed")
