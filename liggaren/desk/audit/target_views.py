"""How soon each category shall be gone: read by the auditor, decided by the information function (G5.5)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk.access import kinds, staff
from liggaren.desk.audit.forms import HINT, TargetForm
from liggaren.desk.audit.reading import reader_required
from liggaren.moderation import targets as goals
from liggaren.people.models import RoleKind


@require_http_methods(["GET", "POST"])
@reader_required
def targets(request: HttpRequest) -> HttpResponse:
    """`/granskning/mal/`: the targets, as a form to the information function."""
    may_set = RoleKind.INFORMATION in kinds(request)
    if request.method == "POST" and not may_set:
        raise Http404
    found = goals.every_target()
    forms = [TargetForm(target, request.POST if request.method == "POST" else None) for target in found]
    is_wrong = request.method == "POST" and sum(form.is_valid() for form in forms) < len(forms)
    if request.method == "POST" and not is_wrong:
        _save(request, forms)
        return redirect("audit-targets")
    words = {
        "targets": found, "forms": forms, "may_set": may_set, "is_wrong": is_wrong, "hint": HINT,
        "proposed": sum(target.decided_at is None for target in found),
        "wrong": [(form["time"], form.errors["time"][0]) for form in forms if "time" in form.errors],
    }  # fmt: skip
    return render(request, "desk/audit/targets.html", words, status=422 if is_wrong else 200)


@transaction.atomic
def _save(request: HttpRequest, forms: list[TargetForm]) -> None:
    by, changed = staff(request), 0
    for form in forms:
        row = goals.set_target(
            category=form.target.category, minutes=form.cleaned_data["time"],
            is_alarmed=form.cleaned_data["alarm"], by=by,
        )  # fmt: skip
        changed += row is not None
    words = "Målen står som förut." if not changed else "Målen är sparade och står i liggaren."
    messages.success(request, words)
