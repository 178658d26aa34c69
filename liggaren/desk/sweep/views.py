"""Choose many on one account, decide on them with the same words, and follow how it goes."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liggaren.desk.access import staff, staff_required
from liggaren.desk.removal.forms import DecisionForm, basis_options, grounds, tapped, way_options
from liggaren.desk.sweep import telling
from liggaren.lib.errors import Refusal
from liggaren.moderation import sentences, sweep_words, sweeping
from liggaren.moderation.errors import Incomplete, NotRead, NotYours
from liggaren.moderation.judging import judge, needs_second
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Sweep
from liggaren.moderation.removing import today
from liggaren.people.models import User
from liggaren.people.queries import municipality
from liggaren.register import media
from liggaren.register.models import Account

PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def choose(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """The account's items of others, found by words or by sender; tick some, or take all that were found."""
    user = staff(request)
    account = Account.objects.filter(pk=account_id).first()
    try:
        if account is None:
            raise NotYours
        words = request.GET.get("q", "").strip()[:100]
        found = sweeping.matching(user, account, words)
        if request.method == "POST":
            return _chosen(request, user, account, words)
    except NotYours as error:
        raise Http404 from error
    page = Paginator(found, PAGE).get_page(request.GET.get("sida"))
    items = list(page.object_list)
    sight_of(user, items).cover(*items)
    place = media.get(account.platform).name
    told = {
        "account": account,
        "place": place,
        "q": words,
        "page": page,
        "items": items,
        "total": page.paginator.count,
    }
    return render(request, "desk/sweep/choose.html", told)


def _chosen(request: HttpRequest, user: User, account: Account, words: str) -> HttpResponse:
    if "alla" in request.POST:
        found = sweeping.matching(user, account, words)
        versions = [pk for pk in found.values_list("latest", flat=True)[: sweeping.MOST + 1] if pk]
    else:
        versions = [int(text) for text in request.POST.getlist("val") if text.isascii() and text.isdigit()]
    try:
        return redirect("sweep", sweeping.choose(account=account, versions=versions, by=user).pk)
    except (Incomplete, NotRead) as refusal:
        messages.warning(request, refusal.message)
        return redirect("sweep-choose", account.pk)


def _find(request: HttpRequest, sweep_id: uuid.UUID) -> tuple[User, Sweep]:
    user = staff(request)
    try:
        return user, sweeping.sweep_for(user, sweep_id)
    except NotYours as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def sweep(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    """The decision while nothing is decided (POST reads it in words, or makes it), and then how it goes."""
    user, row = _find(request, sweep_id)
    if row.state != "chosen" or row.chosen_by_id != user.pk:
        return _page(request, user, row, None)
    form = DecisionForm(tapped(request.POST) if request.method == "POST" else None, initial=_halves())
    if request.method == "POST" and request.POST.get("mening") == (said := _sentence(form, row)) and said:
        try:
            count = row.items.count()
            sweeping.decide_sweep(sweep=row, decision=form.decision(), count=count, by=user)
            return redirect("sweep", sweep_id)
        except Incomplete as refusal:
            form.show(refusal.problems)
        except NotRead as refusal:
            messages.warning(request, refusal.message)
        except Refusal as refusal:
            messages.warning(request, refusal.message)
            return redirect("sweep", sweep_id)
    return _page(request, user, row, form)


def _halves() -> dict[str, str]:
    distance, rule = sentences.proposed_halves(municipality().name)
    return {"distance": distance, "rule": rule}


def _sentence(form: DecisionForm, row: Sweep) -> str:
    decision = form.decision()
    if judge(decision, telling.paper_of(row).ways, today()):
        return ""
    return sweep_words.sentence_for(decision, row.account, row.items.count())


def _page(request: HttpRequest, user: User, row: Sweep, form: DecisionForm | None) -> HttpResponse:
    page = telling.rows(row, request.GET.get("sida"))
    items = [one.item for one in page.object_list]
    sight_of(user, items).cover(*items)
    words = {**telling.facts(row, user), "page": page, "rows": list(page.object_list)}
    if form is not None:
        words |= _deciding(form, row)
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, "desk/sweep/sweep.html", words, status=422 if wrong else 200)


def _deciding(form: DecisionForm, row: Sweep) -> dict[str, object]:
    paper, said = telling.paper_of(row), ""
    if form.is_bound:
        form.show(judge(form.decision(), paper.ways, today()))
        said = _sentence(form, row) if not form.errors else ""
    return {
        "form": form, "paper": paper, "categories": grounds(),
        "bases": basis_options(form["basis"].value() or ""),
        "ways": way_options(paper.ways, form["way"].value() or ""), **_confirming(form, row, said),
    }  # fmt: skip


def _confirming(form: DecisionForm, row: Sweep, said: str) -> dict[str, object]:
    """The sentence, the button's words, and whether another person must agree; nothing until it is whole."""
    if not said:
        return {"said": ""}
    decision = form.decision()
    return {
        "said": said,
        "button": sweep_words.button_for(decision.way, row.account, row.items.count()),
        "second": needs_second(decision, two_deciders=municipality().two_deciders),
    }


@require_safe
@staff_required
def standing(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    """The figures alone, asked for while it runs."""
    user, row = _find(request, sweep_id)
    return render(request, "desk/sweep/standing.html", telling.facts(row, user))


def _do(request: HttpRequest, sweep_id: uuid.UUID, act: Callable[[Sweep, User], object]) -> HttpResponse:
    user, row = _find(request, sweep_id)
    try:
        act(row, user)
    except NotYours as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("sweep", sweep_id)


@require_POST
@staff_required
def agree(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    """The second person agrees to all, as counted on the page."""
    text = request.POST.get("antal", "")
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    return _do(request, sweep_id, lambda row, by: sweeping.agree_sweep(sweep=row, count=count, by=by))


@require_POST
@staff_required
def stop(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    """Decide on no more of them."""
    return _do(request, sweep_id, lambda row, by: sweeping.stop_sweep(sweep=row, by=by))


@require_POST
@staff_required
def go_on(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    """Go on after a stop."""
    return _do(request, sweep_id, lambda row, by: sweeping.go_on_sweep(sweep=row, by=by))


@require_POST
@staff_required
def withdraw(request: HttpRequest, sweep_id: uuid.UUID) -> HttpResponse:
    """Leave the rest, or the whole choice."""
    return _do(request, sweep_id, lambda row, by: sweeping.withdraw_sweep(sweep=row, by=by))
