"""The town's activity plans: one approved by two managers, one that waits for the first, one half-written."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from liggaren.config.demonstration.cast import DOMAIN, Town, email
from liggaren.lib import clock
from liggaren.people.models import User
from liggaren.plans import queries
from liggaren.plans import services as plans
from liggaren.plans.draft import Draft, GoalRow, PersonRow
from liggaren.plans.models import Plan

POOL = "Badhuset Vågen"
APPROVED = timedelta(days=8)  # before now, so that the pool has a week of watches to look back on
LIBRARY = "Biblioteken i Exempelköping"


@transaction.atomic
def enter(town: Town) -> None:
    """All three plans, unless there is any plan."""
    if Plan.objects.exists():
        return
    who = town.people
    with clock.frozen(clock.now() - APPROVED):
        approved = _sent(town, "pool", who["Lovanna"], _pool())
        for manager in ("Torsvante", "Sivrika"):
            digest = queries.newest(approved).digest
            plans.approve(plan=approved, by=who[manager], digest=digest, second_factor=False)
            approved.refresh_from_db()
    _sent(town, "library", who["Bokvinda"], _library())
    plans.open_draft(unit=town.units["communication"], by=who["Lovanna"], draft=_summer())


def _sent(town: Town, unit: str, by: User, draft: Draft) -> Plan:
    plan = plans.open_draft(unit=town.units[unit], by=by, draft=draft)
    plans.send(plan=plan, revision=queries.newest(plan).revision, by=by)
    plan.refresh_from_db()
    return plan


def _in(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def _pool() -> Draft:
    return Draft(
        medium="playground",
        name=POOL,
        address=f"{settings.PLAYGROUND_ORIGIN}/sidor/badhuset-vagen",
        email=f"vagen.sociala@{DOMAIN}",
        purposes=("marketing", "service"),
        purpose="Berätta vad som händer på badhuset och svara på frågor där besökarna redan ställer dem.",
        target_group="Barnfamiljer i kommunen, motionssimmare och föreningar.",
        why_medium="Två av tre besökare säger i årets enkät att de letar efter oss här först.",
        website="Öppettider, priser och anmälan finns på webbplatsen och länkas från inläggen.",
        goal_text="Besökarna får snabba svar och hittar till simskolan.",
        goals=(
            GoalRow("Frågor som besvaras inom ett dygn, procent", "55", "90", _in(220)),
            GoalRow("Besök på simskolans sida, per månad", "410", "600", _in(220)),
        ),
        people=(
            PersonRow("Lovanna", email("Lovanna"), "070-174 06 05", "Lovanna på Vågen"),
            PersonRow("Munvarda", email("Munvarda"), "070-174 06 06", "Munvarda på Vågen"),
        ),
        daily="Lovanna",
        daily_email=email("Lovanna"),
        daily_phone="070-174 06 05",
        days=(0, 1, 2, 3, 4),
        watch_from="08:00",
        watch_to="16:30",
        times_per_day="3",
        posts_per_week="3",
        reply_hours="24",
        off_from="10:00",
        off_to="16:00",
        off_times="2",
        watch_deputy=email("Munvarda"),
        off_hours="Munvarda tittar till kontot på helgerna.",
        hours_per_week="5",
        signature="/Lovanna, Badhuset Vågen",
    )


def _library() -> Draft:
    return Draft(
        medium="playground",
        name=LIBRARY,
        address=f"{settings.PLAYGROUND_ORIGIN}/sidor/biblioteken",
        email=f"biblioteken.sociala@{DOMAIN}",
        purposes=("knowledge", "service"),
        purpose="Visa vad biblioteken erbjuder och svara på låntagarnas frågor.",
        target_group="Låntagare i alla åldrar, särskilt unga som läser lite.",
        why_medium="Bokcirklarna samlas här redan.",
        website="Kalender och katalog finns på webbplatsen; inläggen länkar dit.",
        goal_text="Fler hittar till kvällarnas program.",
        goals=(GoalRow("Deltagare per programkväll", "14", "25", _in(190)),),
        people=(
            PersonRow("Bokvinda", email("Bokvinda"), "070-174 06 07", "Bokvinda Biblioteken"),
            PersonRow("Hyllvard", email("Hyllvard"), "070-174 06 08", "Hyllvard Biblioteken"),
        ),
        daily="Bokvinda",
        daily_email=email("Bokvinda"),
        daily_phone="070-174 06 07",
        days=(0, 1, 2, 3, 4, 5),
        watch_from="09:00",
        watch_to="18:00",
        times_per_day="2",
        posts_per_week="4",
        reply_hours="24",
        off_hours="Söndagar svarar huvudbibliotekets disk.",
        hours_per_week="6",
        signature="/Bokvinda, Biblioteken",
    )


def _summer() -> Draft:
    return Draft(
        medium="instagram",
        name="Sommarjobb i Exempelköping",
        purposes=("recruitment",),
        purpose="Visa hur det är att sommarjobba i kommunen.",
        target_group="Ungdomar mellan 15 och 18 år.",
        people=(PersonRow("Lovanna", email("Lovanna"), "070-174 06 05", ""), PersonRow()),
    )
