"""A denser watch, ordered from above in a crisis and ended by decision (G3.5), and the alarms' own times."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import WatchRaise, WatchRule
from liggaren.moderation.watch_keeping import rule
from liggaren.moderation.watch_times import EVERY
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register.models import Account

DAY = 24 * 60


@transaction.atomic
def raise_watch(
    *, accounts: Iterable[Account], every: int, opens: int, closes: int, reference: str, by: User
) -> list[WatchRaise]:
    """Ask for a look every `every` minutes between two wall times (minutes after midnight), from now on.

    Raises Refusal for what EVERY and the day do not hold, and where an account's watch is raised already.
    """
    if every not in EVERY or not 0 <= opens < closes <= DAY:
        raise Refusal("Välj hur ofta och mellan vilka tider kontot ska bevakas.", "watch_times")
    chosen, now = list(accounts), clock.now()
    if taken := WatchRaise.objects.filter(account__in=chosen, ends_at__isnull=True).first():
        raise Refusal(f"{taken.account.name} bevakas redan tätare.", "watch_raised")
    rows = WatchRaise.objects.bulk_create(
        WatchRaise(
            account=account, starts_at=now, every=every, opens=opens, closes=closes, reference=reference
        )
        for account in chosen
    )
    for account in chosen:
        facts: dict[str, Json] = {"every": every, "opens": opens, "closes": closes, "for": reference}
        ledger.append(kind="watch.raised", actor=by.actor, obj=account.obj, facts=facts)
    return rows


@transaction.atomic
def lower_watch(*, reference: str, by: User) -> int:
    """End the raised watches that belong to `reference`; the plans' own times hold again. How many."""
    rows = list(WatchRaise.objects.select_for_update().filter(reference=reference, ends_at__isnull=True))
    for row in rows:
        row.ends_at = clock.now()
        row.save(update_fields=["ends_at"])
        obj = f"account:{row.account_id}"
        ledger.append(kind="watch.lowered", actor=by.actor, obj=obj, facts={"for": reference})
    return len(rows)


@transaction.atomic
def change_rule(*, administrators: int, deputy: int, information: int, by: User) -> WatchRule:
    """The minutes from a missed watch until each of the three is told. Raises NotYours, Incomplete."""
    if not people.has_role(by, RoleKind.INFORMATION):
        raise NotYours
    if not 0 <= administrators < deputy < information <= DAY:
        words = "Skriv minuter som växer från rad till rad, högst 1 440"
        raise Incomplete([Problem("deputy_after", words)])
    row = rule()
    row.administrators_after, row.deputy_after, row.information_after = administrators, deputy, information
    row.changed_by, row.changed_at = by, clock.now()
    row.save()
    facts = {"administrators": administrators, "deputy": deputy, "information": information}
    ledger.append(kind="watch.rule_changed", actor=by.actor, obj="watch:rule", facts=facts)
    return row
