"""What is done with one or many in the queue that never reaches a platform, and how it is undone."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from liggaren.desk.access import staff, staff_required
from liggaren.lib import dates
from liggaren.moderation import queries, queue_acts, queue_filter
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import QueueStep
from liggaren.moderation.permissions import Reach, remember
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register.models import Account, Administrator

LOOKED_THROUGH = 20  # more than this is shown before it is done
ACTS = {"ta": QueueStep.Act.TAKE, "klar": QueueStep.Act.DONE, "lamna": QueueStep.Act.HAND_OVER}
VERBS = {"ta": "Ta", "klar": "Markera som klara", "lamna": "Lämna över"}


@require_POST
@staff_required
def many(request: HttpRequest) -> HttpResponse:
    """Do one thing with all that are marked. More than twenty are counted first; a hand-over asks to whom
    and why.
    """
    reach, word = remember(staff(request)), request.POST.get("gor", "")
    if word not in ACTS:
        raise Http404
    items = _marked(request, reach)
    if items and (word == "lamna" or len(items) > LOOKED_THROUGH) and "sakert" not in request.POST:
        return _ask(request, reach, word, items)
    try:
        to = _person(request.POST.get("till", "")) if word == "lamna" else None
        outcome = queue_acts.act_on_many(
            items=items, act=ACTS[word], by=reach.user, to=to, why=request.POST.get("varfor", "")
        )
    except Incomplete as refusal:
        if not items or len(items) > queue_acts.MOST:
            messages.warning(request, refusal.message)
            return _to_queue(request)
        return _ask(request, reach, word, items, problems=refusal.problems)
    _say(request, outcome)
    return _to_queue(request, outcome.step)


@require_POST
@staff_required
def undo(request: HttpRequest, step_id: uuid.UUID) -> HttpResponse:
    """Put back what a step changed, as far as nobody has touched it and nothing has left the house."""
    try:
        outcome = queue_acts.undo(step_id=step_id, by=staff(request))
    except NotYours as error:
        raise Http404 from error
    if outcome.left:
        left = dates.number(outcome.left)
        messages.warning(request, f"{left} kunde inte ångras: någon har gjort mer med dem sedan dess.")
    step = outcome.step
    alone = step.rows[0]["item"] if step is not None and len(step.rows) == 1 else None
    return redirect("inbox-item", item_id=alone) if alone else _to_queue(request)


def _marked(request: HttpRequest, reach: Reach) -> list[uuid.UUID]:
    """The marked ones, or with `alla` the first of the chosen part, at most as many as an act takes."""
    if "alla" in request.POST:
        chosen = queries.inbox(reach, queue_filter.read(request.POST.dict()))
        return list(chosen.values_list("item_id", flat=True)[: queue_acts.MOST])
    try:
        return [uuid.UUID(word) for word in dict.fromkeys(request.POST.getlist("post"))]
    except ValueError as error:
        raise Http404 from error


def _person(word: str) -> User | None:
    return User.objects.filter(pk=int(word), is_active=True).first() if word.isdecimal() else None


def _ask(
    request: HttpRequest, reach: Reach, word: str, items: list[uuid.UUID], **more: object
) -> HttpResponse:
    """How many it concerns, on which accounts, and for a hand-over who can be given them."""
    rows = queries.inbox(reach).filter(item_id__in=items)
    accounts = {row.account_id: row.account for row in rows}
    people: dict[int, User] = {}
    for one in _administrators(accounts) if word == "lamna" else ():
        people[one.user_id] = one.user
    words = {
        "word": word, "verb": VERBS[word], "items": items, "accounts": list(accounts.values()),
        "kept": queue_filter.read(request.POST.dict()), "given": request.POST,
        "people": [one for one in people.values() if one.pk != reach.user.pk], **more,
    }  # fmt: skip
    return render(request, "desk/inbox/many.html", words, status=422 if "problems" in more else 200)


def _administrators(accounts: dict[uuid.UUID, Account]) -> list[Administrator]:
    return [one for account in accounts.values() for one in register.administrators(account)]


def _say(request: HttpRequest, outcome: queue_acts.Outcome) -> None:
    """What was left as it was, and why; never silently fewer than marked."""
    if outcome.others:
        messages.warning(request, f"{dates.number(outcome.others)} lämnades: en kollega har dem.")
    if outcome.left:
        left = dates.number(outcome.left)
        messages.warning(request, f"{left} ändrades inte: det gick inte, eller var redan så.")


def _to_queue(request: HttpRequest, step: QueueStep | None = None) -> HttpResponse:
    chosen = queue_filter.read(request.POST.dict())
    found = redirect("inbox")
    query = "&".join(filter(None, (chosen.query or "vy=alla", f"steg={step.pk}" if step else "")))
    found["Location"] += f"?{query}"
    return found


def step_of(user: User, word: str) -> QueueStep | None:
    """The step that an address offers to undo; None for another's, an undone one and no address at all."""
    try:
        step_id = uuid.UUID(word)
    except ValueError:
        return None
    return QueueStep.objects.filter(pk=step_id, by=user, undone_at=None).first()
