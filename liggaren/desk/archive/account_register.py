"""The archivist's register: which accounts existed when, under which board, and where their content is, also
when the platform is gone (issue: register for the archivist).
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.capture.models import Sighting
from liggaren.desk.access import role_required, staff
from liggaren.lib import dates
from liggaren.people.memory import kept_while_reading
from liggaren.register import media
from liggaren.register import queries as register_queries
from liggaren.register.models import Account, AccountOwnership, Status

ROWS = 25
HEADINGS = ("Konto", "Plattform", "Adress", "Läge", "Nämnd", "Från", "Till", "Innehållet finns")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One account: its owners in order, and where its content is."""

    account: Account
    status: str
    platform: str
    owners: list[AccountOwnership]
    places: list[str]


@kept_while_reading
@role_required("archivist", "information")
def register(request: HttpRequest) -> HttpResponse:
    """`/register/`: a page of accounts, closed ones too."""
    page = Paginator(accounts(request), ROWS).get_page(request.GET.get("sida"))
    context: dict[str, Any] = {"lines": lines(list(page)), "page": page}
    return render(request, "desk/archive/register.html", context)


@role_required("archivist", "information")
def csv_file(request: HttpRequest) -> HttpResponse:
    """`/register/csv/`: the whole register, one row for each account and owner."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines(list(accounts(request))):
        for row in _rows(line):
            writer.writerow([_tame(cell) for cell in row])
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kontoregister.csv"'
    return answer


def _rows(line: Line) -> list[tuple[str, ...]]:
    one = line.account
    first = (one.name, line.platform, one.address, line.status)
    place = ", ".join(line.places)
    return [
        (*first, own.board.name, own.valid_from.isoformat(), own.valid_to.isoformat() if own.valid_to else "",
         place)
        for own in line.owners
    ] or [(*first, one.board.name, "", "", place)]  # fmt: skip


def _tame(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def accounts(request: HttpRequest) -> QuerySet[Account]:
    """The accounts a person sees, planned ones left out, with owners and whether anything was captured."""
    owners = AccountOwnership.objects.select_related("board").order_by("valid_from")
    return (
        register_queries.visible_accounts(staff(request))
        .exclude(status=Status.PLANNED)
        .select_related("board", "unit", "connection_state")
        .annotate(is_captured=Exists(Sighting.objects.filter(account=OuterRef("pk"))))
        .prefetch_related(Prefetch("ownerships", owners))
    )


def lines(found: list[Account]) -> list[Line]:
    """The register's lines; one query for all snapshots."""
    places = _received([one.pk for one in found])
    return [
        Line(
            one, Status(one.status).label, media.get(one.platform).name, list(one.ownerships.all()),
            _places(one, places[one.pk]),
        )
        for one in found
    ]  # fmt: skip


def _received(ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Snapshot.objects.filter(account__in=ids, state=SnapshotState.RECEIVED).order_by("period_start")
    for account, label in rows.values_list("account", "label"):
        found[account].append(label)
    return found


def _places(account: Account, received: list[str]) -> list[str]:
    """Where the content is, in words; the platform alone is said plainly."""
    found = [f"Hos arkivet: {', '.join(dict.fromkeys(received))}"] if received else []
    if getattr(account, "is_captured", False):
        found.append("I Liggaren")
    state = getattr(account, "connection_state", None)
    if account.status == Status.CLOSED:
        day = f" {dates.long_date(account.closed_on)}" if account.closed_on else ""
        found.append(f"Kontot avslutades{day}")
    elif state is not None and state.state == "broken":
        found.append("Plattformen svarar inte")
    elif not found:
        found.append("Bara på plattformen")
    return found
