"""The municipality's colour as a style sheet; the content policy allows no inline styles."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from liggaren.people import queries
from liggaren.people.models import Municipality

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def accent(request: HttpRequest) -> HttpResponse:
    """`:root{--accent:#rrggbb}`, or nothing where no valid colour is set."""
    try:
        colour = queries.municipality().accent
    except Municipality.DoesNotExist:
        colour = ""
    text = f":root{{--accent:{colour}}}" if COLOUR.fullmatch(colour) else ""
    return HttpResponse(
        text, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=300"}
    )
