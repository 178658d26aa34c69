"""The ledger as it is: entries newest first, and one entry with its proof. For reviewers and keepers."""

from __future__ import annotations

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from liggaren.desk.access import kinds, role_required
from liggaren.desk.proof import checking, listing, words
from liggaren.ledger import queries
from liggaren.ledger.models import Number

READERS = ("auditor", "protection_officer", "system", "information", "archivist")
READS_ALL = frozenset({"auditor", "protection_officer"})
ROWS = 50


@role_required(*READERS)
def entries(request: HttpRequest) -> HttpResponse:
    """`/liggare/?post=48213` goes to that entry; else a page of entries, newest first."""
    wanted = "".join(request.GET.get("post", "").split())
    if wanted.isdigit() and Number.objects.filter(pk=int(wanted[:18])).exists():
        return redirect("ledger-entry", int(wanted[:18]))
    page = Paginator(listing.sealed(), ROWS).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": listing.rows(page.object_list),
        "waiting": listing.waiting() if page.number == 1 else [],
        "head": queries.latest_checkpoint(),
        "key": queries.public_key(),
        "missed": wanted,
    }
    return render(request, "desk/proof/entries.html", context)


@role_required(*READERS)
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """`/liggare/<index>/`: what the entry says, its seal, and the steps to check it."""
    entry_id = _entry(index)
    record, seal, proof = queries.record(entry_id), queries.seal(entry_id), queries.proof(entry_id)
    full = not READS_ALL.isdisjoint(kinds(request))
    context: dict[str, Any] = {
        "index": index,
        "record": record,
        "title": words.title(record.kind, record.is_weeded),
        "seal": seal,
        "steps": checking.steps(entry_id, record, proof),
        "full": full,
        "facts": json.dumps(record.facts, ensure_ascii=False, indent=2) if full and record.facts else "",
        "actor": listing.actor(record.actor) if full else "",
    }
    return render(request, "desk/proof/entry.html", context)


@role_required(*READERS)
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """The entry's `.tlog-proof`: place, path and signed checkpoint; it tells nothing of the content."""
    response = HttpResponse(queries.proof(_entry(index)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="post-{index}.tlog-proof"'
    return response


def _entry(index: int) -> int:
    found = (
        Number.objects.filter(pk=index).values_list("entry_id", flat=True).first() if index < 2**62 else None
    )
    if found is None or queries.seal(found) is None:
        raise Http404
    return found
