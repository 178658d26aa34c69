"""On a snapshot's page: the account's level, calling a delivery back, and the old one's destruction."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from liggaren.archive import permissions, services
from liggaren.archive.models import Recall, Snapshot
from liggaren.desk.access import staff, staff_required
from liggaren.desk.archive import pages
from liggaren.desk.archive.forms import ChoiceForm, DestroyedForm, RecallForm
from liggaren.lib.errors import Refusal


def _makers(request: HttpRequest, snapshot_id: UUID) -> Snapshot:
    """The snapshot, for those who make it; not found for others."""
    user = staff(request)
    found = permissions.visible_to(user).filter(pk=snapshot_id).first()
    if found is None or not permissions.may_make(user, found):
        raise Http404
    return found


@require_POST
@staff_required
def choose(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """How much of the account is printed from now on."""
    found, form = _makers(request, snapshot_id), ChoiceForm(request.POST)
    try:
        if not form.is_valid():
            raise services.NotChosen("Välj en nivå och en sorts PDF.")
        services.choose(account=found.account, by=staff(request), **form.cleaned_data)
        messages.success(request, "Valet gäller nästa gång en ögonblicksbild av kontot framställs.")
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("snapshot", found.pk)


@require_POST
@staff_required
def recall(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Call the delivery back; a new one replaces it."""
    found, form = _makers(request, snapshot_id), RecallForm(request.POST)
    if not form.is_valid():
        context = pages.snapshot_page(found, staff(request), recall=form)
        return render(request, "desk/archive/snapshot.html", context, status=422)
    try:
        cause = Recall.Cause(form.cleaned_data["cause"])
        services.recall(snapshot=found, cause=cause, by=staff(request))
        messages.warning(request, "Leveransen är återkallad. Ögonblicksbilden görs om och ersätter den.")
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("snapshot", found.pk)


@require_POST
@staff_required
def destroyed(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """The archivist says that the delivery that was called back is destroyed."""
    found, form = _makers(request, snapshot_id), DestroyedForm(request.POST)
    asked = Recall.objects.filter(delivery__snapshot=found, destroyed_at=None).order_by("pk").first()
    if asked is None or not permissions.may_receive(staff(request), found):
        raise Http404
    if not form.is_valid():
        context = pages.snapshot_page(found, staff(request), destroyed=form)
        return render(request, "desk/archive/snapshot.html", context, status=422)
    try:
        services.confirm_destroyed(recall=asked, by=staff(request))
        messages.success(request, "Intyget är sparat. Den gamla leveransen är förstörd.")
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("snapshot", found.pk)
