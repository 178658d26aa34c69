"""Sign-in rules: users are entered by the municipality, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open registration: a user exists because the information function entered them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
