"""One answer to many: choose those who ask the same, choose a text, see it counted, send."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk.access import staff, staff_required
from liggaren.desk.crisis.views import seen
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import crisis_answers, crisis_texts
from liggaren.lifecycle.models import Crisis, CrisisText
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Handling
from liggaren.moderation.permissions import Reach, reach_of
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User


@dataclass(frozen=True)
class Asked:
    """What the page was asked for: words, ticked questions and a text."""

    crisis: Crisis
    words: str
    ticked: set[str]
    rows: list[Handling]
    ready: list[CrisisText]
    text: CrisisText | None

    @property
    def chosen(self) -> list[Handling]:
        """The ticked questions that still wait."""
        return crisis_answers.chosen_among(self.rows, self.ticked)


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """GET finds the questions; POST shows the preview, and sends it when the number still holds."""
    user = staff(request)
    asked = _asked(request, seen(user, crisis_id), reach_of(user))
    fault = ""
    if request.method == "POST" and not (asked.text and asked.chosen):
        fault = "Välj minst en fråga och en text."
    elif request.method == "POST" and "skicka" in request.POST:
        try:
            _send(request, asked, user)
        except Refusal as refused:
            fault = refused.message
        else:
            return redirect("crisis")
    items = [row.item for row in asked.rows]
    sight_of(user, items).cover(*items, always=True)
    shown = crisis_answers.preview(asked.chosen, asked.text) if asked.text and asked.chosen else []
    context = {**asked.__dict__, "chosen": asked.chosen, "preview": shown, "fault": fault}
    return render(request, "desk/crisis/answer.html", context, status=422 if fault else 200)


def _asked(request: HttpRequest, found: Crisis, reach: Reach) -> Asked:
    if found.ended_at or not reach.working & {row.account_id for row in found.accounts.all()}:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    words, ready = given.get("ord", "").strip()[:100], crisis_texts.ready()
    text = next((one for one in ready if str(one.pk) == given.get("text")), None)
    rows = crisis_answers.questions(found, reach, words)
    return Asked(found, words, set(given.getlist("fraga")), rows, ready, text)


def _send(request: HttpRequest, asked: Asked, user: User) -> None:
    number = request.POST["skicka"]
    assert asked.text is not None
    outcome = crisis_answers.answer_many(
        crisis=asked.crisis, text=asked.text, rows=asked.chosen, by=user,
        expected=int(number) if number.isdecimal() else -1,
    )  # fmt: skip
    for name, why in outcome.refused:
        messages.warning(request, f"{name}: {why}")
    word = "Ett svar" if outcome.ordered == 1 else f"{outcome.ordered} svar"
    messages.success(request, f"{word} är på väg, vart och ett för sig.")
