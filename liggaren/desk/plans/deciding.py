"""Approve, ask for a change, or refuse: the managers' page (C1.2, C1.3, B.12, B.13)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from liggaren.desk.access import staff, staff_required
from liggaren.desk.plans import second_factor, too_late, way
from liggaren.desk.plans.finding import seen
from liggaren.lib import dates
from liggaren.lib.errors import Refusal
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import Role, User
from liggaren.plans import permissions, queries, services, wording
from liggaren.plans.models import Plan, PlanVersion, Step


@kept_while_reading
@staff_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Plans that wait for this person's decision, oldest first."""
    return render(request, "desk/plans/waiting.html", {"plans": permissions.waiting_for(staff(request))})


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan and what may be said about it. Whoever may not decide it now is shown nothing here."""
    user, plan = seen(request, plan_id)
    step = permissions.step_of(plan)
    role = permissions.role_for(user, plan.unit, step) if step else None
    if step is None or role is None:
        return _too_late(request, user, plan)
    if request.method == "POST":
        return _post(request, user, plan, step, role)
    return _show(request, plan, step, role)


def _too_late(request: HttpRequest, user: User, plan: Plan) -> HttpResponse:
    """For someone who holds a deciding role the plan's own page says what happened; others see nothing."""
    if not any(permissions.role_for(user, plan.unit, step) for step in Step):
        raise Http404
    if request.method == "POST":
        do, text = request.POST.get("do", ""), request.POST.get("text", "").strip()
        messages.warning(request, too_late.words(plan, user, do, text))
    return redirect("plan", plan_id=plan.pk)


def _post(request: HttpRequest, user: User, plan: Plan, step: Step, role: Role) -> HttpResponse:
    do, text = request.POST.get("do", ""), request.POST.get("text", "")
    try:
        if do == "approve":
            services.approve(
                plan=plan, by=user, digest=request.POST.get("digest", ""),
                second_factor=second_factor.is_fresh(request),
            )  # fmt: skip
        elif do == "change":
            services.request_change(plan=plan, by=user, text=text)
        elif do == "refuse":
            services.refuse(plan=plan, by=user, text=text)
        else:
            return _show(request, plan, step, role)
    except (services.NotYours, services.NoSuchStep):  # another was first, while this was on its way
        plan.refresh_from_db()
        return _too_late(request, user, plan)
    except Refusal as refused:
        return _show(request, plan, step, role, fault=refused.message, text=text, do=do, status=422)
    messages.success(request, _told(do, plan, step))
    return redirect("plan", plan_id=plan.pk)


def _told(do: str, plan: Plan, step: Step) -> str:
    if do == "approve" and step == Step.UNIT_MANAGER:
        return f"Godkänt. Planen har gått vidare till {way.names(plan, Step.DIRECTOR)}."
    if do == "approve":
        return "Godkänt. Kontot står i registret och informationsfunktionen har fått en kopia."
    return f"{plan.author.name} har fått veta det."


def _show(
    request: HttpRequest,
    plan: Plan,
    step: Step,
    role: Role,
    fault: str = "",
    text: str = "",
    do: str = "",
    status: int = 200,
) -> HttpResponse:
    version = queries.newest(plan)
    context = {
        "plan": plan, "version": version, "step": step, "role": role, "fault": fault, "text": text, "do": do,
        "parts": wording.parts(queries.draft_of(version)),
        "changes": _changes(plan, version),
        "way": way.rows(plan),
        "first": version.approvals.first() if step == Step.DIRECTOR else None,
        "factor": second_factor.standing(request),
        "demo": settings.DEMO,
        "sentence": sentence(plan, version, step, role),
    }  # fmt: skip
    return render(request, "desk/plans/decide.html", context, status=status)


def _changes(plan: Plan, version: PlanVersion) -> list[wording.Change]:
    before = queries.last_sent(plan, version.number)
    return wording.changes(queries.draft_of(before), queries.draft_of(version)) if before else []


def sentence(plan: Plan, version: PlanVersion, step: Step, role: Role) -> str:
    """What will be entered in the ledger, in words, shown above the button (ui.md 6.5)."""
    as_deputy = f", ersättare för {role.deputy_for.user.name}," if role.deputy_for else ""
    sent = dates.long_date(version.sent_at) if version.sent_at else ""
    return (
        f"{role.user.name}{as_deputy} godkänner som {step.label} version {version.number} av planen för "
        f"{plan.name}, skickad den {sent}."
    )
