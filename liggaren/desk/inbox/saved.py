"""A person's own views of the queue: a name for a choice, and which of them the inbox starts with."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from liggaren.desk.access import staff, staff_required
from liggaren.moderation import queue_filter
from liggaren.moderation.models import SavedView
from liggaren.people.models import User

MOST = 12  # views of one person


def of(user: User) -> list[SavedView]:
    """The person's views by name. One query."""
    return list(SavedView.objects.filter(user=user).order_by("name"))


@require_POST
@staff_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the choice under a name, a view of that name replaced; with `start`, the inbox begins there."""
    user, name = staff(request), " ".join(request.POST.get("namn", "").split())
    query = queue_filter.read(request.POST.dict()).query
    if not 1 <= len(name) <= 40:
        messages.warning(request, "Skriv ett namn på vyn, högst 40 tecken.")
    elif len(of(user)) >= MOST and not SavedView.objects.filter(user=user, name=name).exists():
        messages.warning(request, f"Du har redan {MOST} vyer. Ta bort någon först.")
    else:
        _keep(user, name, query, is_start="start" in request.POST)
        messages.success(request, f"Vyn {name} är sparad.")
    return redirect(f"/inkorg/?{query or 'vy=alla'}")


@require_POST
@staff_required
def drop(request: HttpRequest) -> HttpResponse:
    """Take away one of the person's own views; another's is never touched."""
    SavedView.objects.filter(user=staff(request), name=request.POST.get("namn", "")).delete()
    return redirect("/inkorg/?vy=alla")


@transaction.atomic
def _keep(user: User, name: str, query: str, *, is_start: bool) -> None:
    if is_start:
        SavedView.objects.filter(user=user, is_start=True).update(is_start=False)
    facts = {"query": query, "is_start": is_start}
    SavedView.objects.update_or_create(user=user, name=name, defaults=facts)
