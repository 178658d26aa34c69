"""The sweep of watches: what has ended is kept or missed, and what is missed is told in turn (B.9).

Told first are the administrators, then the deputy, then the information function; the times between are the
municipality's own. Whoever opens the inbox for the account ends the alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.ledger.services import Draft
from liggaren.lib import clock
from liggaren.moderation.models import WatchAlarm, WatchLook, WatchRule, WatchTurn
from liggaren.moderation.watch_plans import WatchPlan, deputy, keepers, plans
from liggaren.moderation.watch_times import Turn
from liggaren.notices import services as notices
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

BACK = timedelta(days=14)  # so far back a sweep that has not run closes what has ended
S = WatchAlarm.Step


def keep() -> int:
    """Close ended turns, open and end alarms, tell who is next in turn. How many turns were closed."""
    watched, now = plans(), clock.now()
    closed = close_ended(watched, now)
    end_alarms()
    by_account = {plan.account.pk: plan for plan in watched}
    for alarm in WatchAlarm.objects.filter(ended_at__isnull=True):
        if plan := by_account.get(alarm.account_id):
            sound(alarm.pk, plan, now)
    return closed


@transaction.atomic
def close_ended(watched: Sequence[WatchPlan], now: datetime) -> int:
    """Write each turn that has ended and is not written: kept by the first who looked, else missed."""
    known = set(
        WatchTurn.objects.filter(starts_at__gte=now - BACK).values_list("account", "starts_at", "is_raised")
    )
    ended = [
        (plan, turn)
        for plan in watched
        for turn in plan.turns(now - BACK, now)
        if turn.ends_at <= now and (plan.account.pk, turn.starts_at, turn.is_raised) not in known
    ]
    if not ended:
        return 0
    looks = _looks(ended)
    rows = [_row(plan, turn, looks.get(plan.account.pk, [])) for plan, turn in ended]
    for row, entry in zip(rows, ledger.append_many([_draft(row) for row in rows]), strict=True):
        row.entry_id = entry
    WatchTurn.objects.bulk_create(rows)
    _open_alarms(rows)
    return len(rows)


def _looks(ended: Sequence[tuple[WatchPlan, Turn]]) -> dict[UUID, list[WatchLook]]:
    found: dict[UUID, list[WatchLook]] = {}
    first = min(turn.starts_at for _, turn in ended)
    accounts = {plan.account.pk for plan, _ in ended}
    for look in WatchLook.objects.filter(account__in=accounts, at__gte=first).order_by("at"):
        found.setdefault(look.account_id, []).append(look)
    return found


def _row(plan: WatchPlan, turn: Turn, looks: Iterable[WatchLook]) -> WatchTurn:
    seen = next((look for look in looks if turn.starts_at <= look.at < turn.ends_at), None)
    return WatchTurn(
        account=plan.account, starts_at=turn.starts_at, ends_at=turn.ends_at, is_raised=turn.is_raised,
        kept_by_id=seen.user_id if seen else None, kept_at=seen.at if seen else None,
    )  # fmt: skip


def _draft(row: WatchTurn) -> Draft:
    facts = {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}
    kind, actor = ("watch.kept", f"user:{row.kept_by_id}") if row.kept_by_id else ("watch.missed", "system")
    return Draft(kind=kind, actor=actor, obj=f"account:{row.account_id}", facts=facts, digests={})


def _open_alarms(rows: Iterable[WatchTurn]) -> None:
    """One open alarm an account: a second missed turn makes the first no less missed."""
    missed = sorted((row for row in rows if row.kept_by_id is None), key=lambda row: row.ends_at)
    alarms = [WatchAlarm(account_id=row.account_id, opened_at=row.ends_at) for row in missed]
    WatchAlarm.objects.bulk_create(alarms, ignore_conflicts=True)


@transaction.atomic
def end_alarms() -> int:
    """End each alarm whose account somebody has looked at since. How many."""
    ended = 0
    for alarm in WatchAlarm.objects.select_for_update().filter(ended_at__isnull=True):
        looks = WatchLook.objects.filter(account=alarm.account_id, at__gte=alarm.opened_at)
        if seen := looks.order_by("at").first():
            alarm.ended_at, alarm.ended_by_id = seen.at, seen.user_id
            alarm.save(update_fields=["ended_at", "ended_by"])
            obj = f"account:{alarm.account_id}"
            ledger.append(kind="watch.made_good", actor=f"user:{seen.user_id}", obj=obj)
            ended += 1
    return ended


@transaction.atomic
def sound(alarm_id: int, plan: WatchPlan, now: datetime) -> S | None:
    """Tell the next in turn when it is time; the step told, or None."""
    alarm = WatchAlarm.objects.select_for_update().get(pk=alarm_id)
    step = S(min(alarm.step + 1, S.INFORMATION))
    if alarm.ended_at or alarm.step == S.INFORMATION or now < _due(alarm, step, rule()):
        return None
    notices.tell_all(
        users=_people(plan, step), link=f"/inkorg/?konto={plan.account.pk}", urgent=True,
        subject=f"Bevakningen är missad: {plan.account.name}"[:150], body=_words(step),
    )  # fmt: skip
    alarm.step, alarm.stepped_at = step, now
    alarm.save(update_fields=["step", "stepped_at"])
    ledger.append(kind="watch.alarmed", actor="system", obj=plan.account.obj, facts={"step": int(step)})
    return step


def _due(alarm: WatchAlarm, step: S, rule: WatchRule) -> datetime:
    """When the step is told: after the missed turn, and never sooner after the step before than it should."""
    after = [0, rule.administrators_after, rule.deputy_after, rule.information_after]
    due = alarm.opened_at + timedelta(minutes=after[step])
    if alarm.stepped_at is None:
        return due
    return max(due, alarm.stepped_at + timedelta(minutes=after[step] - after[alarm.step]))


def _people(plan: WatchPlan, step: S) -> list[User]:
    account = plan.account
    if step == S.ADMINISTRATORS:
        return keepers(account)
    if step == S.DEPUTY:
        named = deputy(account, plan.facts)
        # Without a named deputy the unit's manager is the next to know.
        return [named] if named else list(people.users_with(RoleKind.UNIT_MANAGER, account.unit))
    return list(people.users_with(RoleKind.INFORMATION, account.unit))


def _words(step: S) -> str:
    told = {
        S.ADMINISTRATORS: "Ingen har öppnat inkorgen för kontot på den tid som planen anger. "
        "Öppna den nu, så är det gjort.",
        S.DEPUTY: "Administratörerna har fått veta att ingen har sett till kontot, och det är fortfarande "
        "inte gjort. Du är den som står på tur.",
        S.INFORMATION: "Varken administratörerna eller ersättaren har sett till kontot sedan dess.",
    }
    return told[step]


def rule() -> WatchRule:
    """The municipality's times between alarms; the proposal until they are changed."""
    return WatchRule.objects.filter(pk=1).first() or WatchRule(pk=1)
