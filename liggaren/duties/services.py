"""Open, close, remind, escalate: everything due gets done, and what is late is chased (design 1.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from liggaren.duties import queries
from liggaren.duties.events import DutyOverdue
from liggaren.duties.models import Duty
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.notices.services import tell_all
from liggaren.people.models import Unit, User

REMIND_BEFORE = timedelta(days=1)


@transaction.atomic
def open_duty(
    *,
    kind: str,
    key: str,
    title: str,
    link: str,
    due_at: datetime,
    owner: User | None = None,
    owner_role: str = "",
    unit: Unit | None = None,
) -> Duty:
    """Enter something to do before `due_at`, owned by a person, or by a role at a unit. Opening twice is
    once.

    `key` is unique for ever: a duty that comes back has its period in its key.
    """
    duty, is_new = Duty.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind, "title": title, "link": link, "due_at": due_at, "owner": owner,
            "owner_role": owner_role, "unit": unit, "opened_at": clock.now(),
        },
    )  # fmt: skip
    if is_new:
        facts = {"kind": kind, "due_at": due_at.isoformat()}
        ledger.append(kind="duty.opened", actor="system", obj=f"duty:{duty.pk}", facts=facts)
    return duty


@transaction.atomic
def close(key: str, outcome: str, *, by: User | None) -> bool:
    """Close the open duty with `key`; False where there is none. `outcome` is a word such as "done"."""
    duty = Duty.objects.select_for_update().filter(key=key, closed_at__isnull=True).first()
    if duty is None:
        return False
    duty.closed_at, duty.closed_by, duty.outcome = clock.now(), by, outcome
    duty.save(update_fields=["closed_at", "closed_by", "outcome"])
    actor = by.actor if by else "system"
    ledger.append(kind="duty.closed", actor=actor, obj=f"duty:{duty.pk}", facts={"outcome": outcome})
    return True


def close_about(prefix: str, outcome: str, *, by: User | None) -> int:
    """Close every open duty whose key begins with `prefix`; how many."""
    keys = list(queries.about(prefix).values_list("key", flat=True))
    return sum(close(key, outcome, by=by) for key in keys)


def remind_and_escalate(at: datetime) -> tuple[int, int]:
    """The sweep: remind once within a day of the due moment, escalate once when it has passed.

    How many of each.
    """
    open_now = Duty.objects.filter(closed_at__isnull=True)
    late = open_now.filter(due_at__lt=at, escalated_at__isnull=True).values_list("pk", flat=True)
    soon = open_now.filter(due_at__gte=at, due_at__lte=at + REMIND_BEFORE, reminded_at__isnull=True)
    reminded = sum(_remind(pk, at) for pk in list(soon.values_list("pk", flat=True)))
    return reminded, sum(_escalate(pk, at) for pk in list(late))


@transaction.atomic
def _remind(pk: int, at: datetime) -> bool:
    duty = _lock(pk)
    if duty is None or duty.reminded_at:
        return False
    duty.reminded_at = at
    duty.save(update_fields=["reminded_at"])
    tell_all(
        users=queries.owners(duty, at),
        subject=f"Snart dags: {duty.title}",
        body="Något som du ansvarar för ska vara klart inom ett dygn.",
        link=duty.link,
    )
    return True


@transaction.atomic
def _escalate(pk: int, at: datetime) -> bool:
    duty = _lock(pk)
    if duty is None or duty.escalated_at:
        return False
    duty.escalated_at = at
    duty.save(update_fields=["escalated_at"])
    tell_all(
        users=[*queries.owners(duty, at), *queries.above(duty, at)],
        subject=f"Försenat: {duty.title}",
        body="Tiden har gått ut. Den som ansvarar och nivån över har fått samma besked.",
        link=duty.link,
    )
    events.emit(DutyOverdue(duty_id=duty.pk, key=duty.key))
    ledger.append(kind="duty.escalated", actor="system", obj=f"duty:{duty.pk}")
    return True


def _lock(pk: int) -> Duty | None:
    return Duty.objects.select_for_update().filter(pk=pk, closed_at__isnull=True).first()
