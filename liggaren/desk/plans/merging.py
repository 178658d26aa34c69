"""Two wrote the same plan at once: both texts are shown for each field, and the person chooses (ui.md
6.7).
"""

from __future__ import annotations

import json
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from liggaren.plans import wording
from liggaren.plans.draft import Draft, from_json
from liggaren.plans.models import Plan
from liggaren.plans.services import Conflict


def show(
    request: HttpRequest, plan: Plan, mine: Draft, conflict: Conflict, status: int = 409
) -> HttpResponse:
    """The page with both texts of every field that differs; nothing is chosen beforehand."""
    context = {
        "plan": plan,
        "changes": wording.changes(conflict.theirs, mine),
        "mine": json.dumps(mine.to_json(), ensure_ascii=False),
        "revision": conflict.revision,
        "who": conflict.who,
        "is_self": conflict.is_self,
        "kept_mine": _chosen(request.POST, "mine"),
        "kept_theirs": _chosen(request.POST, "theirs"),
        "is_retry": status == 422,
    }
    return render(request, "desk/plans/conflict.html", context, status=status)


def _chosen(post: QueryDict, which: str) -> list[str]:
    """The fields for which `which` text is chosen already, on a page shown again."""
    return [name.removeprefix("take-") for name, value in post.items() if value == which]


def carried(post: QueryDict) -> Draft:
    """My draft, carried through the page in a hidden field."""
    try:
        value = json.loads(post.get("mine", ""))
    except ValueError:
        value = {}
    return from_json(value if isinstance(value, dict) else {})


def unchosen(post: QueryDict, theirs: Draft, mine: Draft) -> list[str]:
    """Fields that differ and for which nothing is chosen."""
    fields = [change.field for change in wording.changes(theirs, mine)]
    return [name for name in fields if post.get(f"take-{name}") not in {"mine", "theirs"}]


def merge(post: QueryDict, theirs: Draft, mine: Draft) -> Draft:
    """Their draft with my text where I chose mine."""
    names = [change.field for change in wording.changes(theirs, mine)]
    return replace(
        theirs, **{name: getattr(mine, name) for name in names if post.get(f"take-{name}") == "mine"}
    )
