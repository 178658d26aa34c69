"""What a person does or sees in the platform's own app, and how it is believed (design 3.10, C6.13)."""

from __future__ import annotations

import uuid

from django.db import transaction

from liggaren.actions.errors import NotNow, StillThere
from liggaren.actions.history import SETTLE, locked, step
from liggaren.actions.looking import WANTED, _confirmed, _found, _not_done, capture_again, is_settled
from liggaren.actions.models import Outbox, StepKind
from liggaren.actions.states import OutboxState
from liggaren.connectors.base import Found
from liggaren.lib import clock
from liggaren.people.models import User
from liggaren.register import queries as register


def confirm_by_hand(*, outbox_id: uuid.UUID, by: User, shown: bool = False) -> Outbox:
    """A person says the steps are done: a look-up by us counts more than the word, the word where none can be
    made. `shown`: the word comes with a picture, which is told but counts no more than a look-up.

    Raises StillThere when the look-up sees the item as before; NotNow when the act is not one done by hand.
    """
    row = Outbox.objects.select_related("item", "account").get(pk=outbox_id)
    if row.state != OutboxState.BY_HAND:
        raise NotNow("Det här görs inte längre för hand.")
    found, said = _look(row), "shown_by_picture" if shown else "said_by_person"
    with transaction.atomic():
        row = _take(outbox_id, OutboxState.BY_HAND)
        step(row, StepKind.SAID_GONE, by=by, found=str(found) if found else "not_looked_up", shown=shown)
        if found in (None, Found.UNAVAILABLE) or found in WANTED[row.act]:
            _confirmed(row, clock.now(), str(found) if found in WANTED[row.act] else said, by)
    if row.state != OutboxState.CONFIRMED:
        raise StillThere
    capture_again(row)
    return row


def tell(*, outbox_id: uuid.UUID, done: bool, by: User) -> Outbox:
    """A person has looked for themselves at an act of unknown outcome and says whether it is done.

    "Not done" is believed only when the request can no longer be on its way. Raises NotNow.
    """
    with transaction.atomic():
        row = _take(outbox_id, OutboxState.UNKNOWN)
        now = clock.now()
        if done:
            step(row, StepKind.SAID_GONE, by=by, found="not_looked_up")
            _confirmed(row, now, "said_by_person", by)
        elif is_settled(row.sending_at, now):
            _not_done(row, "said_by_person", by)
        else:
            minutes = int(SETTLE.total_seconds() // 60)
            raise NotNow(f"Begäran kan fortfarande komma fram. Titta igen om {minutes} minuter.")
    if done:
        capture_again(row)
    return row


def _take(outbox_id: uuid.UUID, state: OutboxState) -> Outbox:
    row = locked(outbox_id)
    if row.state != state:
        raise NotNow("Läget har ändrats medan du tittade. Ladda om sidan.")
    return row


def _look(row: Outbox) -> Found | None:
    try:
        return _found(row, register.connection(row.account))[0]
    except Exception:  # the platform cannot tell; the person's word stands, and is named as such
        return None
