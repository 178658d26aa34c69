"""The half-year run, one snapshot, and the acts on it. A stranger's snapshot reads as not found."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from liggaren.archive import permissions, queries, services, tasks
from liggaren.archive.models import Delivery, Snapshot, SnapshotState
from liggaren.desk.access import role_required, staff, staff_required
from liggaren.desk.archive import pages
from liggaren.desk.archive.forms import AcceptForm, RejectForm
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.people.memory import kept_while_reading
from liggaren.vault.services import Gone


def _found(request: HttpRequest, snapshot_id: UUID) -> Snapshot:
    found = permissions.visible_to(staff(request)).filter(pk=snapshot_id).first()
    if found is None:
        raise Http404
    return found


@kept_while_reading
@staff_required
def run(request: HttpRequest) -> HttpResponse:
    """`/arkiv/?period=2026-2&visa=atgard&sida=1`: the period's run, what needs a hand first."""
    return render(request, "desk/archive/run.html", pages.run_page(request, staff(request)))


@require_POST
@role_required("information", "archivist")
def open_run(request: HttpRequest) -> HttpResponse:
    """Open the present half-year: a snapshot and a duty for every account."""
    opened = services.open_run(period=dates.half_year(clock.now()), by=staff(request))
    how_many = "Ett konto" if len(opened) == 1 else f"{dates.number(len(opened))} konton"
    messages.success(request, f"{how_many} är med i halvåret. De framställs när perioden är slut.")
    return redirect("archive")


@kept_while_reading
@staff_required
def snapshot(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """`/arkiv/<id>/`: where it stands, what is in it, the validator's report, delivery and receipt."""
    found = _found(request, snapshot_id)
    return render(request, "desk/archive/snapshot.html", pages.snapshot_page(found, staff(request)))


@require_POST
@staff_required
def make(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Ask the worker to make it (again); what is delivered or received is left alone."""
    found = _found(request, snapshot_id)
    if not permissions.may_make(staff(request), found):
        raise Http404
    if found.state in (SnapshotState.DELIVERED, SnapshotState.RECEIVED):
        messages.error(request, "Den är redan levererad och görs inte om.")
    else:
        tasks.make.defer(snapshot_id=str(found.pk))
        messages.success(request, "Den framställs nu i bakgrunden. Sidan visar när den är klar.")
    return _back(found)


@require_POST
@staff_required
def deliver(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Deliver to the archive's folder; without a verdict only when the archivist says so by name."""
    found, user = _found(request, snapshot_id), staff(request)
    if not permissions.may_make(user, found):
        raise Http404
    accepted = None
    if found.state == SnapshotState.NOT_VALIDATED and permissions.may_receive(user, found):
        form = AcceptForm(request.POST)
        if not form.is_valid():
            context = pages.snapshot_page(found, user, accept=form)
            return render(request, "desk/archive/snapshot.html", context, status=422)
        accepted = user
    try:
        services.deliver(snapshot=found, by=user, accepted_by=accepted)
        messages.success(request, "Ögonblicksbilden är levererad. Arkivarien kvitterar när den är framme.")
    except (Refusal, Gone) as no:
        messages.error(request, no.message)
    return _back(found)


@require_POST
@staff_required
def receive(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """The archivist's receipt, after the files are checked once more."""
    found, delivery = _waiting(request, snapshot_id)
    try:
        services.receive(delivery=delivery, by=staff(request))
        messages.success(request, "Leveransen är mottagen. Filerna är de som levererades.")
    except Refusal as no:
        messages.error(request, no.message)
    return _back(found)


@require_POST
@staff_required
def reject(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """The archivist's refusal, with a reason in words."""
    found, delivery = _waiting(request, snapshot_id)
    form = RejectForm(request.POST)
    if not form.is_valid():
        context = pages.snapshot_page(found, staff(request), reject=form)
        return render(request, "desk/archive/snapshot.html", context, status=422)
    try:
        services.reject(delivery=delivery, by=staff(request), reason=form.cleaned_data["reason"])
        messages.warning(request, "Leveransen är avvisad. Den görs om och levereras på nytt.")
    except Refusal as no:
        messages.error(request, no.message)
    return _back(found)


def _waiting(request: HttpRequest, snapshot_id: UUID) -> tuple[Snapshot, Delivery]:
    found = _found(request, snapshot_id)
    delivery = queries.latest_delivery(found)
    if delivery is None or not permissions.may_receive(staff(request), found):
        raise Http404
    return found, delivery


@staff_required
def file(request: HttpRequest, snapshot_id: UUID, number: int) -> HttpResponse:
    """One of the snapshot's files, as it will be delivered."""
    volume = _found(request, snapshot_id).volumes.filter(number=number).first()
    if volume is None:
        raise Http404
    other = "application/jsonl" if volume.name.endswith(".jsonl") else "application/octet-stream"
    kind = "application/pdf" if volume.pages else other
    try:
        response = HttpResponse(queries.content(volume), content_type=kind)
    except Gone as gone:
        messages.error(request, gone.message)
        return redirect("snapshot", snapshot_id)
    name = volume.name.replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _back(found: Snapshot) -> HttpResponseRedirect:
    return redirect("snapshot", found.pk)
