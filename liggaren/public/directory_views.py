"""Everyone's directory: which accounts the municipality runs, whether an address is one of them (G1.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def directory(request: HttpRequest) -> HttpResponse:
    """The list, with search, filter and the check "is this account yours?"."""
    return render(request, "public/directory.html", {"place": "directory"})


def as_json(request: HttpRequest) -> HttpResponse:
    """The directory as JSON."""
    raise NotImplementedError


def as_csv(request: HttpRequest) -> HttpResponse:
    """The directory as CSV."""
    raise NotImplementedError


def data(request: HttpRequest) -> HttpResponse:
    """What the open data holds and where it is."""
    raise NotImplementedError


def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the municipality."""
    raise NotImplementedError
