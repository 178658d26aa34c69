"""Following a case by its link, without signing in (C5.4). The address is a secret: never indexed nor kept.

A guess, and a code that cannot be one, get the same 404 as any page that isn't there.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from liggaren.moderation import public as moderation
from liggaren.moderation.public import PublicCase


def _visitor(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _page(request: HttpRequest, name: str, words: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, name, {"place": "case", **words}, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _limited(request: HttpRequest) -> HttpResponse:
    response = _page(request, "public/case_limited.html", {}, 429)
    response.headers["Retry-After"] = "600"
    return response


@csrf_exempt  # the code is all that is sent, and nobody is signed in here: no cookie is asked of a stranger
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """`/folj/`: the form for a code; a code that may be one goes on to its page."""
    if request.method != "POST":
        return _page(request, "public/case_enter.html", {})
    written = request.POST.get("kod", "")[:400]
    if code := moderation.read_code(written):
        return redirect("public:follow", code=code)
    problem = "Skriv hela koden. Den har åtta grupper med fem bokstäver i varje" if written.strip() else (
        "Skriv koden som står i svaret du fick")  # fmt: skip
    return _page(request, "public/case_enter.html", {"written": written, "problem": problem}, 422)


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """`/folj/<code>/`: where it stands, who has it, what is next."""
    found = moderation.follow(code, visitor=_visitor(request))
    if found.is_limited:
        return _limited(request)
    if found.case is None:
        raise Http404
    if found.case.code != code:  # written with other signs: one address for one page
        return redirect("public:follow", code=found.case.code)
    return _show(request, found.case)


def _show(request: HttpRequest, case: PublicCase, status: int = 200, **more: str) -> HttpResponse:
    return _page(
        request, "public/case.html", {"case": case, "added": "tillagt" in request.GET, **more}, status
    )


@csrf_exempt  # as `enter`: the code in the address is the only right there is
@require_http_methods(["POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Something to add to a case. It is read by a person and shown to nobody else."""
    text = request.POST.get("text", "")
    told = moderation.add(code, text, visitor=_visitor(request))
    if told.is_missing:
        raise Http404
    if told.is_kept:
        response = redirect("public:follow", code=moderation.read_code(code))
        response["Location"] += "?tillagt=1"
        return response
    found = moderation.follow(code, visitor=_visitor(request)).case
    if found is None:
        return _limited(request)
    problem = told.problem or "Det har kommit många tillägg på kort tid. Vänta tio minuter och skicka igen"
    return _show(request, found, 422 if told.problem else 429, problem=problem, written=text)


urlpatterns: list[URLPattern] = [
    path("folj/", enter, name="follow-enter"),
    path("folj/<str:code>/", follow, name="follow"),
    path("folj/<str:code>/tillagg/", add, name="follow-add"),
]
