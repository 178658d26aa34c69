"""Advice: search, read, ask, answer, publish."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from liggaren.desk.access import role_required, staff, staff_required
from liggaren.desk.advice.forms import AnswerForm, AskForm, PublishForm
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import advice
from liggaren.lifecycle.models import AdviceQuestion, Guidance
from liggaren.lifecycle.rights import NotYours
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User

PER_PAGE = 50


@kept_while_reading
@staff_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Guidance by words, and one's own questions."""
    user, words = staff(request), request.GET.get("q", "").strip()[:200]
    page = Paginator(advice.find(words), PER_PAGE).get_page(request.GET.get("sida"))
    own = AdviceQuestion.objects.filter(asked_by=user).order_by("-asked_at")[:10]
    adviser = advice.is_adviser(user)
    context = {
        "page": page, "words": words, "own": own, "is_adviser": adviser,
        "waiting": advice.waiting().count() if adviser else 0,
    }  # fmt: skip
    return render(request, "desk/advice/find.html", context)


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, guidance_id: int) -> HttpResponse:
    """One piece of guidance; the information function may withdraw it."""
    user = staff(request)
    found = get_object_or_404(Guidance, pk=guidance_id, withdrawn_at=None)
    if request.method == "POST":
        try:
            advice.withdraw(guidance=found, by=user)
        except Refusal as strange:
            raise Http404 from strange
        return redirect("advice")
    return render(
        request, "desk/advice/read.html", {"guidance": found, "is_adviser": advice.is_adviser(user)}
    )


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask, from any screen."""
    screen = advice.screen_of(request.GET.get("fran", ""))
    form = AskForm(request.POST or None, initial={"screen": screen})
    if request.method == "POST" and form.is_valid():
        try:
            advice.ask(by=staff(request), **form.cleaned_data)
        except Refusal as refused:
            form.add_error("text", refused.message)
        else:
            messages.success(request, "Frågan är skickad. Du får ett besked när svaret finns här.")
            return redirect("advice")

    context = {"form": form, "screen": screen}
    return render(request, "desk/advice/ask.html", context, status=422 if form.errors else 200)


@kept_while_reading
@role_required("information")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Questions without an answer, the oldest first."""
    page = Paginator(advice.waiting(), PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "desk/advice/queue.html", {"page": page})


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question with its answer; the information function answers and publishes."""
    user = staff(request)
    found = get_object_or_404(advice.readable(user), pk=question_id)
    publishing = request.POST.get("gor") == "publicera"
    answer = AnswerForm(None if publishing else request.POST or None, initial={"answer": found.answer})
    publish = PublishForm(request.POST if publishing else None, initial={"text": found.answer})
    if request.method == "POST" and _done(found, publish if publishing else answer, user):
        return redirect("advice-question", question_id=found.pk)
    form = publish if publishing else answer
    context = {
        "question": found, "answer": answer, "publish": publish, "form": form,
        "is_adviser": advice.is_adviser(user) and found.guidance_id is None,
    }  # fmt: skip
    return render(request, "desk/advice/question.html", context, status=422 if form.errors else 200)


def _done(found: AdviceQuestion, form: AnswerForm | PublishForm, user: User) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        if isinstance(form, PublishForm):
            advice.publish(question=found, title=given["title"], text=given["text"], by=user)
        else:
            advice.answer(question=found, text=given["answer"], by=user)
    except NotYours as strange:
        raise Http404 from strange
    except Refusal as refused:
        form.add_error("text" if isinstance(form, PublishForm) else "answer", refused.message)
        return False
    return True
