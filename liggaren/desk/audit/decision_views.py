"""Lists that the figures open, and one decision with its clock. Neither shows what the author wrote."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liggaren.capture import queries as capture
from liggaren.capture.models import Sighting
from liggaren.desk.access import staff
from liggaren.desk.audit import period
from liggaren.desk.audit.asking import choice
from liggaren.desk.audit.reading import reader_required, units_of
from liggaren.ledger import queries as ledger
from liggaren.lib import clock
from liggaren.moderation import decided, oversight, targets
from liggaren.moderation.decided import OUTCOMES, Choice
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Category, Removal
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User
from liggaren.register.models import Account

A_PAGE = 50
SHOWN = ("account", "category", "decided_by")


@require_GET
@kept_while_reading
@reader_required
def decisions(request: HttpRequest) -> HttpResponse:
    """`/granskning/beslut/`: the decisions behind a figure; with their reasons when like cases are read."""
    user, asked = staff(request), period.asked(request.GET)
    chosen = choice(request.GET, asked, units_of(user))
    found = decided.select(chosen, targets.every_target()).select_related(*SHOWN)
    slowest = F("up_seconds").desc(nulls_last=True)
    by = (slowest,) if request.GET.get("ordning") == "lange" else (F("decided_at").desc(), F("pk"))
    page = _page(request, found.order_by(*by))
    rows, reads = list(page), bool(chosen.category and chosen.basis)
    words = {
        "page": page, "rows": rows, "period": asked, "filters": _filters(chosen, rows), "outcomes": OUTCOMES,
        "reasons": _reasons(user, rows) if reads else {}, "reads": reads,
    }  # fmt: skip
    return render(request, "desk/audit/decisions.html", words)


def _page(request: HttpRequest, found: QuerySet[Any]) -> Any:
    return Paginator(found, A_PAGE).get_page(request.GET.get("sida"))


def _reasons(user: User, rows: list[Removal]) -> dict[uuid.UUID, str]:
    """The reasons of decisions whose item the reader may read and has opened: a reason may tell what it
    says.
    """
    items = {item.pk: item for item in capture.readable_to(user).filter(pk__in=[row.item_id for row in rows])}
    sight = sight_of(user, items.values())
    opened = {pk for pk, item in items.items() if not sight.is_closed(item)}
    return {row.pk: row.reason for row in rows if row.item_id in opened}


def _filters(chosen: Choice, rows: list[Removal]) -> list[str]:
    """What the list is narrowed by, in words."""
    first = rows[0] if rows else None
    words = [OUTCOMES[chosen.outcome]] if chosen.outcome else []
    words += [str(Removal.Basis(chosen.basis).label)] if chosen.basis else []
    if chosen.category:
        known = Category.objects.filter(key=chosen.category).first()
        words.append(known.name if known else chosen.category)
    if first and chosen.account:
        words.append(first.account.name)
    if first and chosen.decider and first.decided_by:
        words.append(f"beslutat av {first.decided_by.name}")
    if chosen.obvious is not None:
        words.append("uppenbart" if chosen.obvious else "inte uppenbart")
    return words + (["över målet"] if chosen.over else [])


@require_GET
@kept_while_reading
@reader_required
def decision(request: HttpRequest, removal_id: uuid.UUID) -> HttpResponse:
    """One decision: ground, names, clock and seals. The text stands on the item's own page."""
    user = staff(request)
    related = (*SHOWN, "provision", "second_decider", "outbox__emergency__one", "outbox__emergency__two",
               "version", "item", "category__clock_target__changed_by")  # fmt: skip
    found = decided.made(units_of(user)).select_related(*related).filter(pk=removal_id).first()
    if found is None:
        raise Http404
    seals = ledger.seals([found.version.entry_id, found.entry_id or 0])
    words = {
        "removal": found, "outcome": OUTCOMES[found.outcome],
        "may_read": capture.may_read(user, found.item)
        and not sight_of(user, [found.item]).is_closed(found.item),
        "knows": capture.visible_to(user).filter(pk=found.item_id).exists(),
        "seal": seals.get(found.version.entry_id), "entry": seals.get(found.entry_id or 0),
        "emergency": found.outbox.emergency if found.outbox else None,
    }  # fmt: skip
    return render(request, "desk/audit/decision.html", words)


@require_GET
@kept_while_reading
@reader_required
def vanished(request: HttpRequest) -> HttpResponse:
    """`/granskning/forsvunnet/`: what went away and nobody here had decided."""
    asked, units = period.asked(request.GET), units_of(staff(request))
    page = _page(request, oversight.vanished(units, asked.start, asked.end))
    seen = Sighting.objects.filter(item__in=[row.item_id for row in page], account__unit_id__in=units)
    accounts: dict[uuid.UUID, Account] = {row.item_id: row.account for row in seen.select_related("account")}
    rows = [(row, accounts.get(row.item_id)) for row in page]
    words = {"page": page, "rows": rows, "period": asked, "choices": period.choices()}
    return render(request, "desk/audit/vanished.html", words)


@require_GET
@kept_while_reading
@reader_required
def unknown(request: HttpRequest) -> HttpResponse:
    """`/granskning/okant/`: removals whose outcome nobody knows now."""
    page = _page(request, oversight.unknown(units_of(staff(request))))
    return render(request, "desk/audit/unknown.html", {"page": page, "rows": list(page), "now": clock.now()})
