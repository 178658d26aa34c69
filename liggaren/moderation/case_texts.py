"""What may be said of a case where anyone with the link reads it: nothing about anyone (C5.4, G4.1)."""

from __future__ import annotations

from liggaren.capture.models import Version
from liggaren.lib.cleaning import clean
from liggaren.moderation.errors import Problem
from liggaren.moderation.masking import identifiers

LONGEST = {"title": 120, "headline": 150, "text": 2_000, "note": 4_000, "reason": 2_000, "reply": 200_000}
NAMES = {"title": "Rubriken", "headline": "Rubriken", "text": "Texten", "note": "Anteckningen",
         "reason": "Skälet", "reply": "Svaret"}  # fmt: skip
LEAST_NAME = 3  # letters: a shorter name is found by chance in ordinary words


def tidy(text: str, *, line: bool = False) -> str:
    """Storable, without blanks around; on one line where it is a heading."""
    found = clean(text).text.strip()
    return " ".join(found.split()) if line else found


def too_long(field: str, text: str) -> list[Problem]:
    """Whether the text exceeds what its field holds."""
    limit = LONGEST[field]
    if len(text) <= limit:
        return []
    more = len(text) - limit
    return [Problem(field, f"{NAMES[field]} är {more} tecken för lång. Korta till högst {limit} tecken")]


def public(field: str, text: str, version: Version | None) -> list[Problem]:
    """What must be mended before the text is public: its length, numbers of people, the sender's name."""
    if found := too_long(field, text):
        return found
    if identifiers(text):
        return [Problem(field, f"{NAMES[field]} blir offentlig. Ta bort telefonnummer, adresser och "
                               "personnummer")]  # fmt: skip
    if version is not None and _names(text, version):
        return [Problem(field, f"{NAMES[field]} blir offentlig. Ta bort namnet på den som skrev")]
    return []


def _names(text: str, version: Version) -> bool:
    said = text.casefold()
    names = (version.sender_name, version.sender_handle)
    return any(len(name) >= LEAST_NAME and name.casefold() in said for name in names)
