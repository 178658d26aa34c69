"""The words that propose a receiver, and how units are reached: `/arenden/ordlista/`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import role_required, staff
from liggaren.desk.cases.forms import AddWordForm, ContactForm
from liggaren.desk.removal.after_forms import After
from liggaren.moderation import case_contacts, case_queries, case_vocabulary
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.models import CaseWord, UnitContact
from liggaren.people.memory import kept_while_reading


@require_http_methods(["GET", "HEAD", "POST"])
@kept_while_reading
@role_required("information")
def words(request: HttpRequest) -> HttpResponse:
    """Both lists, and a form for each."""
    units = case_queries.receivers()
    sent = request.POST if request.method == "POST" else None
    contact = ContactForm(sent if sent and "contact_unit" in sent else None, units=units)
    word = AddWordForm(sent if sent and "word" in sent else None, units=units)
    if sent is not None and (kept := _kept(request, contact if contact.is_bound else word)):
        return kept
    listed: dict[str, Any] = {
        "words": CaseWord.objects.select_related("unit"),
        "word": word,
        "contact": contact,
        "contacts": UnitContact.objects.select_related("unit").order_by("unit__name"),
        "bound": next((form for form in (word, contact) if form.errors), None),
    }
    return render(request, "desk/cases/words.html", listed, status=422 if listed["bound"] else 200)


def _kept(request: HttpRequest, form: After) -> HttpResponse | None:
    by = staff(request)
    try:
        if isinstance(form, ContactForm):
            case_contacts.set_contact(
                unit=form.chosen, email=form.words("email"), phone=form.words("phone"),
                hours=form.words("hours"), by=by,
            )  # fmt: skip
        elif isinstance(form, AddWordForm):
            case_vocabulary.add_word(word=form.words("word"), unit=form.chosen, by=by)
    except Incomplete as refusal:
        form.show(refusal.problems)
        return None
    messages.success(request, "Sparat.")
    return redirect("case-words")


@require_POST
@role_required("information")
def remove(request: HttpRequest, word_id: int) -> HttpResponse:
    """Take a word away."""
    word = CaseWord.objects.filter(pk=word_id).first()
    if word is None:
        raise Http404
    case_vocabulary.remove_word(word=word, by=staff(request))
    messages.success(request, "Ordet är borttaget.")
    return redirect("case-words")
