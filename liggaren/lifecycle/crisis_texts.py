"""Ready answers for a crisis, written in quiet times and approved beforehand by two others (G3.5)."""

from __future__ import annotations

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.lib.hashing import sha256_hex
from liggaren.lifecycle.models import CrisisText
from liggaren.lifecycle.rights import NotYours
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

WRITES = (RoleKind.COMMUNICATOR, RoleKind.INFORMATION)
APPROVES = (RoleKind.INFORMATION, RoleKind.DIRECTOR, RoleKind.UNIT_MANAGER)
LONGEST = 5_000


def may_write(user: User) -> bool:
    """Communicators and the information function."""
    return any(people.has_role(user, kind) for kind in WRITES)


def may_approve(user: User, row: CrisisText) -> bool:
    """Managers, directors and the information function; never one's own words, never twice."""
    if row.approved_at or row.withdrawn_at or user.pk in (row.written_by_id, row.approver_one_id):
        return False
    return any(people.has_role(user, kind) for kind in APPROVES)


def may_withdraw_all(user: User) -> bool:
    """The information function may withdraw any text; others only their own."""
    return people.has_role(user, RoleKind.INFORMATION)


@transaction.atomic
def write(*, title: str, text: str, by: User) -> CrisisText:
    """A new text. It is never changed: other words are another text. Raises NotYours, Refusal."""
    if not may_write(by):
        raise NotYours
    title, text = " ".join(clean(title).text.split()), clean(text).text.strip()
    if not title or not text or len(text) > LONGEST:
        raise Refusal(f"Skriv en rubrik och en text på högst {LONGEST} tecken.", "crisis_text")
    row = CrisisText.objects.create(title=title[:120], text=text, written_by=by, written_at=clock.now())
    _say("crisis_text.written", row, by)
    return row


@transaction.atomic
def approve(*, text: CrisisText, by: User) -> CrisisText:
    """One of the two approvals; the second makes the text ready for use. Raises NotYours."""
    row = CrisisText.objects.select_for_update().get(pk=text.pk)
    if not may_approve(by, row):
        raise NotYours
    if row.approver_one_id is None:
        row.approver_one = by
    else:
        row.approver_two, row.approved_at = by, clock.now()
    row.save(update_fields=["approver_one", "approver_two", "approved_at"])
    _say("crisis_text.approved", row, by)
    return row


@transaction.atomic
def withdraw(*, text: CrisisText, by: User) -> CrisisText:
    """No longer to be used. Its writer and the information function may. Raises NotYours."""
    row = CrisisText.objects.select_for_update().get(pk=text.pk)
    if row.withdrawn_at or not (by.pk == row.written_by_id or may_withdraw_all(by)):
        raise NotYours
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    _say("crisis_text.withdrawn", row, by)
    return row


def ready() -> list[CrisisText]:
    """The texts that two people have approved and nobody has withdrawn."""
    found = CrisisText.objects.filter(approved_at__isnull=False, withdrawn_at__isnull=True)
    return list(found.select_related("approver_one", "approver_two").order_by("title", "pk"))


def waiting() -> list[CrisisText]:
    """The texts that lack an approval."""
    found = CrisisText.objects.filter(approved_at__isnull=True, withdrawn_at__isnull=True)
    return list(found.select_related("written_by", "approver_one").order_by("written_at", "pk"))


def _say(kind: str, row: CrisisText, by: User) -> None:
    digests = {"text": sha256_hex(row.text.encode())}
    ledger.append(kind=kind, actor=by.actor, obj=f"crisis_text:{row.pk}", facts={}, digests=digests)
