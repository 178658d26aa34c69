"""Secrecy in three steps: the machine flags, a person suspects, the registrar decides (design 3.12).

Clauses C7.1, G5.4. A suspicion and its request to the registrar are made together or not at all.
"""

from __future__ import annotations

from django.db import transaction

from liggaren.capture import services as capturing
from liggaren.capture.models import Item, Visibility
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.lib.cleaning import clean
from liggaren.moderation import registering, registrar_acts
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.events import ItemRestricted
from liggaren.moderation.models import Handling, RegistrationRequest, SecrecyDecision
from liggaren.moderation.permissions import account_for, must_have_read
from liggaren.moderation.registration_states import WAITING, check
from liggaren.people.models import Unit, User

V = Visibility
SUSPECTED_REASON = "Kan innehålla uppgifter som omfattas av sekretess."


@transaction.atomic
def suspect(*, item: Item, by: User, reason: str = "") -> SecrecyDecision:
    """Mark the item as suspected: from now its administrators and the registrar read it, and it is to be
    registered.

    An empty reason is the ready one: on a Saturday night one touch is enough. Raises NotYours, ForbiddenMove.
    """
    held, board = _hold(item)
    if not registering.is_registrar(by, board):
        account_for(by, held)
    reason = clean(reason).text.strip() or SUSPECTED_REASON
    row = _decide(held, V.SUSPECTED, reason, "", by)
    Handling.objects.filter(item=held, urgency__gt=Handling.Urgency.SECRECY).update(
        urgency=Handling.Urgency.SECRECY
    )
    registering.request_registration(
        item=held, reason=RegistrationRequest.Reason.SECRECY, summary=reason, by=by
    )
    return _seal(row)


@transaction.atomic
def restrict(*, item: Item, provision: str, reason: str, by: User) -> SecrecyDecision:
    """The registrar's decision: few may read, others know that it exists.

    Raises NotYours, Incomplete without provision or reason, ForbiddenMove, NotRead before it is opened.
    """
    held, board = _hold(item)
    if not registering.is_registrar(by, board):
        raise NotYours
    provision, reason = clean(provision).text.strip(), clean(reason).text.strip()
    problems = [] if provision else [Problem("provision", "Skriv bestämmelsen, till exempel OSL 26 kap. 1 §")]
    if len(provision) > 100:
        problems.append(Problem("provision", "Bestämmelsen får ha högst 100 tecken"))
    if not reason:
        problems.append(Problem("secrecy_reason", "Skriv varför texten ska begränsas"))
    if problems:
        raise Incomplete(problems)
    check("Item", held.visibility, V.RESTRICTED)
    must_have_read(by, held)
    return _seal(_decide(held, V.RESTRICTED, reason, provision, by))


@transaction.atomic
def lift(*, item: Item, reason: str, by: User) -> SecrecyDecision:
    """The registrar opens the item again; a request that still waits is taken back by the same name.

    Raises NotYours, Incomplete without a reason, ForbiddenMove, NotRead before it is opened.
    """
    held, board = _hold(item)
    if not registering.is_registrar(by, board):
        raise NotYours
    reason = clean(reason).text.strip()
    if not reason:
        raise Incomplete([Problem("lift_reason", "Skriv varför texten inte omfattas av sekretess")])
    check("Item", held.visibility, V.OPEN)
    must_have_read(by, held)
    row = _decide(held, V.OPEN, reason, "", by)
    waiting = RegistrationRequest.objects.select_for_update(of=("self",)).filter(
        item=held, state__in=WAITING, reason=RegistrationRequest.Reason.SECRECY, removal=None
    )
    for request in waiting:
        registrar_acts.suspicion_lifted(request, reason, by)
    return _seal(row)


def _hold(item: Item) -> tuple[Item, Unit]:
    held = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    return held, registering.board_then(held, registering.account_of(held))


def _decide(item: Item, after: Visibility, reason: str, provision: str, by: User) -> SecrecyDecision:
    before = Visibility(item.visibility)
    check("Item", before, after)
    capturing.restrict(item, level=after, by=by, reason=reason)
    if after == V.RESTRICTED:
        events.emit(ItemRestricted(item.pk))
    return SecrecyDecision(
        item=item, before=before, after=after, reason=reason, provision=provision, by=by, at=clock.now()
    )


def _seal(row: SecrecyDecision) -> SecrecyDecision:
    row.entry_id = ledger.append(
        kind="secrecy.decided", actor=row.by.actor, obj=f"item:{row.item_id}",
        facts={"before": str(row.before), "after": str(row.after), "provision": row.provision},
    )  # fmt: skip
    row.save()
    return row
