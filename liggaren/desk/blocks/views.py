"""Decide on a block where the breaches are enough, follow it on the platform, review it, end it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liggaren.capture.models import Item
from liggaren.desk.access import staff, staff_required
from liggaren.desk.blocks.forms import BlockForm
from liggaren.lib.errors import Refusal
from liggaren.moderation import blocking
from liggaren.moderation.errors import Incomplete, NotRead, NotYours
from liggaren.moderation.models import Block
from liggaren.moderation.permissions import must_have_read
from liggaren.people.models import User
from liggaren.register import media


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def sender(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """How the item's sender stands: the counted breaches, and the decision where they are enough."""
    by = staff(request)
    item = Item.objects.select_related("latest").filter(pk=item_id).first()
    try:
        if item is None:
            raise NotYours
        now = blocking.standing(item, by)
        must_have_read(by, item)  # the page names the sender
    except NotYours as error:
        raise Http404 from error
    except NotRead as refusal:
        messages.warning(request, refusal.message)
        return redirect("item", item_id)
    if now.block is not None:
        return redirect("block", now.block.pk)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (made := _decided(request, form, item, by)):
        return redirect("block", made.pk)
    words = {"now": now, "item": item, "form": form, "place": media.get(now.account.platform).name}
    return render(request, "desk/blocks/sender.html", words, status=422 if form.errors else 200)


def _decided(request: HttpRequest, form: BlockForm, item: Item, by: User) -> Block | None:
    form.is_valid()
    found = form.cleaned_data
    try:
        return blocking.decide_block(
            item=item, reason=found.get("reason") or "", ends_on=found.get("ends_on"), by=by
        )
    except Incomplete as refusal:
        form.show(refusal.problems)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return None


def _find(request: HttpRequest, block_id: int) -> tuple[User, Block]:
    by = staff(request)
    try:
        return by, blocking.block_for(by, block_id)
    except NotYours as error:
        raise Http404 from error


@require_safe
@staff_required
def block(request: HttpRequest, block_id: int) -> HttpResponse:
    """The block as it stands, with the steps on the platform while there is something to do there."""
    by, found = _find(request, block_id)
    breaches = found.breaches.select_related("category", "decided_by").order_by("decided_at")
    words = {
        "kept": found, "breaches": breaches, "place": media.get(found.account.platform).name,
        "may_review": found.decided_by_id != by.pk and found.reviewed_at is None,
    }  # fmt: skip
    return render(request, "desk/blocks/block.html", words)


def _do(request: HttpRequest, block_id: int, act: Callable[[Block, User], object]) -> HttpResponse:
    by, found = _find(request, block_id)
    try:
        act(found, by)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("block", block_id)


@require_POST
@staff_required
def done(request: HttpRequest, block_id: int) -> HttpResponse:
    """It is done on the platform."""
    return _do(request, block_id, lambda row, by: blocking.done_on_platform(block=row, by=by))


@require_POST
@staff_required
def lift(request: HttpRequest, block_id: int) -> HttpResponse:
    """End it."""
    return _do(request, block_id, lambda row, by: blocking.lift_block(block=row, by=by))


@require_POST
@staff_required
def review(request: HttpRequest, block_id: int) -> HttpResponse:
    """Another person lets it stand."""
    return _do(request, block_id, lambda row, by: blocking.review_block(block=row, by=by))
