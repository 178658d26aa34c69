"""The grounds as the municipality words them: categories, ready words, provisions with their source."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from liggaren.desk.access import role_required, staff
from liggaren.desk.removal.after_forms import After
from liggaren.moderation import services
from liggaren.moderation.models import Category, Provision
from liggaren.moderation.ready_words import all_ready, ready, write_reasons


class WordsForm(After):
    name = forms.CharField(label="Kategorins namn", required=False, max_length=200)
    author_text = forms.CharField(
        label="Text till avsändaren", required=False, widget=forms.Textarea({"rows": 5}),
        help_text="{konto} och {kommun} byts mot namnen. Den som beslutar kan ändra texten varje gång.",
    )  # fmt: skip
    tells_author = forms.BooleanField(label="Avsändaren brukar meddelas", required=False)
    reasons = forms.CharField(
        label="Färdiga motiveringar", required=False, widget=forms.Textarea({"rows": 4}),
        help_text="En på varje rad: kort rubrik | hela meningen.",
    )  # fmt: skip


@require_GET
@role_required("information")
def grounds(request: HttpRequest) -> HttpResponse:
    """Every category with its words, and every provision with where it is read."""
    categories = list(Category.objects.all())
    words = all_ready(categories)
    rows = [(row, words[row.pk]) for row in categories]
    return render(request, "desk/removal/grounds.html", {"rows": rows, "provisions": Provision.objects.all()})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("information")
def ground(request: HttpRequest, key: str) -> HttpResponse:
    """One category's words."""
    category = get_object_or_404(Category, key=key)
    form = WordsForm(request.POST) if request.method == "POST" else _filled(category)
    if request.method == "POST" and _saved(form, category, request):
        messages.success(request, f"Orden för ”{category.name}” är sparade.")
        return redirect("removal-grounds")
    words = {"category": category, "form": form}
    return render(request, "desk/removal/ground.html", words, status=422 if form.errors else 200)


def _filled(category: Category) -> WordsForm:
    words = ready(category)
    return WordsForm(
        initial={
            "name": category.name, "author_text": words.author_text, "tells_author": words.tells_author,
            "reasons": write_reasons(words.reasons),
        }
    )  # fmt: skip


def _saved(form: WordsForm, category: Category, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    try:
        services.change_words(category=category, by=staff(request), **form.cleaned_data)
    except services.Incomplete as refusal:
        form.show(refusal.problems)
        return False
    return True
