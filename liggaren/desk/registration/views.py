"""The registrar's list and one request. For registrars of the request's board; to others it isn't there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from liggaren.desk.access import role_required, staff
from liggaren.desk.registration.forms import DescribeForm, NumberForm, WithdrawForm
from liggaren.desk.removal.after_forms import After
from liggaren.ledger import queries as ledger
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.moderation import numbering, registering, registrar_acts, registration_reading, registrations
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import RegistrationRequest
from liggaren.moderation.registrar_acts import NumberTaken
from liggaren.moderation.registration_states import WAITING
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User

A_PAGE = 50


@require_GET
@kept_while_reading
@role_required("registrar")
def waiting(request: HttpRequest) -> HttpResponse:
    """`/att-diariefora/`: what waits, the oldest first, then what is registered."""
    user, now = staff(request), clock.now()
    page = Paginator(registrations.waiting(user), A_PAGE).get_page(request.GET.get("sida"))
    ended, troubles = list(registrations.ended(user)[:A_PAGE]), registrations.mail_troubles(page)
    words = {
        "rows": [(row, registrations.word_of(row, now), troubles.get(row.pk, "")) for row in page],
        "page": page, "late": registrations.waiting(user).filter(due_at__lt=now).count(),
        "ended": [(row, registrations.word_of(row, now)) for row in ended], "today": dates.swedish_day(now),
    }  # fmt: skip
    return render(request, "desk/registration/list.html", words)


def find(request: HttpRequest, request_id: UUID) -> tuple[RegistrationRequest, User]:
    """The request, for a registrar of its board. Raises Http404 for others."""
    user = staff(request)
    found = registrations.requests_for(user).select_related("removal", "version", "requested_by")
    row = found.filter(pk=request_id).first()
    if row is None:
        raise Http404
    return row, user


@require_GET
@role_required("registrar")
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """`/att-diariefora/<id>/`."""
    row, user = find(request, request_id)
    return show(request, row, user)


def show(
    request: HttpRequest, row: RegistrationRequest, user: User, bound: After | None = None
) -> HttpResponse:
    """The page; what is protected only once this registrar has opened it."""
    today, opened = dates.swedish_day(clock.now()), registration_reading.has_read(row, user)
    names = [name for name in DescribeForm.base_fields if opened or name not in DescribeForm.PROTECTED]
    facts = {name: getattr(row, name) for name in names}
    fresh: dict[str, After] = {
        "number": NumberForm(initial={"registered_on": today}), "withdraw": WithdrawForm(),
        "describe": DescribeForm(initial=facts, row=row, opened=opened),
    }  # fmt: skip
    forms = {name: bound if bound and type(bound) is type(form) else form for name, form in fresh.items()}
    pattern = numbering.pattern_of(row.board)
    words = {
        "row": row, "word": registrations.word_of(row, clock.now()), "forms": forms, "bound": bound,
        "waits": row.state in WAITING, "edited": row.item.latest_id != row.version_id,
        "trouble": registrations.mail_trouble(row) if row.state in WAITING else "",
        "seal": ledger.seal(row.evidence_entry), "opened": opened,
        "example": numbering.example(pattern, today) if pattern else "",
    }  # fmt: skip
    return render(request, "desk/registration/one.html", words, status=422 if bound else 200)


def _do(
    request: HttpRequest,
    request_id: UUID,
    form: After,
    act: Callable[[RegistrationRequest, User], object],
    done: str,
) -> HttpResponse:
    row, by = find(request, request_id)
    try:
        act(row, by)
    except NotYours as error:
        raise Http404 from error
    except Incomplete as refusal:
        form.show(refusal.problems)
        return show(request, row, by, form)
    except NumberTaken as refusal:
        form.is_valid()
        form.add_error("number", refusal.message)
        return show(request, row, by, form)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect("registration", request_id)
    messages.success(request, done)
    return redirect("registrations" if request.POST.get("fran") == "lista" else "registration", *(
        () if request.POST.get("fran") == "lista" else (request_id,)))  # fmt: skip


@require_POST
@role_required("registrar")
def number(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Enter the diary's number."""
    form = NumberForm(request.POST)
    return _do(request, request_id, form, lambda row, by: registrar_acts.register_number(
        request=row, number=form.words("number"), on=form.day("registered_on"), by=by,
    ), "Diarienumret är sparat.")  # fmt: skip


@require_POST
@role_required("registrar")
def describe(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Write the public facts, who is responsible, and the protected facts for whoever has opened them."""
    row, user = find(request, request_id)
    form = DescribeForm(request.POST, row=row, opened=registration_reading.has_read(row, user))
    if form.has_error("responsible"):
        return show(request, row, user, form)
    names = ("class_code", "record_type", "related_case", "police_number")
    return _do(request, request_id, form, lambda row, by: registrar_acts.describe(
        request=row, public=(form.words("public_party"), form.words("public_summary")),
        protected=form.protected, responsible=form.person, by=by,
        **{name: form.words(name) for name in names},
    ), "Uppgifterna är sparade.")  # fmt: skip


@require_POST
@role_required("registrar")
def read(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Enter in the ledger that this registrar opens the protected facts; the page that follows shows them."""
    return _do(request, request_id, After(), lambda row, by: registration_reading.read_protected(
        request=row, by=by,
    ), "Det står i liggaren att du har öppnat de skyddade uppgifterna.")  # fmt: skip


@require_POST
@role_required("registrar")
def remind(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Tell the board's registrars once more."""
    return _do(request, request_id, After(), lambda row, by: registering.remind_registrar(
        request=row, by=by,
    ), "Beskedet är skickat igen till dem som är registratorer i dag.")  # fmt: skip


@require_POST
@role_required("registrar")
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Decide by name that it is not to be registered."""
    form = WithdrawForm(request.POST)
    return _do(request, request_id, form, lambda row, by: registrar_acts.withdraw_request(
        request=row, reason=form.words("withdraw_reason"), by=by,
    ), "Begäran är återtagen.")  # fmt: skip
