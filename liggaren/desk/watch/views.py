"""How the watch has been kept: the days since last, the month, one account, and the alarms' times."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from liggaren.desk.access import kinds, role_required, staff, staff_required
from liggaren.desk.watch import reading
from liggaren.desk.watch.forms import AlarmForm
from liggaren.lib import clock
from liggaren.moderation import watch_keeping, watch_plans, watch_queries, watch_raising
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.models import Absence
from liggaren.people.memory import kept_while_reading
from liggaren.register import queries as register

LIVE = (Absence.State.ASKED, Absence.State.ACCEPTED)


@kept_while_reading
@staff_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The days since last and the month, for every account within reach."""
    user, today = staff(request), reading.today_in_sweden()
    accounts = reading.accounts_of(user)
    first = reading.since_last(today)
    found = reading.days(accounts, first, today)
    month = reading.month_of(request.GET.get("manad", ""), today)
    page = Paginator(accounts, reading.PER_PAGE).get_page(request.GET.get("sida"))
    alarms = watch_queries.open_alarms(account.pk for account in accounts)
    context = {
        "days": found, "month": month, "page": page, "lines": reading.lines(list(page.object_list), month),
        "sentence": reading.sentence(found, first, today, alarms), "today": today, "now": clock.now(),
        "alarms": [(account, alarms[account.pk]) for account in accounts if account.pk in alarms],
        "absences": [row for row in watch_queries.absences(user, today) if row.state in LIVE],
        "may_change": "information" in kinds(request), "user_id": user.pk,
    }  # fmt: skip
    return render(request, "desk/watch/overview.html", context)


@kept_while_reading
@staff_required
@require_safe
def month(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account's month, day by day, by whom, and each gap with its hours."""
    today = reading.today_in_sweden()
    account = register.visible_accounts(staff(request)).filter(pk=account_id).first()
    plan = watch_plans.plan_of(account) if account else None
    if account is None or plan is None:
        raise Http404
    shown = reading.month_of(request.GET.get("manad", ""), today)
    context = {
        "account": account, "plan": plan, "month": shown, "coming": reading.coming(plan),
        "days": reading.days([account], shown.first, shown.last), "keepers": watch_plans.keepers(account),
        "deputy": watch_plans.deputy(account, plan.facts), "now": clock.now(),
        "alarm": watch_queries.open_alarms([account.pk]).get(account.pk),
    }  # fmt: skip
    return render(request, "desk/watch/month.html", context)


@role_required("information")
@require_http_methods(["GET", "POST"])
def alarm_times(request: HttpRequest) -> HttpResponse:
    """How long after a missed watch each of the three is told."""
    rule = watch_keeping.rule()
    initial = {name: getattr(rule, name) for name in AlarmForm.base_fields}
    form = AlarmForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            watch_raising.change_rule(
                administrators=told["administrators_after"], deputy=told["deputy_after"],
                information=told["information_after"], by=staff(request),
            )  # fmt: skip
        except Incomplete as faults:
            for problem in faults.problems:
                form.add_error(problem.field, problem.message)
        else:
            return redirect("watch")
    status = 422 if form.errors else 200
    return render(request, "desk/watch/alarms.html", {"form": form, "rule": rule}, status=status)
