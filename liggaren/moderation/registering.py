"""Ask the registrar, enter the number, take a request back by name (C7.2, G5.4; OSL 5:1-2).

Duties, notices and ledger facts hold no words of the item: whoever reads them learns that something waits.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from liggaren.capture.models import Item, Relation, Sighting
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import PoliceReport, RegistrationRequest, Removal
from liggaren.moderation.registration_states import WAITING, RegistrationState, step
from liggaren.notices import services as notices
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, Unit, User
from liggaren.register import media
from liggaren.register import queries as register
from liggaren.register.models import Account

Reason, Direction, S = (
    RegistrationRequest.Reason,
    RegistrationRequest.Direction,
    RegistrationState,
)
DUTY = "registration.register"
KINDS = {"post": "Inlägg", "comment": "Kommentar", "message": "Meddelande"}
EARLIEST = date(2000, 1, 1)


class NumberTaken(Refusal):
    """The board's diary already has the number on another request."""

    code = "number_taken"

    def __init__(self, number: str, other: RegistrationRequest | None) -> None:
        day = f" den {dates.long_date(other.registered_on)}" if other and other.registered_on else ""
        what = f": {other.public_summary}" if other else ""
        super().__init__(f"Numret {number} används redan{day}{what}. Kontrollera i diariet och skriv rätt.")
        self.other = other


def is_registrar(user: User, board: Unit) -> bool:
    """Whether the person is registrar of the board today."""
    return people.has_role(user, RoleKind.REGISTRAR, board)


def account_of(item: Item) -> Account:
    """The account where the item was first seen. Raises NotYours for an item seen nowhere."""
    seen = Sighting.objects.filter(item=item).select_related("account__board", "account__unit")
    first = seen.order_by("pk").first()
    if first is None:
        raise NotYours
    return first.account


def board_then(item: Item, account: Account) -> Unit:
    """The board that owned the account when the item came; the present one where no period says."""
    owner = register.owner(account, item.counted_at)
    return owner.board if owner else account.board


def due(at: datetime) -> datetime:
    """The end of the next working day: what may be secret is registered without delay."""
    day = dates.swedish_day(at) + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(17), clock.STOCKHOLM)


@transaction.atomic
def request_registration(
    *,
    item: Item,
    reason: str,
    by: User | None,
    account: Account | None = None,
    removal: Removal | None = None,
    summary: str = "",
) -> RegistrationRequest:
    """Ask the registrar of the item's board; one standing request for each item, a second asking adds its
    decision.

    `summary` is for the registrar alone. Raises NotYours for an item seen nowhere.
    """
    Item.objects.select_for_update().get(pk=item.pk)
    standing = RegistrationRequest.objects.filter(item=item).exclude(state=S.WITHDRAWN).first()
    if standing is not None:
        return _join(standing, removal, summary, by)
    row = _row(item, account or account_of(item), reason, removal, summary, by)
    row.save(force_insert=True)
    _ask(row)
    _enter(row, "registration.requested", by)
    return row


def _join(
    row: RegistrationRequest, removal: Removal | None, summary: str, by: User | None
) -> RegistrationRequest:
    if removal is not None and row.removal_id is None:
        row.removal = removal
        row.save(update_fields=["removal"])
        _enter(row, "registration.joined", by)
    return row


def _row(
    item: Item, account: Account, reason: str, removal: Removal | None, summary: str, by: User | None
) -> RegistrationRequest:
    version, place = item.latest, media.get(account.platform).name
    if version is None:
        raise NotYours
    now, kind = clock.now(), KINDS.get(item.kind, "Inlägg")
    sender = " ".join(filter(None, (version.sender_name, version.sender_handle)))
    report = PoliceReport.objects.filter(removal=removal).first() if removal else None
    return RegistrationRequest(
        item=item, version=version, removal=removal, account=account, board=board_then(item, account),
        reason=Reason(reason), public_summary=f"{kind} på {place}, kontot {account.name}"[:300],
        protected_party=sender[:500], protected_summary=clean(summary).text.strip(),
        received_at=item.counted_at, direction=_direction(item), record_type=kind,
        permalink=version.address[:2000], evidence_entry=version.entry_id,
        police_number=report.number if report else "", requested_by=by, requested_at=now, due_at=due(now),
    )  # fmt: skip


def _direction(item: Item) -> str:
    if not item.is_ours:
        return Direction.IN
    own = Sighting.objects.filter(item=item, relation=Relation.OWN).exists()
    return Direction.DRAWN_UP if own else Direction.OUT


def _ask(row: RegistrationRequest) -> None:
    duties.open_duty(
        kind=DUTY, key=f"{DUTY}:{row.pk}", title="Diarieför en handling från sociala medier",
        link=link(row), owner_role=RoleKind.REGISTRAR, unit=row.board, due_at=row.due_at,
    )  # fmt: skip
    notices.tell_all(
        users=[role.user for role in people.holders(RoleKind.REGISTRAR, row.board)],
        subject="En handling ska diarieföras",
        body="En handling från ett av nämndens konton ska diarieföras. Vad den rör visas bara i Liggaren.",
        link=link(row),
    )


def link(row: RegistrationRequest) -> str:
    """The request's page."""
    return f"/att-diariefora/{row.pk}/"


def _enter(row: RegistrationRequest, kind: str, by: User | None, **facts: Json) -> int:
    whole: dict[str, Json] = {
        "item": str(row.item_id), "reason": row.reason, "board": row.board_id, "state": str(row.state),
        "removal": str(row.removal_id) if row.removal_id else None, **facts,
    }  # fmt: skip
    return ledger.append(
        kind=kind, actor=by.actor if by else "system", obj=f"registration:{row.pk}", facts=whole
    )


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
    if problems := _faults(number, on):
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
    duties.close(f"{DUTY}:{row.pk}", "registered", by=by)
    _enter(row, "registration.registered", by, number=number, on=str(on))
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


@transaction.atomic
def describe(
    *,
    request: RegistrationRequest,
    public: tuple[str, str],
    protected: tuple[str, str],
    by: User,
    **more: str,
) -> RegistrationRequest:
    """Write the two field sets, each (party, summary), and `class_code`, `record_type`, `related_case`,
    `police_number` where given.

    Raises NotYours, Incomplete without a public summary.
    """
    row = _held(request, by)
    row.public_party, row.public_summary = (clean(text).text.strip() for text in public)
    row.protected_party, row.protected_summary = (clean(text).text.strip() for text in protected)
    if not row.public_summary:
        raise Incomplete(
            [Problem("public_summary", "Skriv kort vad handlingen rör, utan det som är skyddat")]
        )
    for name in ("class_code", "record_type", "related_case", "police_number"):
        if name in more:
            setattr(row, name, clean(more[name]).text.strip())
    row.save()
    _enter(row, "registration.described", by)
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
    duties.close(f"{DUTY}:{row.pk}", "withdrawn", by=by)
    _enter(row, "registration.withdrawn", by)
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
        _enter(row, "registration.sent", by)
        sent += 1
    return sent


def removal_decided(removal: Removal, by: User) -> None:
    """Ask for registration when the ground of a removal is secrecy (G5.4); in the decision's transaction."""
    if removal.legal_basis == Removal.Basis.SECRECY:
        request_registration(
            item=removal.item, account=removal.account, removal=removal, reason=Reason.SECRECY,
            summary=removal.reason, by=by,
        )  # fmt: skip


__all__ = [
    "DUTY", "NumberTaken", "WAITING", "account_of", "describe", "is_registrar", "mark_sent",
    "register_number", "removal_decided", "request_registration", "withdraw_request",
]  # fmt: skip
