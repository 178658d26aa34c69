"""What an auditor asks about removals: was each preceded by a seal, what vanished without a decision, what is
still unknown (G5.5, G5.6, C6.1, C6.2; design 3.3, 3.9, 3.10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from liggaren.actions.models import REMOVALS, Outbox, OutboxAct
from liggaren.actions.states import OutboxState
from liggaren.capture.models import ItemState, Sighting, StateChange

O = OutboxState  # noqa: E741 - the table of states reads as a table


@dataclass(frozen=True)
class Sealed:
    """Removals that reached a platform, or were done by hand, and what stood before them.

    `unproven` must be 0: the database refuses it. `unknown` is as of now, whatever the period.
    """

    reached: int
    sealed_first: int
    emergencies: int
    unproven: int
    unknown: int


def _acts(units: Sequence[int]) -> QuerySet[Outbox]:
    """Ordered removals of the units' accounts, with the moment they went out, or were done by hand."""
    by_hand = Case(When(hand=True, state=O.CONFIRMED, then=F("confirmed_at")), default=None)
    found = Outbox.objects.filter(act__in=REMOVALS, account__unit_id__in=units)
    return found.annotate(out_at=Coalesce("sending_at", by_hand))


def sealed(units: Sequence[int], start: datetime, end: datetime) -> Sealed:
    """How many removals of the period were preceded by a verified seal. One query."""
    out = Q(out_at__gte=start, out_at__lt=end)
    first = out & Q(verification__made_at__lte=F("out_at"))
    emergency = out & Q(emergency__isnull=False) & ~Q(verification__made_at__lte=F("out_at"))
    row = _acts(units).aggregate(
        reached=Count("pk", filter=out), first=Count("pk", filter=first),
        emergencies=Count("pk", filter=emergency | (out & Q(emergency__isnull=False, verification=None))),
        unknown=Count("pk", filter=Q(state=O.UNKNOWN)),
    )  # fmt: skip
    unproven = row["reached"] - row["first"] - row["emergencies"]
    return Sealed(row["reached"], row["first"], row["emergencies"], unproven, row["unknown"])


def emergencies(units: Sequence[int], start: datetime, end: datetime) -> QuerySet[Outbox]:
    """Removals that went before their seal, newest first, each with the two people who answer for it."""
    out = Q(out_at__gte=start, out_at__lt=end)
    found = _acts(units).filter(out, emergency__isnull=False).exclude(verification__made_at__lte=F("out_at"))
    related = found.select_related("emergency__one", "emergency__two", "account", "removal")
    return related.order_by("-out_at")  # type: ignore[misc]  # annotated by `_acts`


def unknown(units: Sequence[int]) -> QuerySet[Outbox]:
    """Removals whose outcome nobody knows now, longest first."""
    found = _acts(units).filter(state=O.UNKNOWN)
    return found.select_related("account", "removal").order_by("sending_at")


def vanished(units: Sequence[int], start: datetime, end: datetime) -> QuerySet[StateChange]:
    """What others wrote that went away in the period with no removal of ours, and is still away, newest
    first.

    Its author, the platform or a colleague in the platform's own app took it: nobody here has decided it.
    """
    ours = Outbox.objects.filter(
        item=OuterRef("item"), act__in=(OutboxAct.DELETE, OutboxAct.REJECT), state__in=(O.CONFIRMED, O.SENT)
    )
    seen = Sighting.objects.filter(item=OuterRef("item"), account__unit_id__in=units)
    found = StateChange.objects.filter(
        ~Exists(ours), Exists(seen), at__gte=start, at__lt=end, item__is_ours=False, after=F("item__state"),
        after__in=(ItemState.DELETED, ItemState.MISSING, ItemState.UNAVAILABLE),
    )  # fmt: skip
    return found.select_related("item").order_by("-at", "-pk")
