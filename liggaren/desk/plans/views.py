"""Plans to read: the list, and one plan with its versions, approvals and story."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from liggaren.desk.access import staff, staff_required
from liggaren.desk.plans import way
from liggaren.desk.plans.finding import seen
from liggaren.lib import state_words
from liggaren.people.memory import kept_while_reading
from liggaren.plans import permissions, queries, wording
from liggaren.plans.models import Plan, PlanVersion, State

OPEN = (State.DRAFT, State.CHANGE_REQUESTED, State.WITH_MANAGER, State.WITH_DIRECTOR)
VIEWS = {
    "pagar": ("Pågår", OPEN),
    "godkanda": ("Godkända", (State.APPROVED,)),
    "avslutade": ("Avslagna och ersatta", (State.REFUSED, State.SUPERSEDED)),
}


@kept_while_reading
@staff_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans within reach, by how far they have come; newest change first."""
    user = staff(request)
    view = request.GET.get("visa", "pagar")
    if view not in VIEWS:
        raise Http404
    everything = permissions.visible_to(user)
    tally = dict(everything.order_by().values_list("state").annotate(Count("pk")))
    counts = {key: sum(tally.get(state, 0) for state in states) for key, (_, states) in VIEWS.items()}
    found = (
        everything.filter(state__in=VIEWS[view][1]).select_related("unit", "author").order_by("-changed_at")
    )
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("sida")),
        "views": [(key, title, counts[key]) for key, (title, _) in VIEWS.items()],
        "view": view,
        "may_write": bool(permissions.writable_units(user)),
    }
    return render(request, "desk/plans/list.html", context)


@kept_while_reading
@staff_required
@require_safe
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A plan: the form for those who write it now, else the plan to read. `?version=` shows an older one."""
    user, found = seen(request, plan_id)
    if "version" not in request.GET and permissions.may_write(user, found):
        return redirect("plan-write", plan_id=found.pk)
    return render(request, "desk/plans/read.html", reading(found, request.GET.get("version", ""), user.pk))


def reading(found: Plan, wanted: str, reader: int) -> dict[str, object]:
    """What the page of a plan to read needs."""
    versions = queries.versions(found)
    version = _chosen(versions, wanted)
    before = queries.last_sent(found, version.number)
    draft = queries.draft_of(version)
    return {
        "plan": found,
        "version": version,
        "versions": versions,
        "before": before,
        "changes": wording.changes(queries.draft_of(before), draft) if before else [],
        "parts": wording.parts(draft),
        "way": way.rows(found),
        "is_newest": version == versions[-1],
        "may_withdraw": found.state in (State.WITH_MANAGER, State.WITH_DIRECTOR)
        and reader in {found.author_id, version.sent_by_id},
        "word": state_words.word("plan", found.state),
    }


def _chosen(versions: list[PlanVersion], wanted: str) -> PlanVersion:
    if not wanted:
        return versions[-1]
    found = next((one for one in versions if str(one.number) == wanted), None)
    if found is None:
        raise Http404
    return found
