"""Whether the person has just proved a second factor, by allauth's own record of the session (B.12, B.13)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse

FRESH = 300.0  # seconds: long enough to read one plan's last page, short enough that it is the same person


@dataclass(frozen=True)
class Standing:
    """How it stands: proved just now, can be proved at `prove`, or must first be set up at `set_up`."""

    is_fresh: bool
    has_factor: bool
    prove: str
    set_up: str


def is_fresh(request: HttpRequest) -> bool:
    """Whether a second factor (passkey, one-time code) was proved within the last five minutes."""
    records = get_authentication_records(request, request.user)
    return any(
        record.get("method") == "mfa" and 0 <= time.time() - float(record.get("at", 0)) < FRESH
        for record in records
    )


def standing(request: HttpRequest) -> Standing:
    """What the page says about the second factor, with a way back to the page."""
    back = urlencode({"next": request.path})
    return Standing(
        is_fresh=is_fresh(request),
        has_factor=is_mfa_enabled(request.user),
        prove=f"{reverse('mfa_reauthenticate')}?{back}",
        set_up=f"{reverse('mfa_index')}?{back}",
    )
