"""My own page, and one click per role in demonstrations."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from liggaren.desk import demo_door


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, how I sign in, and which single keys are on."""
    return render(request, "desk/sign_in/me.html")


def demo(request: HttpRequest) -> HttpResponse:
    """Choose a role. Raises Http404 outside demonstrations and for anyone but this machine."""
    if not demo_door.is_open(request):
        raise Http404
    return render(request, "desk/sign_in/demo.html")
