"""What the delivery pages show: what comes, what waits and what was refused, and one board's delivery."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from liggaren.archive import choosing, permissions
from liggaren.archive.models import Delivery, Parcel, Recall, Snapshot, SnapshotState
from liggaren.desk.archive.forms import FetchedForm, RejectForm, WindowForm
from liggaren.lib import dates
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

S = SnapshotState
MOST = 30  # rows of a list; the rest are counted
COMING = (S.DUE, S.MAKING, S.FAILED, S.NOT_VALIDATED, S.VALID)


def parcels_of(user: User) -> QuerySet[Parcel]:
    """The parcels whose snapshots the person sees."""
    seen = Delivery.objects.filter(snapshot__in=permissions.visible_to(user).values("pk"))
    return Parcel.objects.filter(pk__in=seen.values("parcel")).select_related("board")


def deliveries_page(user: User) -> dict[str, Any]:
    """Everything on `/arkiv/leveranser/`."""
    seen = permissions.visible_to(user)
    ids = seen.values("pk")
    single = Delivery.objects.filter(snapshot__in=ids, parcel=None, answer=Delivery.Answer.WAITING)
    called = Recall.objects.filter(delivery__snapshot__in=ids, destroyed_at=None)
    after, within = choosing.window()
    return {
        "waiting": list(parcels_of(user).filter(answer="waiting").order_by("delivered_at")[:MOST]),
        "single": list(single.select_related("snapshot__account").order_by("delivered_at")[:MOST]),
        "coming": _coming(seen),
        "refused": list(seen.filter(state=S.REJECTED).order_by("-period_end", "account__sort_key")[:MOST]),
        "called": list(called.select_related("delivery__snapshot__account").order_by("called_at")[:MOST]),
        "ready": _ready(seen),
        "after": after,
        "within": within,
        "window": WindowForm(initial={"make_after": after, "answer_within": within}),
        "is_archivist": people.has_role(user, RoleKind.ARCHIVIST),
    }


def _ready(seen: QuerySet[Snapshot]) -> list[dict[str, Any]]:
    """The boards and half-years with something valid to deliver; one query."""
    rows = seen.filter(state=S.VALID).order_by("-period_end", "board__name")
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for one in rows:
        half = dates.half_year(one.period_start)
        row = found.setdefault(
            (one.board_id, half.label), {"board": one.board, "half": half, "key": key(one), "count": 0}
        )
        row["count"] += 1
    return list(found.values())


def key(snapshot: Snapshot) -> str:
    """`2026-1`, the half-year of a snapshot as in addresses."""
    day = dates.swedish_day(snapshot.period_start)
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def _coming(seen: QuerySet[Snapshot]) -> list[dict[str, Any]]:
    """How many are still to come, by half-year and state."""
    rows = seen.filter(state__in=COMING).order_by("-period_end", "label", "state")
    counted = rows.values("label", "state").annotate(count=Count("pk"))
    return [{"label": one["label"], "state": one["state"], "count": one["count"]} for one in counted[:MOST]]


def parcel_page(
    parcel: Parcel,
    user: User,
    *,
    reject: RejectForm | None = None,
    fetched: FetchedForm | None = None,
    link: str = "",
) -> dict[str, Any]:
    """Everything on `/arkiv/leverans/<id>/`; `link` is shown this once."""
    rows = list(
        parcel.deliveries.select_related(
            "snapshot__account", "snapshot__unit", "replaces__delivery"
        ).order_by("pk")
    )
    may_receive = bool(rows) and permissions.may_receive(user, rows[0].snapshot)
    is_open = parcel.answer == "waiting"
    return {
        "parcel": parcel,
        "label": parcel.label[:1].upper() + parcel.label[1:],
        "rows": rows,
        "may_receive": may_receive and is_open,
        "may_link": is_open and parcel.way == Parcel.Way.LINK,
        "used": parcel.links.exclude(used_at=None).order_by("-used_at").first(),
        "link": link,
        "fetched": fetched or FetchedForm(),
        "reject": reject or RejectForm(),
        "form": next((form for form in (reject, fetched) if form and form.errors), None),
    }
