"""What has happened in the town so far: captured and sealed items, an inbox, duties, a snapshot to make."""

from __future__ import annotations

from datetime import timedelta

from liggaren.archive import services as archive
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.config.demonstration.cast import Town
from liggaren.config.demonstration.plans import POOL
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.moderation import services as moderation
from liggaren.register.models import Account, ConnectionState, ConnectionStatus


def run(town: Town) -> None:
    """Capture every connected account, fill the inbox, open duties and the half-year's run, seal it all."""
    for state in ConnectionState.objects.filter(state=ConnectionStatus.ALIVE).select_related("account"):
        if not Item.objects.filter(sightings__account=state.account).exists():
            capture.capture_account(state.account)
    moderation.find_missed_signs()
    moderation.enter_missed()
    _duties(town)
    archive.open_run(period=dates.half_year(clock.now()), by=None)
    ledger.sequence()


def _duties(town: Town) -> None:
    """One thing that is late and one that is near; adopting and approving opened the others."""
    pool = Account.objects.get(name=POOL)
    now = clock.now()
    duties.open_duty(
        kind="plan.follow_up", key="demonstration.follow_up", title=f"Följ upp målen: {POOL}",
        link=f"/konton/{pool.pk}/", due_at=now - timedelta(days=2), owner=town.people["Lovanna"],
        unit=pool.unit,
    )  # fmt: skip
    duties.open_duty(
        kind="account.check", key="demonstration.check", title=f"Gå igenom bild och beskrivning: {POOL}",
        link=f"/konton/{pool.pk}/", due_at=now + timedelta(hours=6), owner=town.people["Munvarda"],
        unit=pool.unit,
    )  # fmt: skip
    duties.remind_and_escalate(now)
