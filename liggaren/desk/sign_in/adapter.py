"""Sign-in rules: users are entered by the municipality, nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open registration: a user exists because the information function entered them."""

    # An error says what to write (ui.md §6).
    error_messages: dict[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Kontot är avstängt. Hör av dig till informationsfunktionen.",
        "email_password_mismatch": "Adressen och lösenordet hör inte ihop. Skriv dem en gång till.",
        "enter_current_password": "Skriv ditt nuvarande lösenord.",
        "incorrect_code": "Koden stämmer inte. Skriv de sex siffror som appen visar nu.",
        "incorrect_password": "Lösenordet stämmer inte. Skriv det en gång till.",
        "rate_limited": "Det blev många försök. Vänta en stund och försök igen.",
        "too_many_login_attempts": "Det blev många försök. Vänta fem minuter och försök igen.",
        "unknown_email": "Adressen finns inte hos oss. Skriv den som du loggar in med.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
