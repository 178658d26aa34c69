"""A person's own choice of when and how to be told."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.notices import ways
from liggaren.notices.models import Preferences
from liggaren.people.models import User


@transaction.atomic
def prefer(
    *,
    by: User,
    digest_at: time | None,
    quiet_from: time | None,
    quiet_to: time | None,
    urgent_breaks: bool,
    way: str = "",
) -> Preferences:
    """Keep the person's choice; it holds for what is told from now on.

    Raises Refusal for quiet hours without a beginning or an end, and for a way that is not set up.
    """
    if (quiet_from is None) != (quiet_to is None) or (quiet_from is not None and quiet_from == quiet_to):
        raise Refusal("Skriv både när de tysta timmarna börjar och när de slutar.", "quiet_hours")
    if way and way not in ways.names():
        raise Refusal("Välj en väg som finns.", "unknown_way")
    row, _ = Preferences.objects.update_or_create(
        user=by,
        defaults={
            "digest_at": digest_at, "quiet_from": quiet_from, "quiet_to": quiet_to,
            "urgent_breaks": urgent_breaks, "way": way, "changed_at": clock.now(),
        },
    )  # fmt: skip
    ledger.append(kind="notices.preferred", actor=by.actor, obj=by.actor)
    return row
