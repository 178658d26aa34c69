"""Ask from the item's page; answer behind a one-time link, with no account: `/fraga/<link>/`."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import staff, staff_required
from liggaren.desk.colleague.forms import AnswerForm, AskForm
from liggaren.desk.inbox import thing
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation import colleague_asking, colleague_people, colleague_sight, guessing
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import ColleagueQuestion
from liggaren.moderation.permissions import remember
from liggaren.people.memory import kept_while_reading
from liggaren.register import media


@require_http_methods(["GET", "HEAD", "POST"])
@kept_while_reading
@staff_required
def ask(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The form, and the mail that leaves."""
    by = staff(request)
    item, account = thing.find(remember(by), item_id)
    form = AskForm(request.POST if request.method == "POST" else None, people=colleague_people.to_ask(by))
    if request.method == "POST":
        try:
            asked = colleague_asking.ask(
                item=item, email=form.address, question=form.words("question"), by=by
            )
        except Incomplete as refusal:
            form.show(refusal.problems)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Frågan är på väg till {asked.email}. Svaret blir ett utkast här.")
            return redirect("inbox-item", item_id)
    sight_of(by, [item]).cover(item)
    words = {
        "form": form, "item": item, "account": account, "place": media.get(account.platform).name,
        "domains": colleague_people.domains(),
    }  # fmt: skip
    return render(request, "desk/colleague/ask.html", words, status=422 if form.errors else 200)


@require_POST
@staff_required
def withdraw(request: HttpRequest, item_id: uuid.UUID, question_id: uuid.UUID) -> HttpResponse:
    """Nobody is to answer it any more."""
    by = staff(request)
    item, _ = thing.find(remember(by), item_id)
    question = ColleagueQuestion.objects.filter(pk=question_id, item=item).first()
    if question is None:
        raise Http404
    try:
        colleague_asking.withdraw(question=question, by=by)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("inbox-item", item_id)


@csrf_exempt  # the link's secret is the only right there is; a browser that tells no origin may answer too
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The colleague's page. To read it uses nothing up; one answer does."""
    visitor = request.META.get("REMOTE_ADDR", "")
    if guessing.is_limited(visitor, kind="colleague"):
        return _page(request, "desk/colleague/limited.html", {}, 429)
    question = colleague_asking.by_token(secret)
    if question is None:
        guessing.missed(visitor, kind="colleague")
        raise Http404
    if not colleague_asking.is_open(question, clock.now()):
        return _page(request, "desk/colleague/ended.html", {"question": question}, 410)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            question = colleague_asking.answer(question=question, text=form.words("text"))
            return _page(request, "desk/colleague/thanks.html", {"question": question}, 200)
        except Incomplete as refusal:
            form.show(refusal.problems)
        except Refusal:
            return _page(request, "desk/colleague/ended.html", {"question": question}, 410)
    elif request.method == "GET":
        colleague_asking.mark_opened(question=question)
    words = {
        "question": question, "form": form, "text": colleague_sight.text_for(question.item),
        "place": media.get(question.account.platform).name,
    }  # fmt: skip
    return _page(request, "desk/colleague/answer.html", words, 422 if form.errors else 200)


def _page(request: HttpRequest, name: str, words: dict[str, Any], status: int) -> HttpResponse:
    """A page whose address is a secret: not indexed, not kept, not told to where it links."""
    response = render(request, name, words, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
