"""What the registrar does with a request: number, facts, handing over, taking back by name."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from liggaren.lib import clock, dates
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.moderation import by_order, numbering, registrations
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import RegistrationRequest
from liggaren.moderation.registering import end_duty, enter, is_registrar
from liggaren.moderation.registration_states import RegistrationState, step
from liggaren.people.models import Unit, User

S = RegistrationState
EARLIEST = date(2000, 1, 1)


class NumberTaken(Refusal):
    """The board's diary already has the number on another request."""

    code = "number_taken"

    def __init__(self, number: str, other: RegistrationRequest | None) -> None:
        day = f" den {dates.long_date(other.registered_on)}" if other and other.registered_on else ""
        what = f": {other.public_summary}" if other else ""
        super().__init__(f"Numret {number} används redan{day}{what}. Kontrollera i diariet och skriv rätt.")
        self.other = other


def _held(row: RegistrationRequest, by: User) -> RegistrationRequest:
    found = RegistrationRequest.objects.select_for_update(of=("self",)).select_related("board")
    held = found.get(pk=row.pk)
    if not is_registrar(by, held.board):
        raise NotYours
    return held


@transaction.atomic
def register_number(
    *, request: RegistrationRequest, number: str, on: date | None, by: User
) -> RegistrationRequest:
    """Enter the diary's number and day; the duty is done.

    Raises NotYours, Incomplete, NumberTaken (names the other), ForbiddenMove when it is registered already.
    """
    row, number = _held(request, by), " ".join(clean(number).text.split())
    if problems := _faults(number, on) or _form(number, row.board):
        raise Incomplete(problems)
    step(row, S.REGISTERED)
    row.diary_number, row.registered_on, row.registrar = number, on, by
    other = RegistrationRequest.objects.filter(board=row.board, diary_number=number).first()
    if other is not None:
        raise NumberTaken(number, other)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "diary_number_once" not in str(error):
            raise
        raise NumberTaken(number, None) from error
    end_duty(row, "registered", by)
    enter(row, "registration.registered", by, number=number, on=str(on))
    return row


def _faults(number: str, on: date | None) -> list[Problem]:
    found = []
    if not number:
        found.append(Problem("number", "Skriv diarienumret"))
    elif len(number) > 80:
        found.append(Problem("number", "Diarienumret får ha högst 80 tecken"))
    if on is None:
        found.append(Problem("registered_on", "Skriv dagen som åååå-mm-dd"))
    elif not EARLIEST <= on <= dates.swedish_day(clock.now()):
        found.append(Problem("registered_on", "Dagen kan inte ligga i framtiden eller före 2000"))
    return found


def _form(number: str, board: Unit) -> list[Problem]:
    pattern = numbering.pattern_of(board)
    if numbering.fits(pattern, number):
        return []
    wanted = numbering.example(pattern, dates.swedish_day(clock.now()))
    return [Problem("number", f"Numret ska skrivas som {wanted}")]


@transaction.atomic
def describe(
    *,
    request: RegistrationRequest,
    public: tuple[str, str],
    protected: tuple[str, str] | None = None,
    responsible: User | None = None,
    by: User,
    **more: str,
) -> RegistrationRequest:
    """Write the two field sets, each (party, summary), who is responsible, and `class_code`, `record_type`,
    `related_case`, `police_number` where given. Without `protected` those fields are left as they are.

    Raises NotYours, Incomplete without a public summary or with a responsible person outside the board.
    """
    row = _held(request, by)
    row.public_party, row.public_summary = (clean(text).text.strip() for text in public)
    if protected is not None:
        row.protected_party, row.protected_summary = (clean(text).text.strip() for text in protected)
    problems = []
    if not row.public_summary:
        words = "Skriv kort vad handlingen rör, utan det som är skyddat"
        problems.append(Problem("public_summary", words))
    if responsible and not registrations.may_be_responsible(row.board).filter(pk=responsible.pk).exists():
        problems.append(Problem("responsible", "Välj någon som arbetar hos nämnden"))
    if problems:
        raise Incomplete(problems)
    row.responsible = responsible
    for name in ("class_code", "record_type", "related_case", "police_number"):
        if name in more:
            setattr(row, name, clean(more[name]).text.strip())
    row.save()
    enter(row, "registration.described", by, responsible=responsible.actor if responsible else None)
    return row


@transaction.atomic
def withdraw_request(*, request: RegistrationRequest, reason: str, by: User) -> RegistrationRequest:
    """A named registrar decides that it is not to be registered, with a reason.

    Raises NotYours, Incomplete without a reason, ForbiddenMove, Refusal while secrecy is suspected: that
    suspicion is lifted first, or the record registered.
    """
    row = _held(request, by)
    if row.item.visibility in ("suspected", "restricted"):
        raise Refusal(
            "Det som kan omfattas av sekretess ska diarieföras. Häv misstanken först om den var fel.",
            "still_secret",
        )
    return withdraw_held(row, reason, by)


def withdraw_held(row: RegistrationRequest, reason: str, by: User) -> RegistrationRequest:
    """`withdraw_request` for one already locked and allowed; must be in a transaction."""
    if not reason.strip():
        raise Incomplete([Problem("withdraw_reason", "Skriv varför den inte ska diarieföras")])
    step(row, S.WITHDRAWN)
    row.withdrawn_by, row.withdrawn_reason = by, clean(reason).text.strip()
    row.save()
    end_duty(row, "withdrawn", by)
    enter(row, "registration.withdrawn", by)
    return row


def suspicion_lifted(row: RegistrationRequest, reason: str, by: User) -> RegistrationRequest:
    """Take the request back, for one already locked; where the account registers all, it stands for that
    reason instead.
    """
    if not by_order.is_ordered(row.item, row.account_id):
        return withdraw_held(row, reason, by)
    row.reason = RegistrationRequest.Reason.ORDER
    row.save(update_fields=["reason"])
    enter(row, "registration.described", by)
    return row


@transaction.atomic
def mark_sent(*, requests: list[RegistrationRequest], by: User) -> int:
    """Note that these have been handed to the diary system; those no longer waiting are left. How many."""
    rows = RegistrationRequest.objects.select_for_update(of=("self",)).select_related("board")
    sent = 0
    for row in rows.filter(pk__in=[one.pk for one in requests], state=S.TO_REGISTER):
        if not is_registrar(by, row.board):
            raise NotYours
        step(row, S.SENT)
        row.sent_at = clock.now()
        row.save(update_fields=["state", "sent_at"])
        enter(row, "registration.sent", by)
        sent += 1
    return sent
