"""Ready texts for a crisis: write, approve by two others, withdraw."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import role_required, staff, staff_required
from liggaren.desk.crisis.forms import TextForm
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import crisis_texts
from liggaren.lifecycle.models import CrisisText
from liggaren.lifecycle.rights import NotYours
from liggaren.people.memory import kept_while_reading


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """The texts that are ready, those that wait, and a new one."""
    user = staff(request)
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            crisis_texts.write(by=user, **form.cleaned_data)
        except NotYours as strange:
            raise Http404 from strange
        except Refusal as refused:
            form.add_error("text", refused.message)
        else:
            return redirect("crisis-texts")
    context = {
        "form": form, "ready": crisis_texts.ready(), "may_write": crisis_texts.may_write(user),
        "waiting": [(row, crisis_texts.may_approve(user, row)) for row in crisis_texts.waiting()],
        "user_id": user.pk, "may_withdraw_all": crisis_texts.may_withdraw_all(user),
    }  # fmt: skip
    return render(request, "desk/crisis/texts.html", context, status=422 if form.errors else 200)


@role_required("communicator", "information", "director", "unit_manager")
@require_POST
def decide(request: HttpRequest, text_id: int) -> HttpResponse:
    """Approve, or withdraw."""
    row = CrisisText.objects.filter(pk=text_id).first()
    act = {"godkann": crisis_texts.approve, "dra-tillbaka": crisis_texts.withdraw}.get(
        request.POST.get("gor", "")
    )
    if row is None or act is None:
        raise Http404
    try:
        act(text=row, by=staff(request))
    except NotYours as strange:
        raise Http404 from strange
    return redirect("crisis-texts")
