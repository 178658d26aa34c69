"""Evidence files to take away: of an item one may read, or of a removal of it. Others get not found.

The file holds text and sender without masks: taking it is opening it, in the ledger before a byte leaves.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.archive import evidence
from liggaren.capture import queries as capture
from liggaren.capture.models import Item
from liggaren.desk.access import staff, staff_required
from liggaren.lib.errors import Refusal
from liggaren.moderation import taking_evidence
from liggaren.moderation.models import Removal


@require_http_methods(["GET", "POST"])
@staff_required
def of_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """`/bevis/inlagg/<id>/`: the item's versions, sealed."""
    found = capture.readable_to(staff(request)).select_related("latest").filter(pk=item_id).first()
    if found is None:
        raise Http404
    return _file(request, found, found)


@require_http_methods(["GET", "POST"])
@staff_required
def of_removal(request: HttpRequest, removal_id: UUID) -> HttpResponse:
    """`/bevis/beslut/<id>/`: what was removed, the decision, and that it was sealed before."""
    found = Removal.objects.select_related("item__latest").filter(pk=removal_id).first()
    if found is None or not capture.may_read(staff(request), found.item):
        raise Http404
    return _file(request, found, found.item)


def _file(request: HttpRequest, subject: Item | Removal, item: Item) -> HttpResponse:
    """The file; a question first where something is closed or masked for this person."""
    user = staff(request)
    if request.method == "GET" and taking_evidence.is_covered(item, user):
        return render(request, "desk/proof/take.html", {"item": item, "is_decision": subject is not item})
    try:
        data = evidence.build(subject)
        taking_evidence.take(item=item, subject=subject, by=user)
    except Refusal as no:
        messages.error(request, no.message)
        return redirect("item", item.pk)
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{evidence.file_name(subject)}"'
    response["Cache-Control"] = "private, no-store"
    return response
