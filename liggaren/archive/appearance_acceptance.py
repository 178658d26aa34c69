"""The archivist's standing written acceptance of the rendering for a platform (G6.1).

It holds from its day to its last day, unless taken back before.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from liggaren.archive.appearance_models import RenderingAcceptance
from liggaren.archive.permissions import demand
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

ONLY = "Bara arkivarien godtar återgivningen."


class NotAccepted(Refusal):
    """The acceptance was not entered; the message says what to mend."""

    code = "rendering_not_accepted"


@transaction.atomic
def accept(
    *, platform: str, decision_number: str, decided_on: date, ends_on: date, by: User
) -> RenderingAcceptance:
    """Enter it. Raises NotYours for others than the archivist, NotAccepted for what is missing."""
    demand(people.has_role(by, RoleKind.ARCHIVIST), ONLY)
    today = dates.swedish_day(clock.now())
    if not decision_number.strip() or not platform:
        raise NotAccepted("Skriv beslutets nummer och välj plattform.")
    if decided_on > today:
        raise NotAccepted("Beslutet kan inte vara fattat efter i dag.")
    if ends_on < today:
        raise NotAccepted("Sista dagen är redan förbi. Välj en dag framåt i tiden.")
    if standing(platform, today):
        raise NotAccepted("Det finns redan ett godtagande som gäller. Ta tillbaka det först.")
    found = RenderingAcceptance.objects.create(
        platform=platform, decision_number=decision_number.strip()[:60], decided_on=decided_on,
        ends_on=ends_on, accepted_by=by, accepted_at=clock.now(),
    )  # fmt: skip
    facts: dict[str, Json] = {
        "platform": platform, "decision": found.decision_number, "decided_on": decided_on.isoformat(),
        "ends_on": ends_on.isoformat(),
    }  # fmt: skip
    found.entry_id = ledger.append(kind="rendering.accepted", actor=by.actor, obj=found.obj, facts=facts)
    found.save(update_fields=["entry_id"])
    return found


@transaction.atomic
def take_back(*, acceptance: RenderingAcceptance, by: User) -> None:
    """End it before its last day; what was made while it held stays. Raises NotYours, NotAccepted."""
    demand(people.has_role(by, RoleKind.ARCHIVIST), ONLY)
    row = RenderingAcceptance.objects.select_for_update().get(pk=acceptance.pk)
    if row.ended_at:
        raise NotAccepted("Godtagandet är redan tillbakataget.")
    row.ended_at, row.ended_by = clock.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    ledger.append(kind="rendering.taken_back", actor=by.actor, obj=row.obj, facts=None)


def holding(today: date) -> QuerySet[RenderingAcceptance]:
    """Those that hold on a day."""
    return RenderingAcceptance.objects.filter(
        Q(ended_at=None), decided_on__lte=today, ends_on__gte=today
    ).select_related("accepted_by")


def standing(platform: str, today: date) -> RenderingAcceptance | None:
    """The one that holds for a platform on a day."""
    return holding(today).filter(platform=platform).order_by("-ends_on").first()
