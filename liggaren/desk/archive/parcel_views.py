"""Deliveries of whole boards: send, fetch once by link, receive, refuse; and the run's window."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from liggaren.archive import parcel_file, permissions, services
from liggaren.archive.models import Parcel
from liggaren.archive.permissions import NotYours
from liggaren.desk.access import role_required, staff
from liggaren.desk.archive import pages, parcel_pages
from liggaren.desk.archive.forms import DeliverBoardForm, FetchedForm, RejectForm, WindowForm
from liggaren.lib.errors import Refusal
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import Unit
from liggaren.vault.services import Gone


def _parcel(request: HttpRequest, parcel_id: UUID) -> Parcel:
    return get_object_or_404(parcel_pages.parcels_of(staff(request)), pk=parcel_id)


@kept_while_reading
@role_required("information", "archivist")
def deliveries(request: HttpRequest) -> HttpResponse:
    """`/arkiv/leveranser/`: what comes, what waits, what was refused or called back."""
    return render(request, "desk/archive/deliveries.html", parcel_pages.deliveries_page(staff(request)))


@require_POST
@role_required("information", "archivist")
def deliver_board(request: HttpRequest) -> HttpResponse:
    """All of a board's valid snapshots of a half-year, under one list of contents."""
    form = DeliverBoardForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Välj nämnd, period och hur leveransen ska lämnas.")
        return redirect("deliveries")
    user, chosen = staff(request), form.cleaned_data
    board = get_object_or_404(Unit, pk=chosen["board"])
    if not permissions.visible_to(user).filter(board=board).exists():
        raise Http404
    try:
        parcel = services.deliver_board(
            board=board, period=pages.chosen(chosen["period"], []), way=Parcel.Way(chosen["way"]), by=user
        )
    except (Refusal, Gone) as no:
        messages.error(request, no.message)
        return redirect("deliveries")
    messages.success(request, "Leveransen är lämnad. Arkivarien kvitterar när den är framme.")
    return redirect("parcel", parcel.pk)


@kept_while_reading
@role_required("information", "archivist")
def parcel(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """`/arkiv/leverans/<id>/`: what is in it, and the archivist's answer."""
    found = _parcel(request, parcel_id)
    return render(request, "desk/archive/parcel.html", parcel_pages.parcel_page(found, staff(request)))


@require_POST
@role_required("information", "archivist")
def link(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """A new link, shown on this page and never again."""
    found = _parcel(request, parcel_id)
    try:
        token = services.make_link(parcel=found, by=staff(request))
    except Refusal as no:
        messages.error(request, no.message)
        return redirect("parcel", found.pk)
    address = request.build_absolute_uri(reverse("parcel-fetch", args=[token]))
    response = render(
        request, "desk/archive/parcel.html", parcel_pages.parcel_page(found, staff(request), link=address)
    )
    response["Cache-Control"] = "no-store"
    return response


@role_required("archivist")
def fetch(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    """The link's page; the file comes when the archivist asks for it, once."""
    user = staff(request)
    try:
        if request.method != "POST":
            context = {"parcel": parcel_file.find(token, user).parcel}
            response = render(request, "desk/archive/fetch.html", context)
            response["Referrer-Policy"] = "same-origin"
            return response
        parcel, file = services.fetch(token=token, by=user)
    except NotYours as no:
        raise Http404 from no
    except (Refusal, Gone) as no:
        messages.error(request, no.message)
        return redirect("deliveries")
    name = f"{parcel.folder.replace('/', '-')}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@role_required("archivist")
def receive(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """The receipt for the whole; a fetched file by its checksum."""
    found, form = _parcel(request, parcel_id), FetchedForm(request.POST)
    if found.way == Parcel.Way.LINK and not form.is_valid():
        context = parcel_pages.parcel_page(found, staff(request), fetched=form)
        return render(request, "desk/archive/parcel.html", context, status=422)
    given = form.cleaned_data.get("sha256", "") if form.is_valid() else ""
    try:
        services.receive_parcel(parcel=found, by=staff(request), file_sha256=given)
        messages.success(request, "Leveransen är mottagen. Filerna är de som levererades.")
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("parcel", found.pk)


@require_POST
@role_required("archivist")
def reject(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """The refusal of the whole, with a reason in words."""
    found, form = _parcel(request, parcel_id), RejectForm(request.POST)
    if not form.is_valid():
        context = parcel_pages.parcel_page(found, staff(request), reject=form)
        return render(request, "desk/archive/parcel.html", context, status=422)
    try:
        services.reject_parcel(parcel=found, by=staff(request), reason=form.cleaned_data["reason"])
        messages.warning(request, "Leveransen är avvisad. Den görs om och levereras på nytt.")
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("parcel", found.pk)


@require_POST
@role_required("information", "archivist")
def window(request: HttpRequest) -> HttpResponse:
    """Choose when the half-year's snapshots are made and must be received."""
    form = WindowForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Skriv antalet dagar med siffror.")
        return redirect("deliveries")
    try:
        services.set_window(by=staff(request), **form.cleaned_data)
        messages.success(request, "Tiderna gäller för det som öppnas från och med nu.")
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("deliveries")
