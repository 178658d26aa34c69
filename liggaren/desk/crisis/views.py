"""Crisis mode: what is on, ordering it, and ending it."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from liggaren.desk.access import staff, staff_required
from liggaren.desk.crisis.forms import EndForm, OrderForm
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import crisis
from liggaren.lifecycle.models import Crisis, CrisisAccount
from liggaren.lifecycle.rights import NotYours
from liggaren.moderation import permissions
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User
from liggaren.register import queries as register

PAST = 20
CONCERNED = Prefetch("accounts", CrisisAccount.objects.select_related("account__unit"))


def seen(user: User, crisis_id: int) -> Crisis:
    """A crisis of an account within reach. Raises Http404."""
    accounts = register.visible_accounts(user).values("pk")
    rows = Crisis.objects.filter(pk=crisis_id, accounts__account__in=accounts).distinct()
    found = rows.prefetch_related(CONCERNED).first()
    if found is None:
        raise Http404
    return found


@kept_while_reading
@staff_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is on now and what has been, for accounts within reach."""
    user = staff(request)
    accounts = register.visible_accounts(user).values("pk")
    rows = Crisis.objects.filter(accounts__account__in=accounts).distinct()
    found = rows.select_related("ordered_by", "ended_by").prefetch_related(CONCERNED)
    shown = list(found.order_by("-ordered_at")[:PAST])
    working = permissions.reach_of(user).working
    on = [
        (row, crisis.may_end(user, row), any(one.account_id in working for one in row.accounts.all()))
        for row in shown
        if row.ended_at is None
    ]
    context = {
        "on": on, "past": [row for row in shown if row.ended_at], "may_order": bool(crisis.orderable(user)),
    }  # fmt: skip
    return render(request, "desk/crisis/overview.html", context)


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Order it for chosen accounts."""
    user = staff(request)
    accounts = crisis.orderable(user)
    if not accounts:
        raise Http404
    form = OrderForm(request.POST or None, choose=accounts)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = [account for account in accounts if str(account.pk) in given.pop("accounts")]
        try:
            crisis.order(accounts=chosen, by=user, **given)
        except Refusal as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("crisis")
    return render(request, "desk/crisis/order.html", {"form": form}, status=422 if form.errors else 200)


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """End it, with a reason."""
    user = staff(request)
    found = seen(user, crisis_id)
    if found.ended_at or not crisis.may_end(user, found):
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            crisis.end(crisis=found, reason=form.cleaned_data["reason"], by=user)
        except NotYours as strange:
            raise Http404 from strange
        return redirect("crisis")
    accounts = [row.account for row in found.accounts.all()]
    context = {"form": form, "crisis": found, "accounts": accounts}
    return render(request, "desk/crisis/end.html", context, status=422 if form.errors else 200)
