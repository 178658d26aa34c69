"""Accounts to read: the list, and one account with roster, connection, duties and what is sealed about it."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liggaren.desk.access import kinds, staff, staff_required
from liggaren.desk.accounts import history, standing
from liggaren.desk.accounts.fetching import fetching
from liggaren.desk.accounts.finding import seen
from liggaren.duties import queries as duties
from liggaren.duties.models import Duty
from liggaren.lib import clock
from liggaren.lifecycle.queries import is_starting, remaining
from liggaren.lifecycle.services import may_start
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User
from liggaren.plans import permissions
from liggaren.plans.queries import approved_plan
from liggaren.register import queries
from liggaren.register.models import Account, Status
from liggaren.register.public import watch_words

VIEWS = {
    "oppna": ("Öppna", (Status.STARTED, Status.ADOPTED, Status.CLOSING)),
    "planerade": ("Planerade", (Status.PLANNED,)),
    "avslutade": ("Avslutade", (Status.CLOSED,)),
}


@kept_while_reading
@staff_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts within reach, in Swedish order, found by name or unit."""
    user = staff(request)
    view, words = request.GET.get("visa", "oppna"), request.GET.get("q", "").strip()[:100]
    if view not in VIEWS:
        raise Http404
    everything = queries.visible_accounts(user)
    tally = dict(everything.order_by().values_list("status").annotate(Count("pk")))
    counts = {key: sum(tally.get(status, 0) for status in statuses) for key, (_, statuses) in VIEWS.items()}
    found = everything.filter(status__in=VIEWS[view][1])
    if words:
        found = found.filter(name__icontains=words) | found.filter(unit__name__icontains=words)
    page = Paginator(standing.annotated(found), 50).get_page(request.GET.get("sida"))
    shown = list(page.object_list)
    states = standing.overlaid(shown, queries.by_states(shown))
    context = {
        "page": page,
        "rows": [(row, states[str(row.pk)]) for row in shown],
        "views": [(key, title, counts[key]) for key, (title, _) in VIEWS.items()],
        "view": view,
        "words": words,
        "may_adopt": "information" in kinds(request),
    }
    return render(request, "desk/accounts/list.html", context)


@kept_while_reading
@staff_required
@require_safe
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: how it stands, who runs it, how it is reached, what is due and what has happened."""
    user, found = seen(request, account_id)
    return render(request, "desk/accounts/account.html", page_of(user, found))


def page_of(user: User, found: Account) -> dict[str, object]:
    """What the account's page needs."""
    facts, door, roster = (
        queries.working_facts(found),
        queries.connection_state(found),
        queries.administrators(found),
    )
    runs = found.status != Status.CLOSED and may_start(user, found)
    state = standing.worst(found, queries.state_key(found.status, door.state if door else "", len(roster)))
    return {
        "account": found,
        "state": state,
        "facts": facts,
        "watch": watch_words(facts.watch) if facts else "",
        "door": door,
        "fetching": fetching(found) if door else None,
        "roster": roster,
        "has_connector": queries.has_connector(found),
        "capabilities": queries.capabilities(found),
        "lacks": queries.lacks(found) if found.status == Status.ADOPTED else [],
        "duties": [_short(duty, found) for duty in duties.about(f"account.{found.pk}.")],
        "now": clock.now(),
        "steps_left": len(remaining(found)) if is_starting(found) else 0,
        "is_starting": is_starting(found),
        "runs": runs,
        "plan": approved_plan(found),
        "may_plan": runs and any(unit.pk == found.unit_id for unit in permissions.writable_units(user)),
        "owner": queries.owner(found),
    }


def _short(duty: Duty, account: Account) -> dict[str, object]:
    """A duty on its account's own page, where the name would only be said again."""
    return {"due_at": duty.due_at, "short": duty.title.removesuffix(f": {account.name}")}


@kept_while_reading
@staff_required
@require_safe
def past(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """What has happened to an account: a part of its page, fetched after it; a page of its own without
    script.
    """
    _, found = seen(request, account_id)
    part = "desk/accounts/history.html" if request.headers.get("HX-Request") else "desk/accounts/past.html"
    return render(request, part, {"account": found, "history": history.rows(found)})
