"""Fetching now: asking for a visit, and how it goes with it, in words true at the moment of reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from liggaren.capture import visits
from liggaren.capture.models import Visit
from liggaren.desk.access import staff_required
from liggaren.desk.accounts.finding import run, seen
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.people.memory import kept_while_reading
from liggaren.register import queries
from liggaren.register.models import Account

PATIENCE = timedelta(seconds=45)  # a job that nobody has begun by then waits for a worker


@dataclass(frozen=True)
class Fetching:
    """The state of an account's visits. `under_way`: asked for or begun, not ended; the page asks again."""

    visit: Visit
    under_way: bool
    waits_long: bool
    next_at: datetime
    soon: bool

    @property
    def brought(self) -> str:
        """What the last visit brought, in words."""
        one = self.visit
        parts = (
            (one.new, "1 ny", f"{one.new} nya"), (one.edited, "1 ändrad", f"{one.edited} ändrade"),
            (one.missing, "1 saknas i listan", f"{one.missing} saknas i listan"),
        )  # fmt: skip
        return ", ".join(few if count == 1 else many for count, few, many in parts if count) or "inget nytt"


def fetching(account: Account) -> Fetching | None:
    """How it stands; None before the first visit. One read."""
    return state_of(visit, clock.now()) if (visit := visits.of(account)) else None


def state_of(visit: Visit, now: datetime) -> Fetching:
    """The state of one account's visits at a moment."""
    waits = visit.asked_at is not None and (visit.tried_at is None or visit.tried_at < visit.asked_at)
    begun = visit.tried_at is not None and visit.ended_at is None and now - visit.tried_at < visits.LONGEST
    long = waits and not begun and visit.asked_at is not None and now - visit.asked_at > PATIENCE
    next_at = visits.next_of(visit, now)
    return Fetching(visit, waits or begun, long, next_at, next_at <= now)


@staff_required
@require_POST
def fetch(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask for a visit now, for those who run the account. The line on its page tells how it goes."""
    user, account = run(request, account_id)
    if not queries.has_connector(account) or queries.connection_state(account) is None:
        raise Http404
    try:
        visits.ask(account=account, by=user)
    except Refusal as refused:
        messages.warning(request, refused.message)
    return redirect(f"/konton/{account.pk}/#hamtning")


@kept_while_reading
@staff_required
@require_safe
def fetch_state(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """How it goes with the visit: asked for by the account's page until it has ended."""
    _, account = seen(request, account_id)
    context = {"account": account, "fetching": fetching(account)}
    return render(request, "desk/accounts/fetching.html", context)
