"""Writing a plan: it saves itself, works without script, and never loses a word (ui.md 6)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import staff, staff_required
from liggaren.desk.plans import forms, merging, way
from liggaren.desk.plans.finding import written
from liggaren.lib import dates
from liggaren.lib.errors import Refusal
from liggaren.people import queries as people
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import RoleKind, Unit, User
from liggaren.plans import permissions, queries, services, wording
from liggaren.plans.checking import Problem
from liggaren.plans.draft import Draft
from liggaren.plans.models import Plan, PlanVersion, Step
from liggaren.register import queries as register
from liggaren.register.models import Account


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan, for a unit or for an account that exists already (`?konto=`)."""
    user = staff(request)
    units = permissions.writable_units(user)
    if not units:
        raise Http404
    account = _account(request, user)
    if request.method == "POST":
        unit = account.unit if account else _unit(units, request.POST.get("unit", ""))
        if unit is not None and unit in units:
            return redirect("plan-write", plan_id=services.open_draft(unit=unit, by=user, account=account).pk)
    return render(
        request, "desk/plans/new.html", {"units": units, "account": account, "posted": request.POST}
    )


def _account(request: HttpRequest, user: User) -> Account | None:
    wanted = request.POST.get("konto") or request.GET.get("konto", "")
    if not wanted:
        return None
    for account in register.visible_accounts(user):
        if str(account.pk) == wanted:
            return account
    raise Http404


def _unit(units: list[Unit], wanted: str) -> Unit | None:
    return next((unit for unit in units if str(unit.pk) == wanted), None)


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The form: save, add a row, or send; each button says which by its name `do`."""
    user, plan = written(request, plan_id)
    if request.method == "GET":
        return (
            _show(request, plan, user)
            if permissions.may_write(user, plan)
            else redirect("plan", plan_id=plan.pk)
        )
    try:
        version = _save(request, plan, user)
    except services.Conflict as conflict:
        return merging.show(request, plan, forms.read(request.POST), conflict)
    except services.Locked as locked:
        messages.error(request, locked.message)
        return redirect("plan", plan_id=plan.pk)
    return _after(request, plan, user, version)


def _save(request: HttpRequest, plan: Plan, user: User) -> PlanVersion:
    draft = forms.read(request.POST)
    for kind in ("goal", "person"):
        if request.POST.get("do") == f"add_{kind}":
            draft = forms.with_row(draft, kind)
    unit = _unit(permissions.writable_units(user), request.POST.get("unit", ""))
    return services.save_draft(
        plan=plan, draft=draft, revision=forms.revision(request.POST), by=user, unit=unit
    )


def _after(request: HttpRequest, plan: Plan, user: User, version: PlanVersion) -> HttpResponse:
    do = request.POST.get("do", "save")
    here = redirect("plan-write", plan_id=plan.pk)
    if do == "send":
        return _send(request, plan, user, version)
    if do == "read":
        return redirect(f"/planer/{plan.pk}/?version={version.number}")
    if do.startswith("add_"):
        rows = version.fields["goals" if do == "add_goal" else "people"]
        first = "metric" if do == "add_goal" else "name"
        here["Location"] += f"#{do.removeprefix('add_')}-{len(rows) - 1}-{first}"
    return here


def _send(request: HttpRequest, plan: Plan, user: User, version: PlanVersion) -> HttpResponse:
    plan.refresh_from_db()
    try:
        services.send(plan=plan, revision=version.revision, by=user)
    except services.NotReady as not_ready:
        return _show(request, plan, user, not_ready.problems, status=422)
    except Refusal as refused:
        return _show(request, plan, user, [Problem("skicka", "skicka", refused.message)], status=422)
    messages.success(request, f"Planen är skickad till {way.names(plan, Step.UNIT_MANAGER)}.")
    return redirect("plan", plan_id=plan.pk)


def _show(
    request: HttpRequest, plan: Plan, user: User, shown: list[Problem] | None = None, status: int = 200
) -> HttpResponse:
    version = queries.newest(plan)
    draft: Draft = queries.draft_of(version)
    missing = queries.missing(plan, draft)
    sent = queries.last_sent(plan, version.number)
    context = {
        "plan": plan,
        "version": version,
        "form": forms.view(draft, missing, shown or [], permissions.writable_units(user), plan.unit),
        "way": way.rows(plan),
        "managers": way.names(plan, Step.UNIT_MANAGER),
        "directors": way.names(plan, Step.DIRECTOR),
        "before": sent,
        "advisers": [role.user for role in people.holders(RoleKind.INFORMATION, plan.unit)],
        "changes": wording.changes(queries.draft_of(sent), draft) if sent else [],
    }
    return render(request, "desk/plans/write.html", context, status=status)


@kept_while_reading
@staff_required
@require_POST
def autosave(request: HttpRequest, plan_id: UUID) -> JsonResponse:
    """Save what is typed, quietly. Someone else's change is told in words; nothing is overwritten."""
    user, plan = written(request, plan_id)
    try:
        version = _save(request, plan, user)
    except services.Conflict as conflict:
        return JsonResponse({"message": f"{conflict.message} Tryck på Spara, så visas båda texterna."})
    except services.Locked as locked:
        return JsonResponse({"message": locked.message})
    text = f"Sparat kl. {dates.clock_time(version.saved_at)}"
    return JsonResponse({"message": text, "revision": version.revision})


@kept_while_reading
@staff_required
@require_POST
def choose(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Two have written at once: save the text chosen for each field that differs."""
    user, plan = written(request, plan_id)
    theirs = queries.newest(plan)
    mine = merging.carried(request.POST)
    missing = merging.unchosen(request.POST, queries.draft_of(theirs), mine)
    if missing or forms.revision(request.POST) != theirs.revision:
        who = theirs.written_by
        again = services.Conflict(queries.draft_of(theirs), theirs.revision, who.name, who == user)
        return merging.show(request, plan, mine, again, status=422)
    draft = merging.merge(request.POST, queries.draft_of(theirs), mine)
    services.save_draft(plan=plan, draft=draft, revision=theirs.revision, by=user)
    messages.success(request, "Sparat. Texterna är sammanförda som du valde.")
    return redirect("plan-write", plan_id=plan.pk)


@kept_while_reading
@staff_required
@require_POST
def withdraw(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Take a sent plan back to write on."""
    user, plan = written(request, plan_id)
    try:
        services.withdraw(plan=plan, by=user)
    except services.NotYours as strange:
        raise Http404 from strange
    except Refusal as refused:
        messages.error(request, refused.message)
        return redirect("plan", plan_id=plan.pk)
    messages.success(request, "Planen är tillbaka hos dig. Den skickade versionen finns kvar.")
    return redirect("plan-write", plan_id=plan.pk)
