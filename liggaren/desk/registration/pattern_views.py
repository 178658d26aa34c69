"""How the diary numbers of a registrar's boards are written: the orders that hold, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk.access import role_required, staff
from liggaren.desk.registration.forms import PatternForm
from liggaren.lib import clock, dates
from liggaren.moderation import numbering
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import Unit, User


@require_http_methods(["GET", "POST"])
@kept_while_reading
@role_required("registrar")
def pattern(request: HttpRequest) -> HttpResponse:
    """`/att-diariefora/nummerform/`."""
    user = staff(request)
    units = numbering.may_choose(user)
    form = PatternForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST":
        try:
            _choose(form, user)
        except NotYours as error:
            raise Http404 from error
        except Incomplete as refusal:
            form.show(refusal.problems)
        else:
            messages.success(request, "Beslutet är sparat.")
            return redirect("registration-pattern")
    failed, today = request.method == "POST", dates.swedish_day(clock.now())
    held = [(unit, numbering.pattern_of(unit)) for unit in units]
    words = {
        "form": form, "failed": failed, "past": numbering.history(units)[:50],
        "held": [(unit, found, numbering.example(found, today)) for unit, found in held],
    }  # fmt: skip
    return render(request, "desk/registration/pattern.html", words, status=422 if failed else 200)


def _choose(form: PatternForm, user: User) -> None:
    form.is_valid()
    unit: Unit | None = form.cleaned_data.get("unit")
    if unit is None:
        raise Incomplete([Problem("unit", "Välj för vilken nämnd det gäller")])
    numbering.choose_pattern(unit=unit, pattern=form.words("pattern"), by=user)
