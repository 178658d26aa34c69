"""Out as CSV to the diary system, numbers back in as CSV."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import role_required, staff
from liggaren.desk.registration.forms import NumbersForm
from liggaren.desk.registration.views import find
from liggaren.lib.errors import Refusal
from liggaren.moderation import registrar_acts, registration_files, registration_xml, registrations


@require_POST
@role_required("registrar")
def export(request: HttpRequest) -> HttpResponse:
    """The waiting requests as a file, from then on *sent*; the protected facts only when asked for."""
    user = staff(request)
    with transaction.atomic():
        rows = list(registrations.waiting(user))
        registrar_acts.mark_sent(requests=rows, by=user)
        rows = list(registrations.waiting(user))
        text = registration_files.write(rows, by=user, protected=request.POST.get("skyddat") == "1")
    headers = {
        "Content-Disposition": 'attachment; filename="att-diariefora.csv"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@role_required("registrar")
def draft(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request as FGS-ERMS XML, a draft; the protected facts only when asked for."""
    row, user = find(request, request_id)
    protected = request.POST.get("skyddat") == "1"
    data = registration_xml.write(row, by=user, protected=protected)
    name = f"utkast-fgs-{str(row.pk)[:8]}{'-skyddad' if protected else ''}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/xml; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@role_required("registrar")
def numbers(request: HttpRequest) -> HttpResponse:
    """`/att-diariefora/nummer/`: read a file of numbers; every row's fate is told."""
    if request.method == "GET":
        return render(request, "desk/registration/numbers.html", {"form": NumbersForm(), "lines": None})
    form, sent = NumbersForm(request.POST, request.FILES), request.FILES.get("file")
    lines = None
    try:
        if sent is None:
            raise Refusal("Välj en fil", "no_file")
        lines = registration_files.read(sent.read(registration_files.LARGEST + 1), by=staff(request))
    except Refusal as refusal:
        form.is_valid()
        form.add_error("file", refusal.message)
    words = {
        "form": form, "lines": lines, "bad": [line for line in lines or () if line.why],
        "good": [line for line in lines or () if not line.why],
    }  # fmt: skip
    return render(request, "desk/registration/numbers.html", words, status=422 if lines is None else 200)
