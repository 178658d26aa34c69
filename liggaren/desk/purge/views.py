"""Order an immediate destruction, and take a stand on another's order. Nothing shows the material's
pictures."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liggaren.capture.models import Item
from liggaren.desk.access import staff, staff_required
from liggaren.desk.purge.forms import OrderForm, PoliceForm
from liggaren.ledger import queries as ledger
from liggaren.lib.errors import Refusal
from liggaren.moderation import purging
from liggaren.moderation.errors import Incomplete, NotYours, SomeoneWasFirst
from liggaren.moderation.models import PurgeOrder
from liggaren.moderation.purge_models import PURGE_STANDS
from liggaren.moderation.purge_rights import account_to_purge, order_for
from liggaren.moderation.sentences import the_kind
from liggaren.people.models import User
from liggaren.register import media
from liggaren.register.models import Account


def _item(request: HttpRequest, item_id: uuid.UUID) -> tuple[User, Item, Account]:
    by = staff(request)
    found = Item.objects.select_related("latest").filter(pk=item_id).first()
    try:
        if found is None:
            raise NotYours
        return by, found, account_to_purge(by, found)
    except NotYours as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def order(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The first person's page: what happens, in which order, and the words that remain."""
    by, item, account = _item(request, item_id)
    standing = PurgeOrder.objects.filter(item=item, state__in=PURGE_STANDS).first()
    if standing is not None:
        return redirect("purge", standing.pk)
    form = OrderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("purge", purging.order_purge(item=item, by=by, **form.cleaned_data).pk)
        except Incomplete as refusal:
            form.show(refusal.problems)
        except SomeoneWasFirst as refusal:
            messages.warning(request, refusal.message)
            return redirect("purge-order", item_id)
    place = media.get(account.platform).name
    words = {"form": form, "item": item, "account": account, "place": place, "the_thing": the_kind(item.kind)}
    return render(request, "desk/purge/order.html", words, status=422 if form.errors else 200)


def _order(request: HttpRequest, order_id: uuid.UUID) -> tuple[User, PurgeOrder]:
    by = staff(request)
    try:
        return by, order_for(by, order_id)
    except NotYours as error:
        raise Http404 from error


@require_safe
@staff_required
def purge(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """The order as it stands: what remains, and what the one who reads may do."""
    by, found = _order(request, order_id)
    return render(request, "desk/purge/purge.html", _words(by, found))


def _words(by: User, found: PurgeOrder) -> dict[str, object]:
    seal = ledger.seal(found.entry_id) if found.entry_id else None
    return {
        "order": found, "place": media.get(found.account.platform).name, "the_thing":
        the_kind(found.item.kind),
        "is_mine": found.one_id == by.pk, "seal": seal, "form": PoliceForm(),
    }  # fmt: skip


@require_POST
@staff_required
def read(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """The words alone, never a picture, to one of the two; entered in the ledger before they are shown."""
    by, found = _order(request, order_id)
    words = {**_words(by, found), "read": purging.read_words(order=found, by=by)}
    return render(request, "desk/purge/purge.html", words)


def _do(request: HttpRequest, order_id: uuid.UUID, act: Callable[[PurgeOrder, User], object]) -> HttpResponse:
    by, found = _order(request, order_id)
    try:
        act(found, by)
    except NotYours as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("purge", order_id)


@require_POST
@staff_required
def confirm(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """The second person destroys it."""
    return _do(request, order_id, lambda found, by: purging.confirm_purge(order=found, by=by))


@require_POST
@staff_required
def withdraw(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Take the order back while nothing is destroyed."""
    return _do(request, order_id, lambda found, by: purging.withdraw_purge(order=found, by=by))


@require_POST
@staff_required
def police(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Enter the police's number."""
    number = request.POST.get("police_number", "")
    return _do(request, order_id, lambda row, by: purging.note_police_number(order=row, number=number, by=by))
