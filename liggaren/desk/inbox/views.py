"""The inbox's pages and its acts. Only the answer ever reaches a platform, and that by the queue."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from liggaren.actions.texts import signed
from liggaren.capture import visits
from liggaren.capture.models import Item
from liggaren.desk.access import staff, staff_required
from liggaren.desk.inbox import acts, freshness, rows, saved, thing
from liggaren.desk.signs import marks
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import crisis
from liggaren.moderation import answering, queue_acts, queue_filter, services
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import QueueStep
from liggaren.moderation.permissions import Reach, remember
from liggaren.moderation.queue_filter import Filter
from liggaren.moderation.watch_looks import note_look
from liggaren.people.memory import kept_while_reading

WHOLE = ("alla", "otagna")  # views in which what is new on an account is seen


@require_GET
@kept_while_reading
@staff_required
def queue(request: HttpRequest) -> HttpResponse:
    """The queue alone: a phone's first screen, and where nothing is chosen yet."""
    reach = _reach(request)
    own = saved.of(reach.user)
    if not request.GET and (start := next((view for view in own if view.is_start and view.query), None)):
        return redirect(f"{request.path}?{start.query}")
    visits.opened(reach.roster)  # an item's page says so by asking for news
    fresh = freshness.look(reach)
    found = rows.build(reach, _chosen(request), request.GET.get("sida", ""))
    items = rows.items(found)
    sight_of(reach.user, items).cover(*items, always=True)
    renewed = bool(request.headers.get("HX-Request"))  # by the page itself: nobody need have looked
    if found.view in WHOLE and not renewed:
        note_look(by=reach.user, accounts={*reach.roster, *(row.handling.account_id for row in found.rows)})
    words = {
        "queue": found, "thing": None, "undo": _step(request), "fresh": fresh, "own": own,
        "crises": crisis.names_on(reach.working),
    }  # fmt: skip
    return render(request, "desk/inbox/inbox.html", words)


@require_GET
@kept_while_reading
@staff_required
def item(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """One item beside the queue."""
    return _page(request, _reach(request), item_id)


def _page(request: HttpRequest, reach: Reach, item_id: uuid.UUID, **reply: Any) -> HttpResponse:
    found, account = thing.find(reach, item_id)
    shown = thing.read(reach, found, account)
    shown = replace(shown, reply=replace(shown.reply, **reply))
    left = rows.build(reach, _chosen(request), request.GET.get("sida", ""))
    status = 422 if shown.reply.problems else 200
    marked = _cover(reach, left, shown)
    note_look(by=reach.user, accounts={account.pk, *(reach.roster if left.view in WHOLE else ())})
    words = {
        "queue": left, "thing": shown, "marks": marked, "undo": _step(request),
        "crises": crisis.names_on([account.pk]) if getattr(found, "any_crisis", True) else (),
    }  # fmt: skip
    return render(request, "desk/inbox/inbox.html", words, status=status)


def _cover(reach: Reach, left: rows.Queue, shown: thing.Thing) -> marks.Marks:
    """Cover what the person has not opened, in all three panes; the chosen text's marks are made before."""
    listed, items = rows.items(left), thing.items(shown)
    sight = sight_of(reach.user, [*listed, *items])
    marked = marks.read(shown.item, shown.version, sight)
    sight.cover(*listed, always=True)
    sight.cover(*items)
    return marked


@require_GET
@staff_required
def answer_state(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """How it goes with the answer, asked by the page until it is known."""
    reach = _reach(request)
    found, account = thing.find(reach, item_id)
    return render(request, "desk/inbox/answer_state.html", {"thing": thing.read(reach, found, account)})


@require_POST
@staff_required
def take(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Claim the item."""
    found = _item(request, item_id)
    try:
        step = queue_acts.take(item=found, by=staff(request))
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return _back(request, item_id)
    return _back(request, item_id, steg=str(step.pk))


@require_POST
@staff_required
def release(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Give the item back, or undo *done*."""
    found = _item(request, item_id)
    try:
        services.release(item=found, by=staff(request))
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return _back(request, item_id)


@require_POST
@staff_required
def done(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Done without an act; goes on to the next item."""
    reach, found = _reach(request), _item(request, item_id)
    coming = rows.next_after(reach, _chosen(request), item_id)
    try:
        step = queue_acts.mark_done(item=found, by=reach.user)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return _back(request, item_id)
    return _back(request, coming, steg=str(step.pk))


@require_POST
@staff_required
def autosave(request: HttpRequest, item_id: uuid.UUID) -> JsonResponse:
    """Keep the draft; the page shows the message beside the field."""
    try:
        services.save_draft(
            item=_item(request, item_id), text=request.POST.get("text", ""), by=staff(request)
        )
    except Refusal as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    return JsonResponse({"message": f"Sparat kl. {dates.clock_time(clock.now())}"})


@require_POST
@staff_required
def answer(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Preview, or send the answer once. Whatever goes wrong, the words stay on the page and in the draft."""
    reach, text = _reach(request), request.POST.get("text", "")
    found, account = thing.find(reach, item_id)
    try:
        services.save_draft(item=found, text=text, by=reach.user)
        if "visa" in request.POST:
            verdict = answering.judge(text, account)
            return _page(
                request, reach, item_id, preview=signed(text, answering.signature(account)), verdict=verdict
            )
        services.answer(item=found, text=text, by=reach.user)
    except services.Incomplete as refusal:
        return _page(request, reach, item_id, text=text, problems=tuple(p.message for p in refusal.problems))
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return _back(request, item_id)


def _step(request: HttpRequest) -> QueueStep | None:
    """What the address offers to undo; nothing is asked without one."""
    word = request.GET.get("steg", "")
    return acts.step_of(staff(request), word) if word else None


def _reach(request: HttpRequest) -> Reach:
    return remember(staff(request))


def _item(request: HttpRequest, item_id: uuid.UUID) -> Item:
    """The item, for someone who may act on it; 404 for all others."""
    return thing.find(_reach(request), item_id)[0]


def _chosen(request: HttpRequest) -> Filter:
    """The part of the queue one looks at, as the address or the form tells."""
    return queue_filter.read({**request.GET.dict(), **request.POST.dict()})


def _back(request: HttpRequest, item_id: uuid.UUID | None, **more: str) -> HttpResponse:
    """Back to the item, or the queue, in the part of it one came from."""
    query = urlencode({**_chosen(request).words, **more})
    target = redirect("inbox-item", item_id=item_id) if item_id else redirect("inbox")
    if query:
        target["Location"] += f"?{query}"
    return target
