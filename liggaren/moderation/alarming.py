"""The clock's alarm: what is acute and undecided, or decided and not done, after its time (G5.5, C6.1).

Each alarm is a duty, already due, so that the calendar escalates it, and one bland notice at once to those
who work with the account and to the information function. It ends by itself when all is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, DurationField, Exists, F, OuterRef, QuerySet, Value, When

from liggaren.duties import queries as calendar
from liggaren.duties import services as duties
from liggaren.duties.models import Duty
from liggaren.lib import clock
from liggaren.moderation import targets
from liggaren.moderation.models import Handling, Removal
from liggaren.moderation.states import LIVE, OPEN, RemovalState
from liggaren.notices import services as notices
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account

PREFIX = "clock.alarm:"
UNDECIDED = "Ett akut inlägg väntar på beslut"
UNDONE = "Ett beslut är inte utfört i tid"
BODY = "Tiden som kommunen har satt har gått ut."


@dataclass(frozen=True)
class Alarm:
    """One thing past its time. `key` names what it is about, for ever."""

    key: str
    title: str
    link: str
    account: Account
    due_at: datetime


def undecided(now: datetime, soonest: timedelta) -> QuerySet[Handling]:
    """Acute or possibly secret items in the queue that nobody has decided within the strictest target."""
    decided = Removal.objects.filter(item=OuterRef("item"), decided_at__isnull=False).exclude(
        state=RemovalState.WITHDRAWN
    )
    late = Handling.objects.filter(
        ~Exists(decided), state__in=OPEN, urgency__lte=Handling.Urgency.SECRECY,
        item__first_seen_at__lt=now - soonest,
    )  # fmt: skip
    return late.select_related("item", "account__unit").order_by("item__first_seen_at")


def undone(now: datetime, found: list[targets.Target]) -> QuerySet[Removal]:
    """Decisions in alarmed categories that are not done when the target has run since they were made."""
    whens = [When(category=target.category, then=Value(target.time)) for target in found if target.is_alarmed]
    live = Removal.objects.filter(state__in=LIVE)
    if not whens:
        return live.none()
    time = Case(*whens, default=None, output_field=DurationField())
    late = live.annotate(time=time).filter(time__isnull=False, decided_at__lt=Value(now) - F("time"))
    return late.select_related("account__unit").order_by("decided_at")


def alarms(now: datetime) -> list[Alarm]:
    """Everything past its time at `now`. Three queries."""
    found = targets.every_target()
    soonest = targets.soonest(found)
    if soonest is None:
        return []
    waiting = [
        Alarm(f"item:{row.item_id}", UNDECIDED, f"/inkorg/{row.item_id}/", row.account,
              row.item.first_seen_at + soonest)
        for row in undecided(now, soonest)
    ]  # fmt: skip
    times = {target.category.pk: target.time for target in found}
    return waiting + [
        Alarm(f"removal:{row.pk}", UNDONE, f"/beslut/{row.pk}/", row.account,
              (row.decided_at or now) + times[row.category_id or 0])
        for row in undone(now, found)
    ]  # fmt: skip


def sound(*, now: datetime | None = None) -> tuple[int, int]:
    """The sweep: raise what is past its time, end what is not any more. How many of each."""
    at = now or clock.now()
    found = {PREFIX + alarm.key: alarm for alarm in alarms(at)}
    raised = sum(_raise(key, alarm, at) for key, alarm in found.items())
    over = [duty for duty in calendar.about(PREFIX) if duty.key not in found]
    return raised, sum(duties.close(duty.key, "done", by=None) for duty in over)


@transaction.atomic
def _raise(key: str, alarm: Alarm, at: datetime) -> bool:
    if Duty.objects.filter(key=key).exists():
        return False
    duties.open_duty(
        kind="clock.alarm", key=key, title=alarm.title, link=alarm.link, due_at=alarm.due_at,
        owner_role=RoleKind.COMMUNICATOR, unit=alarm.account.unit,
    )  # fmt: skip
    notices.tell_all(users=_told(alarm.account, at), subject=alarm.title, body=BODY, link=alarm.link)
    return True


def _told(account: Account, at: datetime) -> list[User]:
    roster = [row.user for row in register.administrators(account, at)]
    return roster + [role.user for role in people.holders(RoleKind.INFORMATION, account.unit, at)]


def past_time(now: datetime, found: list[targets.Target], units: list[int]) -> QuerySet[Handling]:
    """The undecided past their time within some units; none where no category alarms."""
    soonest = targets.soonest(found)
    if soonest is None:
        return Handling.objects.none()
    return undecided(now, soonest).filter(account__unit_id__in=units)
