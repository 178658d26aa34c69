"""The list of what went away by itself, and a person's answer to each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from liggaren.desk.access import staff, staff_required
from liggaren.lib.errors import Refusal
from liggaren.moderation import disappeared_queries, disappearing
from liggaren.moderation.errors import NotYours
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Disappearance
from liggaren.people.memory import kept_while_reading

PAGE = 25
VIEWS = {"obesvarade": "Obesvarade", "besvarade": "Besvarade"}


@require_safe
@kept_while_reading
@staff_required
def disappeared(request: HttpRequest) -> HttpResponse:
    """`/forsvunnet/?konto=&visa=`: the unanswered first seen first, as far as the person works with them."""
    user, view = staff(request), request.GET.get("visa", "obesvarade")
    if view not in VIEWS:
        raise Http404
    account = _uuid(request.GET.get("konto", ""))
    found = disappeared_queries.listed(user, account=account)
    counts = disappeared_queries.counts(found)
    rows = found.filter(state__in=disappeared_queries.STATES[view])
    page = Paginator(rows, PAGE).get_page(request.GET.get("sida"))
    shown = list(page.object_list)
    sight_of(user, [row.item for row in shown]).cover(*[row.item for row in shown])
    words = {
        "page": page, "rows": shown, "view": view, "account": account, "causes": Disappearance.Cause.choices,
        "open": counts["obesvarade"], "tabs": [(key, title, counts[key]) for key, title in VIEWS.items()],
    }  # fmt: skip
    return render(request, "desk/disappeared/list.html", words)


@require_POST
@staff_required
def answer(request: HttpRequest, row_id: int) -> HttpResponse:
    """Answer one; the page one came from is shown again."""
    user = staff(request)
    try:
        row = disappeared_queries.one(user, row_id)
        disappearing.answer_disappearance(
            disappearance=row,
            cause=request.POST.get("cause", ""),
            words=request.POST.get("words", ""),
            by=user,
        )
        messages.success(request, "Svaret är sparat.")
    except NotYours as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    where = request.POST.get("tillbaka", "")
    return where if url_has_allowed_host_and_scheme(where, allowed_hosts=None) else "disappeared"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
