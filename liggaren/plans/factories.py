"""Plans for tests: a complete draft, sent, and approved by both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from liggaren.people.factories import Cast
from liggaren.people.queries import swedish_day
from liggaren.plans import queries, services
from liggaren.plans.draft import Draft, GoalRow, PersonRow
from liggaren.plans.models import Plan


def complete(**changes: Any) -> Draft:
    """A draft in which nothing is missing."""
    whole = Draft(
        medium="playground",
        name="Badhuset Vågen",
        address="https://lekplatsen.example/@badhuset",
        email="konto.vagen@exempelkoping.example",
        purposes=("knowledge", "service"),
        purpose="Ge snabba besked om öppettider och svara på frågor.",
        target_group="Barnfamiljer och motionssimmare.",
        why_medium="De finns redan där.",
        website="Inläggen länkar till badhusets sida.",
        goal_text="Färre ska behöva ringa.",
        goals=(GoalRow("Följare", "0", "200", (swedish_day() + timedelta(days=200)).isoformat()),),
        people=(
            PersonRow("Anna", "anna@exempelkoping.example", "070-174 06 10", "Anna, badhuset"),
            PersonRow("Selma", "selma@exempelkoping.example", "070-174 06 11", "Selma, badhuset"),
        ),
        daily="Receptionen",
        daily_email="reception.vagen@exempelkoping.example",
        days=(0, 1, 2, 3, 4, 5),
        watch_from="8",
        watch_to="17:00",
        times_per_day="Tre gånger per dag",
        posts_per_week="två",
        reply_hours="24",
        hours_per_week="4,5",
        signature="/Badhuset Vågen",
    )
    return replace(whole, **changes)


def drafted(cast: Cast, **changes: Any) -> Plan:
    """Anna's plan, written and not yet sent."""
    plan = services.open_draft(unit=cast.unit, by=cast.anna)
    services.save_draft(plan=plan, draft=complete(**changes), revision=0, by=cast.anna)
    return plan


def sent(cast: Cast, **changes: Any) -> Plan:
    """Anna's plan, with the unit's manager."""
    plan = drafted(cast, **changes)
    services.send(plan=plan, revision=1, by=cast.anna)
    plan.refresh_from_db()
    return plan


def approved(cast: Cast, **changes: Any) -> Plan:
    """Anna's plan, approved by Bertil and Cecilia."""
    plan = sent(cast, **changes)
    digest = queries.newest(plan).digest
    services.approve(plan=plan, by=cast.bertil, digest=digest, second_factor=True)
    services.approve(plan=plan, by=cast.cecilia, digest=digest, second_factor=True)
    plan.refresh_from_db()
    return plan
