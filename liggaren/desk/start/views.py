"""The landing page of every role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liggaren.desk.access import kinds, staff, staff_required
from liggaren.desk.start import day, health
from liggaren.desk.waiting import counts
from liggaren.lib import clock


@staff_required
def start(request: HttpRequest) -> HttpResponse:
    """What is late, due today and later, and how my accounts are."""
    user, held, now = staff(request), kinds(request), clock.now()
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
