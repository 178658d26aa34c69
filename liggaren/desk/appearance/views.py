"""The appearance of one snapshot, and the archive's acceptances. A stranger's snapshot reads as not found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from liggaren.archive import appearance_acceptance, appearance_taking, permissions, services, tasks
from liggaren.archive.appearance_models import RenderingAcceptance
from liggaren.archive.appearance_printed import looks_of
from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.desk.access import kinds, role_required, staff, staff_required
from liggaren.desk.appearance.forms import AcceptanceForm, UploadForm
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.moderation.pictures import LARGEST
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import RoleKind
from liggaren.register import media
from liggaren.vault import services as vault

HANDED_OVER = (SnapshotState.DELIVERED, SnapshotState.RECEIVED)


def _found(request: HttpRequest, snapshot_id: UUID, *, to_change: bool = False) -> Snapshot:
    user = staff(request)
    found = permissions.visible_to(user).filter(pk=snapshot_id).first()
    if found is None or (to_change and not permissions.may_make(user, found)):
        raise Http404
    return found


def _page(request: HttpRequest, snapshot: Snapshot, form: UploadForm) -> dict[str, Any]:
    last = snapshot.appearances.exclude(refused="").order_by("-taken_at").first()
    return {
        "snapshot": snapshot,
        "looks": looks_of(snapshot),
        "last_refused": last,
        "may_change": permissions.may_make(staff(request), snapshot),
        "off": appearance_taking.available(),
        "is_handed_over": snapshot.state in HANDED_OVER,
        "form": form,
    }


@kept_while_reading
@staff_required
def appearance(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """`/arkiv/<id>/utseende/`: what holds now, our own picture, and an upload in steps."""
    snapshot = _found(request, snapshot_id, to_change=request.method == "POST")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _is_kept(request, snapshot, form):
        return redirect("appearance", snapshot.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/appearance/page.html", _page(request, snapshot, form), status=status)


def _is_kept(request: HttpRequest, snapshot: Snapshot, form: UploadForm) -> bool:
    if not form.is_valid():
        return False
    try:
        data = form.cleaned_data["picture"].read(LARGEST + 1)
        services.upload(snapshot=snapshot, data=data, by=staff(request))
    except services.NoPicture as no:
        form.add_error("picture", no.message)
        return False
    messages.success(request, f"Bilden är sparad. {_again(snapshot)}")
    return True


def _again(snapshot: Snapshot) -> str:
    """A made snapshot is made anew with its picture; one handed over waits for its replacement."""
    if snapshot.state in HANDED_OVER:
        return "Den kommer med när leveransen ersätts."
    if snapshot.state in (SnapshotState.DUE, SnapshotState.MAKING):
        return "Den kommer med när ögonblicksbilden framställs."
    tasks.make.defer(snapshot_id=str(snapshot.pk))
    return "Ögonblicksbilden görs om med den."


@require_POST
@staff_required
def take(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Ask the worker to photograph the open page."""
    snapshot = _found(request, snapshot_id, to_change=True)
    tasks.photograph.defer(snapshot_id=str(snapshot.pk), by_id=staff(request).pk)
    messages.success(request, "Bilden tas nu i bakgrunden. Ladda om sidan om en stund.")
    return redirect("appearance", snapshot.pk)


@staff_required
def picture(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """The picture that holds. One that may show what is closed now is not given."""
    found = looks_of(_found(request, snapshot_id)).picture
    if found is None:
        raise Http404
    try:
        answer = HttpResponse(vault.get(str(found.blob_id)), content_type=found.media_type)
    except vault.Gone as gone:
        raise Http404 from gone
    answer["Cache-Control"] = "no-store"
    return answer


@kept_while_reading
@role_required("archivist", "information")
def acceptances(request: HttpRequest) -> HttpResponse:
    """`/arkiv/utseende/`: for which platforms the archive takes the rendering without a picture."""
    form = AcceptanceForm(request.POST or None)
    is_archivist = str(RoleKind.ARCHIVIST) in kinds(request)
    if request.method == "POST":
        if not is_archivist:
            raise Http404
        if form.is_valid() and _is_accepted(request, form):
            return redirect("appearance-acceptances")
    today = dates.swedish_day(clock.now())
    rows = RenderingAcceptance.objects.select_related("accepted_by", "ended_by").order_by(
        "-accepted_at", "-pk"
    )
    holding = {one.pk for one in appearance_acceptance.holding(today)}
    context = {
        "rows": [(one, media.get(one.platform).name, one.pk in holding) for one in rows[:50]],
        "form": form,
        "is_archivist": is_archivist,
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/appearance/acceptances.html", context, status=status)


def _is_accepted(request: HttpRequest, form: AcceptanceForm) -> bool:
    try:
        services.accept(**form.cleaned_data, by=staff(request))
    except Refusal as no:
        form.add_error(None, no.message)
        return False
    messages.success(
        request, "Godtagandet gäller. Det står på första sidan i det som framställs från och med nu."
    )
    return True


@require_POST
@role_required("archivist")
def take_back(request: HttpRequest, acceptance_id: int) -> HttpResponse:
    """End an acceptance before its last day."""
    found = get_object_or_404(RenderingAcceptance, pk=acceptance_id)
    try:
        services.take_back(acceptance=found, by=staff(request))
        messages.success(request, "Godtagandet är tillbakataget.")
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("appearance-acceptances")
