"""The landing page of every role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from liggaren.desk.access import kinds, staff, staff_required
from liggaren.desk.sections import READ_ONLY, places
from liggaren.desk.start import day, health
from liggaren.desk.waiting import counts
from liggaren.lib import clock
from liggaren.people.memory import kept_while_reading


@kept_while_reading
@staff_required
def start(request: HttpRequest) -> HttpResponse:
    """What is late, due today and later, and how my accounts are.

    Those who only review land on their own first section (ui.md §2).
    """
    user, held, now = staff(request), kinds(request), clock.now()
    if held <= READ_ONLY and (first := places(held)):
        return redirect(first[0][1])
    parts = day.parts(user, now)
    return render(
        request,
        "desk/start/start.html",
        {
            "now": now,
            "week": now.astimezone(clock.STOCKHOLM).isocalendar().week,
            "sentence": day.sentence(user, now, parts),
            "parts": parts,
            "waiting": counts(user, held).get("/inkorg/", 0),
            "side": health.side(user, held, now),
        },
    )
