"""The demonstration's door: one click per role, only in demonstrations and only from this very machine."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def is_open(request: HttpRequest) -> bool:
    """Whether this request may use the door: LIGGAREN_DEMO is on and the caller is loopback.

    A forwarded request is refused: behind a proxy every caller looks like this machine.
    """
    if not settings.DEMO or any(
        name in request.META
        for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
    ):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
