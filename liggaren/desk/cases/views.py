"""The list of cases and one case: `/arenden/`."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liggaren.desk.access import staff, staff_required
from liggaren.desk.cases import story
from liggaren.desk.cases.forms import DecideForm, ReopenForm, SendOnForm, WordForm
from liggaren.desk.removal.after_forms import After
from liggaren.lib import clock, dates
from liggaren.moderation import case_permissions, case_queries
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import Case
from liggaren.moderation.permissions import remember
from liggaren.people import queries as people
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import RoleKind, User

A_PAGE = 50
TITLES = {"att-gora": "Att göra", "oppna": "Öppna", "avslutade": "Avslutade"}


@require_GET
@kept_while_reading
@staff_required
def cases(request: HttpRequest) -> HttpResponse:
    """What waits for me, all open, and those that have ended."""
    reach = remember(staff(request))
    counts, today = case_queries.counts(reach), dates.swedish_day(clock.now())
    usual = "att-gora" if counts["att-gora"] else "oppna"
    view = request.GET.get("vy", "")
    view = view if view in TITLES else usual
    page = Paginator(case_queries.cases(reach, view), A_PAGE).get_page(request.GET.get("sida"))
    words = {
        "view": view, "tabs": [(key, title, counts[key]) for key, title in TITLES.items()], "page": page,
        "rows": [(row, case_queries.is_late(row, today)) for row in page], "counts": counts,
        "todo": counts["att-gora"], "today": today,
        "may_edit": people.has_role(reach.user, RoleKind.INFORMATION),
    }  # fmt: skip
    return render(request, "desk/cases/list.html", words)


def find(request: HttpRequest, case_id: uuid.UUID) -> tuple[Case, User]:
    """The case, for someone whose work it is. Raises Http404 for others."""
    user = staff(request)
    try:
        return case_permissions.case_for(remember(user), case_id), user
    except NotYours as error:
        raise Http404 from error


@require_GET
@kept_while_reading
@staff_required
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """One case: where it stands, what has happened, and what this person may do."""
    row, _ = find(request, case_id)
    return show(request, row)


def show(request: HttpRequest, row: Case, bound: After | None = None, **more: Any) -> HttpResponse:
    """The page; `bound` is a form sent with faults."""
    reach = remember(staff(request))
    units = case_queries.receivers()
    fresh: dict[str, After] = {
        "send": SendOnForm(units=units), "decide": DecideForm(units=units), "word": WordForm(),
        "reopen": ReopenForm(),
    }  # fmt: skip
    forms = {name: bound if bound and type(bound) is type(form) else form for name, form in fresh.items()}
    words = {"told": story.tell(row, reach), "forms": forms, "bound": bound, **more}
    return render(request, "desk/cases/case.html", words, status=422 if bound and bound.errors else 200)
