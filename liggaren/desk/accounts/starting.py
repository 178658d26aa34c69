"""Connect an account and start it by the checklist (C2.1-C2.8)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import staff_required
from liggaren.desk.accounts.finding import run, seen
from liggaren.desk.accounts.forms import ConnectForm
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import services as lifecycle
from liggaren.lifecycle.checklist import Step
from liggaren.lifecycle.queries import is_starting
from liggaren.people import queries as people
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import RoleKind, User
from liggaren.plans.permissions import writable_units
from liggaren.register import queries, services
from liggaren.register.models import Account, Status


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Say how the platform is reached; it is tried at once. The token goes to custody."""
    user, account = run(request, account_id)
    if not queries.has_connector(account):
        raise Http404
    origin, native_id = queries.connection_proposal(account)
    initial = {"origin": origin, "native_id": native_id, "profile": account.profile}
    form = ConnectForm(request.POST or None, initial=initial, platform=account.platform)
    if request.method == "POST" and form.is_valid():
        try:
            found = services.connect_tried(account, by=user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _answered(account, found.name))
            return redirect(_back(account))
    context = {"form": form, "account": account, "door": queries.connection_state(account)}
    return render(request, "desk/accounts/connect.html", context, status=422 if form.errors else 200)


@kept_while_reading
@staff_required
@require_POST
def check(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Try the connection again."""
    user, account = run(request, account_id)
    if queries.connection_state(account) is None:
        raise Http404
    _try(request, account, user)
    return redirect(_back(account))


def _try(request: HttpRequest, account: Account, user: User) -> None:
    found = services.check_connection(account, by=user)
    if found is None:
        state = queries.connection_state(account)
        note = state.note if state else ""
        messages.error(request, f"Plattformen svarade inte som väntat: {note} Uppgifterna finns kvar.")
    else:
        messages.success(request, _answered(account, found.name))


def _answered(account: Account, name: str) -> str:
    unlike = "" if name.casefold() == account.name.casefold() else " Det är inte kontots namn här: stäm av."
    return f"Ansluten. Plattformen svarade för ”{name}”.{unlike}"


def _back(account: Account) -> str:
    return f"/konton/{account.pk}/start/" if is_starting(account) else f"/konton/{account.pk}/"


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The steps before the start: done, or what to do; and the start itself."""
    user, account = seen(request, account_id)
    if not is_starting(account):
        return redirect("account", account_id=account.pk)
    if request.method == "POST":
        return _step(request, account, user)
    return _show(request, account, user)


def _step(request: HttpRequest, account: Account, user: User) -> HttpResponse:
    do = request.POST.get("do", "")
    try:
        if do == "start":
            lifecycle.start(account=account, by=user)
            messages.success(request, f"{account.name} är i ordning och syns i den öppna förteckningen.")
            return redirect("account", account_id=account.pk)
        if do == "page":
            lifecycle.note_page(account=account, address=request.POST.get("address", ""), by=user)
        else:
            lifecycle.tick(account=account, code=do, by=user)
    except lifecycle.NotYours as strange:
        raise Http404 from strange
    except Refusal as refused:
        return _show(request, account, user, fault=refused.message, at=do)
    return redirect(f"/konton/{account.pk}/start/#{do}")


def _show(request: HttpRequest, account: Account, user: User, fault: str = "", at: str = "") -> HttpResponse:
    steps: list[Step] = lifecycle.start_checklist(account)
    context = {
        "account": account, "steps": steps, "left": sum(step.stops and not step.done for step in steps),
        "runs": lifecycle.may_start(user, account), "fault": fault, "at": at,
        "advisers": [role.user for role in people.holders(RoleKind.INFORMATION, account.unit)],
        "adopted": account.status == Status.ADOPTED,
        "verb": "sättas i ordning" if account.status == Status.ADOPTED else "startas",
        "may_plan": any(unit.pk == account.unit_id for unit in writable_units(user)),
        "typed": request.POST.get("address", account.public_page),
    }  # fmt: skip
    return render(request, "desk/accounts/start.html", context, status=422 if fault else 200)
