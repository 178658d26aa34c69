"""Everyone's directory: which accounts the municipality runs, whether an address is one of them (G1.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from liggaren.public import listing, open_data
from liggaren.register import public as register


def directory(request: HttpRequest) -> HttpResponse:
    """The list, with search, filter and the check "is this account yours?"."""
    whole = register.directory()
    words, medium = request.GET.get("q", "").strip(), request.GET.get("medium", "")
    address = request.GET.get("adress", "").strip()[:500]
    context: dict[str, Any] = {
        "place": "directory",
        "whole": whole,
        "groups": listing.matching(whole, words=words, medium=medium),
        "media": listing.media_of(whole),
        "words": words,
        "medium": medium,
        "address": address,
        "official": register.is_official(address) if address else None,
        "asked": "adress" in request.GET,
    }
    return render(request, "public/directory.html", context)


def as_json(request: HttpRequest) -> HttpResponse:
    """The directory as JSON, open to any page that wants to show it."""
    answer = JsonResponse(
        open_data.as_dict(register.directory()), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def as_csv(request: HttpRequest) -> HttpResponse:
    """The directory as CSV with semicolons and a byte order mark, as Swedish spreadsheets read it."""
    answer = HttpResponse(
        open_data.as_csv(register.directory()).encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="officiella-konton.csv"'
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def data(request: HttpRequest) -> HttpResponse:
    """What the open data holds and where it is."""
    address = request.build_absolute_uri(reverse("public:json"))
    return render(
        request,
        "public/data.html",
        {"address": address, "changed_at": register.directory().changed_at, "fields": open_data.FIELDS},
    )


def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the municipality."""
    return render(request, "public/contact.html")
