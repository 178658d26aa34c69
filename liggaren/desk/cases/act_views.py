"""What is done with a case. Each is one act, then back to its page."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from liggaren.desk.access import staff_required
from liggaren.desk.cases.forms import DecideForm, ReopenForm, SendOnForm, WordForm
from liggaren.desk.cases.views import find, show
from liggaren.desk.removal.after_forms import After
from liggaren.lib.errors import Refusal
from liggaren.moderation import case_messages, case_moving, case_queries, case_work
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import Case, CaseEvent, CaseMessage
from liggaren.people.models import User

Act = Callable[[Case, User], object]


def _do(
    request: HttpRequest, case_id: uuid.UUID, act: Act, done: str, form: After | None = None
) -> HttpResponse:
    """Do it; a form's faults are shown at its own fields, with everything typed still there."""
    row, by = find(request, case_id)
    try:
        act(row, by)
    except NotYours as error:
        raise Http404 from error
    except Incomplete as refusal:
        if form is not None:
            form.show(refusal.problems)
            return show(request, row, form)
        messages.warning(request, refusal.message)
        return redirect("case", case_id)
    except case_moving.Circle as refusal:
        assert form is not None
        form.add_error("unit", refusal.message)
        return show(request, row, form, circle=True)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect("case", case_id)
    messages.success(request, done)
    return redirect("case", case_id) if _still(request, case_id) else redirect("cases")


def _still(request: HttpRequest, case_id: uuid.UUID) -> bool:
    """Whether this person sees the case after the act: sent on, it may be another's work."""
    try:
        find(request, case_id)
    except Http404:
        return False
    return True


@require_POST
@staff_required
def receive(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The unit receives it."""
    return _do(request, case_id, lambda row, by: case_moving.receive(case=row, by=by), "Ärendet är mottaget.")


@require_POST
@staff_required
def send_on(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """To another unit, or the question to the information function."""
    form = SendOnForm(request.POST, units=case_queries.receivers())
    if "avgor" in request.POST:
        return _do(request, case_id, lambda row, by: case_moving.dispute(
            case=row, reason=form.words("reason"), by=by), "Informationsfunktionen avgör.", form)  # fmt: skip

    def act(row: Case, by: User) -> object:
        return case_moving.send_on(case=row, unit=form.chosen, reason=form.words("reason"), by=by)

    return _do(request, case_id, act, "Ärendet är skickat vidare.", form)


@require_POST
@staff_required
def decide(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The information function decides who has it."""
    form = DecideForm(request.POST, units=case_queries.receivers())
    return _do(request, case_id, lambda row, by: case_moving.decide_receiver(
        case=row, unit=form.chosen, reason=form.words("reason"), by=by), "Det är avgjort.", form)  # fmt: skip


@require_POST
@staff_required
def tell(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """A word, or the end."""
    form = WordForm(request.POST)
    if not form.is_valid():
        return show(request, find(request, case_id)[0], form)
    return _do(request, case_id, lambda row, by: case_work.tell(case=row, word=form.word, by=by),
               "Beskedet står på ärendets sida.", form)  # fmt: skip


@require_POST
@staff_required
def reopen(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Open it again, by oneself or for a message."""
    form = ReopenForm(request.POST)
    number = request.POST.get("meddelande", "")
    if not number:
        return _do(request, case_id, lambda row, by: case_work.reopen(
            case=row, text=form.words("reopen_text"), by=by), "Ärendet är öppet igen.", form)  # fmt: skip
    message_id = int(number) if number.isdecimal() else 0
    return _do(request, case_id, lambda row, by: case_messages.reopen_for(
        message=_message(row, message_id), text=form.words("reopen_text"), by=by,
    ), "Ärendet är öppet igen.", form)  # fmt: skip


@require_POST
@staff_required
def renew_link(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """A new follow link; the old one stops."""
    return _do(request, case_id, lambda row, by: case_work.new_link(case=row, by=by),
               "Ärendet har en ny följlänk. Den gamla gäller inte längre.")  # fmt: skip


@require_POST
@staff_required
def thread(request: HttpRequest, case_id: uuid.UUID, event_id: int) -> HttpResponse:
    """Write a word in the thread, or leave it out."""
    find(request, case_id)  # before a word is said of the form: to others the case isn't there
    text = "" if "inte" in request.POST else request.POST.get("text", "")
    if not text.strip() and "inte" not in request.POST:
        messages.warning(request, "Skriv det som ska stå i tråden, eller välj att inte skriva där.")
        return redirect("case", case_id)

    def act(row: Case, by: User) -> object:
        told = CaseEvent.objects.filter(case=row, pk=event_id).first()
        if told is None:
            raise NotYours
        return case_work.write_in_thread(told=told, text=text, by=by)

    return _do(request, case_id, act, "Det skrivs i tråden." if text else "Det skrivs inte i tråden.")


def _message(row: Case, message_id: int) -> CaseMessage:
    found = CaseMessage.objects.filter(case=row, pk=message_id).first()
    if found is None:
        raise NotYours
    return found


@require_POST
@staff_required
def message_read(request: HttpRequest, case_id: uuid.UUID, message_id: int) -> HttpResponse:
    """A message is read, and nothing more is needed."""
    return _do(request, case_id, lambda row, by: case_messages.read(message=_message(row, message_id), by=by),
               "Tillägget är läst.")  # fmt: skip


@require_POST
@staff_required
def message_open(request: HttpRequest, case_id: uuid.UUID, message_id: int) -> HttpResponse:
    """What is masked in a message is shown; the ledger first."""
    return _do(request, case_id, lambda row, by: case_messages.open_masked(
        message=_message(row, message_id), by=by), "Det dolda visas. Det står i liggaren.")  # fmt: skip
