"""Secrecy of one item: a touch to suspect it, and the page where it is decided."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liggaren.capture import queries as capture
from liggaren.capture.models import Item
from liggaren.desk.access import staff, staff_required
from liggaren.desk.registration import on_item
from liggaren.desk.registration.forms import (
    AskForm,
    LiftForm,
    MinorForm,
    ReportForm,
    RestrictForm,
    SuspectForm,
)
from liggaren.desk.removal.after_forms import After
from liggaren.lib.errors import Refusal
from liggaren.moderation import exempting, registering, slipping
from liggaren.moderation import secrecy as deciding
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import OwnSlip
from liggaren.people.models import User

SUSPECTED = "Markerad som misstänkt. Registratorn har fått en begäran om att diarieföra."


def find(request: HttpRequest, item_id: UUID) -> tuple[Item, User]:
    """The item, for those who work with it or register it. Raises Http404 for others."""
    user = staff(request)
    item = capture.visible_to(user).select_related("latest").filter(pk=item_id).first()
    if item is None or not on_item.works_with(user, item):
        raise Http404
    return item, user


@require_safe
@staff_required
def of_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """`/inlagg/<id>/diarieforing/`: the exemption, as a part of the item's page or a page alone."""
    user = staff(request)
    item = capture.visible_to(user).filter(pk=item_id).first()
    if item is None:
        raise Http404
    name = "on_item" if request.headers.get("HX-Request") else "item"
    context = {"panel": on_item.panel(user, item), "item": item}
    return render(request, f"desk/registration/{name}.html", context)


@require_POST
@staff_required
def suspect(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One touch: suspected, and the registrar asked. Back to where one was."""
    item, user = find(request, item_id)
    try:
        deciding.suspect(item=item, by=user)
    except NotYours as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, SUSPECTED)
    asked = request.POST.get("nasta", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None):
        return redirect(asked)
    return redirect("item", item.pk)


FORMS: dict[str, type[After]] = {
    "misstank": SuspectForm, "begransa": RestrictForm, "hav": LiftForm, "ringa": MinorForm,
    "miss": ReportForm, "begar": AskForm, "inte_ringa": After,
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_required
def secrecy(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """`/inlagg/<id>/sekretess/`: what is decided and what may be decided now."""
    item, user = find(request, item_id)
    if request.method == "GET":
        return _show(request, item, user, None)
    kind = request.POST.get("beslut", "")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST)
    try:
        made = _acts(form)[kind](item, user)
    except NotYours as error:
        raise Http404 from error
    except Incomplete as refusal:
        form.show(refusal.problems)
        return _show(request, item, user, form)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect("item-secrecy", item.pk)
    messages.success(request, "Beslutet är sparat.")
    return redirect("slip", made.pk) if isinstance(made, OwnSlip) else redirect("item-secrecy", item.pk)


def _acts(form: After) -> dict[str, Callable[[Item, User], object]]:
    return {
        "misstank": lambda item, by: deciding.suspect(
            item=item, by=by, reason=form.words("suspect_reason")),
        "begransa": lambda item, by: deciding.restrict(
            item=item, by=by, provision=form.words("provision"), reason=form.words("secrecy_reason")),
        "hav": lambda item, by: deciding.lift(item=item, by=by, reason=form.words("lift_reason")),
        "ringa": lambda item, by: exempting.say_minor(item=item, by=by, reason=form.words("minor_reason")),
        "inte_ringa": lambda item, by: exempting.unsay_minor(item=item, by=by),
        "begar": lambda item, by: registering.ask_registrar(
            item=item, by=by, reason=form.words("ask_reason"), summary=form.words("ask_words")),
        "miss": lambda item, by: slipping.report_slip(item=item, by=by, what=form.words("what")),
    }  # fmt: skip


def _show(request: HttpRequest, item: Item, user: User, bound: After | None) -> HttpResponse:
    forms = {kind: bound if bound and type(bound) is made else made() for kind, made in FORMS.items()}
    words = {"item": item, "panel": on_item.panel(user, item), "forms": forms, "bound": bound}
    return render(request, "desk/registration/secrecy.html", words, status=422 if bound else 200)
