"""Ask the registrar to register an item (C7.2, G5.4; OSL 5:1-2).

Duties, notices and ledger facts hold no words of the item: whoever reads them learns that something waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction

from liggaren.capture.models import Item, Relation, Sighting
from liggaren.duties import queries as duty_queries
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import PoliceReport, RegistrationRequest, Removal
from liggaren.moderation.permissions import account_for
from liggaren.moderation.registration_states import WAITING, RegistrationState
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
LIST = "/att-diariefora/"
KINDS = {"post": "Inlägg", "comment": "Kommentar", "message": "Meddelande"}


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
    quietly: bool = False,
) -> RegistrationRequest:
    """Ask the registrar of the item's board; one standing request for each item, a second asking adds its
    decision and words; one made only because all is registered becomes one for secrecy.

    `summary` is for the registrar alone. `quietly`: the caller tells the registrar, once for many
    (`tell_of_many`). Raises NotYours for an item seen nowhere.
    """
    Item.objects.select_for_update().get(pk=item.pk)
    standing = RegistrationRequest.objects.filter(item=item).exclude(state=S.WITHDRAWN).first()
    if standing is not None:
        return _join(standing, reason, removal, summary, by)
    row = _row(item, account or account_of(item), reason, removal, summary, by)
    row.save(force_insert=True)
    if not quietly:
        _ask(row)
    enter(row, "registration.requested", by)
    return row


def _join(
    row: RegistrationRequest, reason: str, removal: Removal | None, summary: str, by: User | None
) -> RegistrationRequest:
    joins = removal is not None and row.removal_id is None
    secret = reason == Reason.SECRECY and row.reason == Reason.ORDER
    words = clean(summary).text.strip()
    adds = bool(words) and words not in row.protected_summary
    if not (joins or secret or adds):
        return row
    if joins:
        row.removal = removal
    if secret:
        row.reason = Reason.SECRECY
    if adds:
        row.protected_summary = "\n\n".join(filter(None, (row.protected_summary, words)))
    row.save(update_fields=["removal", "reason", "protected_summary"])
    if secret and row.state in WAITING:
        _ask(row)
    enter(row, "registration.joined", by)
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
    _tell(row, [role.user for role in people.holders(RoleKind.REGISTRAR, row.board)])


def _tell(row: RegistrationRequest, users: list[User]) -> None:
    notices.tell_all(
        users=users, subject="En handling ska diarieföras", link=link(row),
        body="En handling från ett av nämndens konton ska diarieföras. Vad den rör visas bara i Liggaren.",
    )  # fmt: skip


def tell_of_many(rows: Sequence[RegistrationRequest]) -> None:
    """One duty and one mail for each board and day, for requests made quietly; none while such a duty is
    open.
    """
    for row in {_shared_duty(row): row for row in reversed(rows)}.values():
        if duty_queries.about(_shared_duty(row)).exists():
            continue
        duties.open_duty(
            kind=DUTY, key=f"{_shared_duty(row)}{row.pk}", due_at=row.due_at, unit=row.board,
            title="Diarieför handlingar från ett konto där allt diarieförs", link=LIST,
            owner_role=RoleKind.REGISTRAR,
        )  # fmt: skip
        notices.tell_all(
            users=[role.user for role in people.holders(RoleKind.REGISTRAR, row.board)],
            subject="Handlingar ska diarieföras",
            body="Handlingar från ett konto där allt diarieförs väntar. Vad de rör visas bara i Liggaren.",
            link=LIST,
        )


def _shared_duty(row: RegistrationRequest) -> str:
    """How the key begins of the duty that a board's quiet requests of one day share."""
    return f"{DUTY}:{row.board_id}:{row.due_at:%Y-%m-%d}:"


def end_duty(row: RegistrationRequest, outcome: str, by: User) -> None:
    """Close the request's own duty, and the shared one when it was the last of its day."""
    duties.close(f"{DUTY}:{row.pk}", outcome, by=by)
    waits = RegistrationRequest.objects.filter(
        board=row.board_id, due_at=row.due_at, reason=Reason.ORDER, state__in=WAITING
    )
    if not waits.exclude(pk=row.pk).exists():
        duties.close_about(_shared_duty(row), outcome, by=by)


def link(row: RegistrationRequest) -> str:
    """The request's page."""
    return f"/att-diariefora/{row.pk}/"


def enter(row: RegistrationRequest, kind: str, by: User | None, **facts: Json) -> int:
    """Enter in the ledger what happened to a request; never its words."""
    whole: dict[str, Json] = {
        "item": str(row.item_id), "reason": row.reason, "board": row.board_id, "state": str(row.state),
        "removal": str(row.removal_id) if row.removal_id else None, **facts,
    }  # fmt: skip
    return ledger.append(
        kind=kind, actor=by.actor if by else "system", obj=f"registration:{row.pk}", facts=whole
    )


@transaction.atomic
def ask_registrar(*, item: Item, reason: str, summary: str, by: User) -> RegistrationRequest:
    """Someone who works with the item asks for it to be registered, though nothing in it is secret: it
    belongs to a case or is of special interest.

    Raises NotYours, Incomplete without reason or words.
    """
    account = account_of(item)
    if not is_registrar(by, board_then(item, account)):
        account_for(by, item)
    problems = []
    if reason not in (Reason.CASE, Reason.SPECIAL):
        problems.append(Problem("ask_reason", "Välj varför den ska diarieföras"))
    if not summary.strip():
        problems.append(Problem("ask_words", "Skriv vad registratorn behöver veta, till exempel ärendet"))
    if problems:
        raise Incomplete(problems)
    return request_registration(item=item, account=account, reason=reason, summary=summary, by=by)


@transaction.atomic
def remind_registrar(*, request: RegistrationRequest, by: User) -> int:
    """Tell those who are registrars of the board today, once more; how many. For the registrar, and for
    those who work with the item. Raises NotYours, and Refusal where it no longer waits or nobody is.
    """
    if not is_registrar(by, request.board):
        account_for(by, request.item)
    if request.state not in WAITING:
        raise Refusal("Den väntar inte längre.", "ended")
    if not (users := [role.user for role in people.holders(RoleKind.REGISTRAR, request.board)]):
        raise Refusal("Ingen är registrator för nämnden. Be informationsfunktionen utse en.", "nobody")
    _tell(request, users)
    enter(request, "registration.reminded", by)
    return len(users)


def removal_decided(removal: Removal, by: User) -> None:
    """Ask for registration when the ground of a removal is secrecy (G5.4); in the decision's transaction."""
    if removal.legal_basis == Removal.Basis.SECRECY:
        request_registration(
            item=removal.item, account=removal.account, removal=removal, reason=Reason.SECRECY,
            summary=removal.reason, by=by,
        )  # fmt: skip
