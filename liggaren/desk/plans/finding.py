"""Fetching a plan for a person: what they may not see does not exist."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from liggaren.desk.access import staff
from liggaren.people.models import User
from liggaren.plans import permissions
from liggaren.plans.models import Plan


def seen(request: HttpRequest, plan_id: UUID) -> tuple[User, Plan]:
    """The person and the plan. Raises Http404 for a plan that is not theirs to see."""
    user = staff(request)
    found = (
        permissions.visible_to(user).select_related("unit", "author", "account").filter(pk=plan_id).first()
    )
    if found is None:
        raise Http404
    return user, found


def written(request: HttpRequest, plan_id: UUID) -> tuple[User, Plan]:
    """The person and a plan that they may write now or have written. Raises Http404."""
    user, plan = seen(request, plan_id)
    if not (permissions.may_write(user, plan) or plan.author_id == user.pk):
        raise Http404
    return user, plan
