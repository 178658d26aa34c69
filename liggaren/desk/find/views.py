"""Search in what one may read, and the page of one item. A stranger's item reads as not found."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from liggaren.capture import queries as capture
from liggaren.desk.access import staff, staff_required
from liggaren.desk.find import results, story
from liggaren.desk.signs import marks
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Finding
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.search import queries as searching


@kept_while_reading
@staff_required
def search(request: HttpRequest) -> HttpResponse:
    """`/sok/?q=&konto=&sida=`: an empty page until something is asked for."""
    user, q = staff(request), request.GET.get("q", "").strip()[:200]
    accounts = list(register.visible_accounts(user))
    account = next((one for one in accounts if str(one.pk) == request.GET.get("konto", "")), None)
    found = searching.search(user, q, account, results.page_number(request.GET.get("sida", "")))
    _cover(user, found)
    context = {
        "q": q, "accounts": accounts, "account": account, "found": found, "rows": results.rows(found),
        "page": Paginator(range(found.count), searching.PAGE).page(found.page),
        "title": results.title(q, found),
    }  # fmt: skip
    return render(request, "desk/find/search.html", context)


def _cover(user: User, found: searching.Found) -> None:
    """Cover what the person has not opened, before excerpts are cut."""
    sight = sight_of(user, [hit.item for hit in found.hits])
    for hit in found.hits:
        hit.item.is_closed = sight.is_closed(hit.item)
        sight.cover_version(hit.version, closed=hit.item.is_closed)


@kept_while_reading
@staff_required
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """`/inlagg/<id>/`: the text as sealed, its versions, its thread and what has happened to it."""
    user = staff(request)
    known = capture.visible_to(user)
    proposed = Exists(Finding.objects.filter(version=OuterRef("latest")))
    found = known.select_related("latest").annotate(has_findings=proposed).filter(pk=item_id).first()
    if found is None:
        raise Http404
    thread = capture.thread_among(known, found)
    sight = sight_of(user, {found.pk, *(one.pk for one in thread)})
    marked = marks.read(found, found.latest, sight) if found.latest and found.is_readable else None
    sight.cover(found, *thread)
    context = story.page(found, sight) | {"thread": thread, "marks": marked}
    return render(request, "desk/find/item.html", context)
