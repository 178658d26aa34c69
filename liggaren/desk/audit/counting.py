"""What the audit page counts outside removals: accounts, snapshots, what is past its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.custody.models import Deposit
from liggaren.desk.audit.period import Period
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib import dates
from liggaren.moderation import alarming, decided, oversight
from liggaren.moderation.afterwards_models import AuthorNotice
from liggaren.moderation.block_models import BLOCK_STANDS, Block
from liggaren.moderation.disappearance_models import Disappearance, DisappearanceState
from liggaren.moderation.purge_models import PurgeOrder, PurgeState
from liggaren.moderation.targets import Target
from liggaren.people.queries import holding
from liggaren.register.models import Account, Administrator, ConnectionStatus, Status, WorkingFacts

ALIVE = (Status.STARTED, Status.ADOPTED, Status.CLOSING)


@dataclass(frozen=True)
class Accounts:
    """Accounts in use, and how many of them have each thing that the guideline asks for."""

    whole: int
    started: int
    adopted: int
    planned: int
    closed: int
    two_administrators: int
    approved: int
    login_kept: int
    broken: int


def accounts(units: Sequence[int]) -> Accounts:
    """The register in one query."""
    roster = Administrator.objects.filter(holding(), account=OuterRef("pk"), user__is_active=True)
    number = roster.order_by().values("account").annotate(number=Count("pk")).values("number")
    found = Account.objects.filter(unit_id__in=units).annotate(
        administrators=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        approved=Exists(WorkingFacts.objects.filter(account=OuterRef("pk"))),
        kept=Exists(  # the program's own key is no login (B.15; register.queries.login_is_kept)
            Deposit.objects.exclude(kind="token").filter(account_ref=Cast(OuterRef("pk"), CharField()))
        ),
    )
    alive = Q(status__in=ALIVE)
    kept = Q(kept=True) | Q(login_confirmed_at__isnull=False)
    row = found.aggregate(
        whole=_count(alive), started=_count(Q(status=Status.STARTED)),
        adopted=_count(Q(status=Status.ADOPTED)), planned=_count(Q(status=Status.PLANNED)),
        closed=_count(Q(status=Status.CLOSED)), two_administrators=_count(alive & Q(administrators__gte=2)),
        approved_=_count(alive & Q(approved=True)), login_kept=_count(alive & kept),
        broken=_count(alive & Q(connection_state__state=ConnectionStatus.BROKEN)),
    )  # fmt: skip
    row["approved"] = row.pop("approved_")
    return Accounts(**row)


def _count(condition: Q) -> Count:
    return Count("pk", filter=condition)


@dataclass(frozen=True)
class Snapshots:
    """The snapshots of the latest half-year that is over, by how far they have come."""

    whole: int
    received: int
    delivered: int
    failed: int


def snapshots(units: Sequence[int], now: datetime) -> Snapshots:
    """Those whose period ended last. One query."""
    over = Snapshot.objects.filter(account__unit_id__in=units, period_end__lte=now)
    latest = over.order_by("-period_end").values("period_end")[:1]
    state = SnapshotState
    return Snapshots(
        **over.filter(period_end=Subquery(latest)).aggregate(
            whole=Count("pk"), received=_count(Q(state=state.RECEIVED)),
            delivered=_count(Q(state__in=[state.DELIVERED, state.RECEIVED])),
            failed=_count(Q(state__in=[state.FAILED, state.REJECTED])),
        )
    )  # fmt: skip


def counts(period: Period, units: Sequence[int], targets: list[Target], now: datetime) -> dict[str, int]:
    """Exact numbers by name, all in one query: `alarms`, `vanished`, `unanswered` (why it vanished), `told`
    (decisions whose author was told, or why not), `blocks`, `blocks_over` (past their end), `purged`, `late`,
    `escalated`, `shown` (a kept login was read), `opened` (what may be secret was opened), `taken` (an
    evidence file of it was taken), `protected` (a registrar read or exported the protected facts).
    """
    duties = Duty.objects.filter(closed_at__isnull=True, due_at__lt=now, unit_id__in=units)
    kept = Record.objects.filter(made_at__gte=period.start, made_at__lt=period.end)
    blocks = Block.objects.filter(account__unit_id__in=units, state__in=BLOCK_STANDS)
    start, end = period.start, period.end
    parts: dict[str, QuerySet[Any]] = {
        "alarms": alarming.past_time(now, targets, list(units)),
        "vanished": oversight.vanished(units, period.start, period.end),
        "unanswered": Disappearance.objects.filter(
            account__unit_id__in=units, state=DisappearanceState.OPEN, seen_at__gte=start, seen_at__lt=end
        ),
        "told": _told(units, period),
        "blocks": blocks,
        "blocks_over": blocks.filter(ends_on__lt=dates.swedish_day(now)),
        "purged": PurgeOrder.objects.filter(
            account__unit_id__in=units, state=PurgeState.PURGED, ended_at__gte=start, ended_at__lt=end
        ),
        "late": duties,
        "escalated": duties.filter(escalated_at__isnull=False),
        "shown": kept.filter(kind="secret.shown"),
        "opened": kept.filter(kind="finding.opened"),
        "taken": kept.filter(kind="evidence.taken", facts__covered=True),
        "protected": kept.filter(kind__in=("registration.protected_read", "registration.protected_exported")),
    }
    first, *rest = [_number(name, found) for name, found in parts.items()]
    return {**dict.fromkeys(parts, 0), **dict(first.union(*rest, all=True))}


def _told(units: Sequence[int], period: Period) -> QuerySet[Any]:
    said = AuthorNotice.objects.filter(removal=OuterRef("pk"))
    found = decided.made(units).filter(decided.between(period.start, period.end))
    return found.filter(Exists(said), outcome__in=decided.GONE)


def _number(name: str, found: QuerySet[Any]) -> Any:
    plain = found.order_by().select_related(None).annotate(part=Value(name, CharField()))
    return plain.values("part").annotate(number=Count("pk")).values_list("part", "number")
