"""I am away from a day to a day: who takes the watch, and the answer to being asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import staff, staff_required
from liggaren.desk.watch.forms import typed_day
from liggaren.desk.watch.reading import today_in_sweden
from liggaren.moderation import watch_absence, watch_queries
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Absence
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register.models import Account


@dataclass(frozen=True)
class Choice:
    """One account and those who can take it; `chosen` is the id as posted."""

    account: Account
    people: list[User]
    chosen: str
    error: str = ""


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """The form, and what has been asked of me and by me."""
    user = staff(request)
    choices = [
        Choice(account, people, request.POST.get(f"tar-{account.pk}", ""))
        for account, people in watch_absence.takers(register.my_accounts(user), user)
    ]
    problems: list[Problem] = []
    if request.method == "POST":
        problems = _ask(request, user, choices)
        if not problems:
            messages.success(request, "De du valde har fått frågan. Bevakningen är din tills de svarar ja.")
            return redirect("watch-away")
    wrong = {problem.field: problem.message for problem in problems}
    rows = list(watch_queries.absences(user, today_in_sweden()))
    context = {
        "choices": [replace(each, error=wrong.get(f"tar-{each.account.pk}", "")) for each in choices],
        "problems": problems, "wrong": wrong, "typed": request.POST, "user_id": user.pk,
        "asked": [row for row in rows if row.taker_id == user.pk],
        "own": [row for row in rows if row.user_id == user.pk],
    }  # fmt: skip
    return render(request, "desk/watch/away.html", context, status=422 if problems else 200)


def _ask(request: HttpRequest, user: User, choices: list[Choice]) -> list[Problem]:
    starts, ends = typed_day(request.POST.get("fran", "")), typed_day(request.POST.get("till", ""))
    problems = [] if starts else [Problem("fran", "Skriv den första dagen, till exempel 2026-12-21")]
    problems += [] if ends else [Problem("till", "Skriv den sista dagen, till exempel 2026-12-31")]
    takers = {
        choice.account: person
        for choice in choices
        for person in choice.people
        if str(person.pk) == choice.chosen
    }
    if problems or starts is None or ends is None:
        return problems
    try:
        watch_absence.ask(by=user, starts_on=starts, ends_on=ends, takers=takers)
    except Incomplete as faults:
        return list(faults.problems)
    return []


@staff_required
@require_POST
def answer(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Yes, no, or taken back."""
    user, do = staff(request), request.POST.get("gor", "")
    row = Absence.objects.filter(pk=absence_id).first()
    if row is None or do not in ("ja", "nej", "ta-tillbaka"):
        raise Http404
    try:
        if do == "ta-tillbaka":
            watch_absence.withdraw(absence=row, by=user)
        else:
            watch_absence.answer(absence=row, accepts=do == "ja", by=user)
    except NotYours as strange:
        raise Http404 from strange
    return redirect("watch-away")
