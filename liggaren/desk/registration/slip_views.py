"""An incident of our own: its four steps, the clock, and the forms that take them (G5.3)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.capture import queries as capture
from liggaren.desk.access import staff, staff_required
from liggaren.desk.registration.forms import AssessForm, CorrectForm, EndForm
from liggaren.desk.removal.after_forms import After
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation import registering, slipping
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import OwnSlip
from liggaren.people.models import User

FORMS: dict[str, type[After]] = {
    "bedom": AssessForm,
    "ratta": CorrectForm,
    "aterta": EndForm,
    "avsluta": After,
}


@require_http_methods(["GET", "POST"])
@staff_required
def slip(request: HttpRequest, slip_id: UUID) -> HttpResponse:
    """`/egen-miss/<id>/`: for those who work with the account and the board's registrar."""
    user = staff(request)
    found = OwnSlip.objects.select_related("item", "account", "board", "request", "reported_by")
    row = found.filter(pk=slip_id).first()
    if row is None or not slipping.may_work(user, row):
        raise Http404
    if request.method == "GET":
        return _show(request, row, user, None)
    kind = request.POST.get("steg", "")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST)
    try:
        _acts(form)[kind](row, user)
    except Incomplete as refusal:
        form.show(refusal.problems)
        return _show(request, row, user, form)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Sparat.")
    return redirect("slip", row.pk)


def _acts(form: After) -> dict[str, Callable[[OwnSlip, User], object]]:
    def assess(row: OwnSlip, by: User) -> object:
        assert isinstance(form, AssessForm)
        return slipping.assess_slip(
            slip=row, by=by, words=form.words("assessment"),
            authority_told=form.yes("authority_told"), people_told=form.yes("people_told"),
        )  # fmt: skip

    return {
        "bedom": assess,
        "ratta": lambda row, by: slipping.correct_slip(
            slip=row, by=by, words=form.words("correction"), place=form.words("correction_place")),
        "aterta": lambda row, by: slipping.withdraw_slip(slip=row, by=by, reason=form.words("ended_reason")),
        "avsluta": lambda row, by: slipping.close_slip(slip=row, by=by),
    }  # fmt: skip


def _show(request: HttpRequest, row: OwnSlip, user: User, bound: After | None) -> HttpResponse:
    forms = {kind: bound if bound and type(bound) is made else made() for kind, made in FORMS.items()}
    reads, left = capture.may_read(user, row.item), row.breach_due_at - clock.now()
    steps, closed = slipping.steps(row), sight_of(user, [row.item]).is_closed(row.item)
    words = {
        "row": row, "steps": steps, "left": sum(not step.done for step in steps), "forms": forms,
        "bound": bound, "is_late": row.assessed_at is None and row.breach_due_at < clock.now(),
        "is_registrar": registering.is_registrar(user, row.board),
        "item": row.item, "hours_left": max(0, left.days * 24 + left.seconds // 3600),
        "shown": reads and not closed, "may_read": reads,
    }  # fmt: skip
    return render(request, "desk/registration/slip.html", words, status=422 if bound else 200)
