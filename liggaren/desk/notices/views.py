"""A person's notices on one page; the information function also sees whom nothing has reached."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk.access import kinds, staff, staff_required
from liggaren.desk.notices.forms import NoticesForm, shown
from liggaren.notices import preferring, queries, services
from liggaren.people.memory import kept_while_reading


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What I have been told, and how I want to be told."""
    user = staff(request)
    if request.POST.get("gor") == "last":
        services.mark_read(user=user)
        return redirect("notices")
    form = NoticesForm(request.POST or None, initial=shown(queries.preferences(user)))
    if request.method == "POST" and form.is_valid():
        given = {"way": "", **form.cleaned_data}
        preferring.prefer(by=user, **given)
        messages.success(request, "Dina val gäller det som skickas från och med nu.")
        return redirect("notices")
    told = queries.recent(user, limit=30)
    context = {
        "form": form, "notices": told, "unread": sum(notice.read_at is None for notice in told),
        "failed": queries.undelivered(user),
        "others": [row for row in queries.undelivered() if row.to_id != user.pk]
        if "information" in kinds(request) else [],
    }  # fmt: skip
    return render(request, "desk/notices/mine.html", context, status=422 if form.errors else 200)
