"""The one-time link to a question, its mail, and what the mail server says of it (C5.1; design 3.14).

The mail tells that somebody asks, and nothing of what. The link's secret is made with the house's key each
time a mail leaves; what is kept is its digest.
"""

from __future__ import annotations

import hashlib
import hmac
import smtplib
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from liggaren.lib import dates
from liggaren.moderation.models import ColleagueQuestion
from liggaren.people import queries as people

LONGEST = 100  # signs of a token that is looked up at all


def token(question_id: UUID) -> str:
    """The link's secret: 256 bits in 43 letters."""
    key = f"colleague:{settings.SECRET_KEY}".encode()
    return urlsafe_b64encode(hmac.new(key, question_id.bytes, hashlib.sha256).digest()).decode().rstrip("=")


def digest(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(f"colleague:{secret[:LONGEST]}".encode()).hexdigest()


def address(question: ColleagueQuestion) -> str:
    """The whole address in the mail."""
    return f"{settings.BASE_URL}/fraga/{token(question.pk)}/"


def send(question: ColleagueQuestion, *, reminder: bool) -> str:
    """Mail the link. The server's code when it refuses the address for good, else empty.

    Raises OSError or smtplib.SMTPException when it may work later.
    """
    try:
        EmailMessage(
            _subject(reminder), _letter(question), settings.DEFAULT_FROM_EMAIL, [question.email]
        ).send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        if all(code < 500 for code in codes):
            raise
        return str(codes[0])
    return ""


def _subject(reminder: bool) -> str:
    return "En kollega väntar på ditt svar" if reminder else "En kollega ber om din hjälp med ett svar"


def _letter(question: ColleagueQuestion) -> str:
    return (
        f"{question.asked_by.name} på {people.municipality().name} svarar på frågor i sociala medier och "
        "behöver din kunskap. Vad det gäller står inte i mejlet.\n\n"
        f"Läs frågan och svara här, utan att logga in:\n{address(question)}\n\n"
        f"Länken gäller till {dates.long_date(question.expires_at)} och kan användas för ett svar. "
        "Skicka den inte vidare.\n\nLiggaren"
    )
