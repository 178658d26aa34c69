"""The pool's watch since its start: kept on weekdays and weekends, one gap made good; and a hand-over."""

from __future__ import annotations

from datetime import timedelta

from liggaren.config.demonstration.cast import Town
from liggaren.config.demonstration.plans import POOL
from liggaren.lib import clock
from liggaren.lib.dates import swedish_day
from liggaren.moderation import watch_absence, watch_keeping
from liggaren.moderation.models import Absence, WatchTurn
from liggaren.moderation.watch_looks import note_look
from liggaren.moderation.watch_plans import plans
from liggaren.moderation.watch_times import Turn
from liggaren.people.models import User
from liggaren.register.models import Account

GAP = 4  # the turn, counted back from now, that nobody kept
LATE = timedelta(minutes=40)


def enter(town: Town) -> None:
    """Looks at their own times, then the sweep that closes what has ended. Nothing where it is there."""
    account = Account.objects.get(name=POOL)
    watched = plans([account])
    if not watched or WatchTurn.objects.filter(account=account).exists():
        return
    now = clock.now()
    turns = watched[0].turns(now - watch_keeping.BACK, now)
    for number, turn in enumerate(reversed(turns)):
        _look(account, town, turn, is_gap=number == GAP)
    watch_keeping.keep()
    if not Absence.objects.exists():
        _away(account, town)


def _look(account: Account, town: Town, turn: Turn, *, is_gap: bool) -> None:
    at = turn.ends_at + LATE if is_gap else turn.starts_at + timedelta(minutes=12)
    if at < clock.now():
        with clock.frozen(at):
            note_look(by=_who(town, turn), accounts=[account.pk])


def _who(town: Town, turn: Turn) -> User:
    return town.people["Munvarda" if swedish_day(turn.starts_at).weekday() > 4 else "Lovanna"]


def _away(account: Account, town: Town) -> None:
    today = swedish_day(clock.now())
    watch_absence.ask(
        by=town.people["Lovanna"], starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=13),
        takers={account: town.people["Munvarda"]},
    )  # fmt: skip
