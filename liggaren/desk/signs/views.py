"""Two acts: open what is masked, and say whether a proposal was right. Both go back to where one was."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from liggaren.capture import queries as capture
from liggaren.capture.models import Item
from liggaren.desk.access import staff, staff_required
from liggaren.moderation import services
from liggaren.moderation.errors import NotRead, NotYours
from liggaren.moderation.models import Finding


@require_POST
@staff_required
def open_item(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Enter in the ledger that this person opens the item; the page that follows then shows it."""
    item = capture.readable_to(staff(request)).filter(pk=item_id).first()
    if item is None:
        raise Http404
    try:
        services.open_masked(item=item, by=staff(request))
    except NotYours as error:
        raise Http404 from error
    return _back(request, item)


@require_POST
@staff_required
def judge(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Keep the verdict of one who works with the item."""
    finding = Finding.objects.select_related("version__item").filter(pk=finding_id).first()
    verdict = {"ratt": Finding.Verdict.RIGHT, "fel": Finding.Verdict.WRONG}.get(request.POST.get("svar", ""))
    if finding is None or verdict is None:
        raise Http404
    try:
        services.judge_finding(finding=finding, verdict=verdict, by=staff(request))
    except NotYours as error:
        raise Http404 from error
    except NotRead as refusal:
        messages.warning(request, refusal.message)
    return _back(request, finding.version.item)


def _back(request: HttpRequest, item: Item) -> HttpResponse:
    """To the page that asked, if it is one of ours; else to the item's own."""
    asked = request.POST.get("nasta", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None):
        return redirect(asked)
    return redirect("item", item.pk)
