"""The extra snapshots of a crisis: how the account stood when it was ordered, and when it ended (G3.5)."""

from __future__ import annotations

from datetime import timedelta

from liggaren.archive import periods
from liggaren.archive import services as archive
from liggaren.archive.making import NotMade
from liggaren.archive.models import Kind
from liggaren.archive.states import NoSuchMove
from liggaren.lib import clock, dates
from liggaren.lib.dates import HalfYear
from liggaren.lifecycle.models import CrisisAccount

KINDS = {"start": Kind.CRISIS_START, "end": Kind.CRISIS_END}
LABELS = {"start": "krisläge, början", "end": "krisläge, slut"}


def period(row: CrisisAccount, when: str) -> HalfYear:
    """What the snapshot covers, up to and with today: at the start the half-year so far, at the end the
    crisis.
    """
    now = clock.now()
    tomorrow = periods.midnight(dates.swedish_day(now) + timedelta(days=1))
    ordered = row.crisis.ordered_at
    starts = dates.half_year(ordered).start
    if when == "end":
        starts = periods.midnight(dates.swedish_day(ordered))
    return HalfYear(starts, tomorrow, LABELS[when])


def make(*, crisis_account_id: int, when: str) -> None:
    """Make it and note how it went; a refusal is noted in words, and the archive chases the snapshot as it
    does every other. Not to be called inside a transaction.
    """
    row = CrisisAccount.objects.select_related("crisis", "account").get(pk=crisis_account_id)
    try:
        made = archive.make_snapshot(
            account=row.account, period=period(row, when), by=row.crisis.ordered_by, kind=KINDS[when]
        )
        words = f"Framställd {dates.date_and_time(clock.now())}: {made.get_state_display().lower()}."
    except (NotMade, NoSuchMove) as why:
        words = why.message
    setattr(row, f"snapshot_{when}", words[:200])
    row.save(update_fields=[f"snapshot_{when}"])
