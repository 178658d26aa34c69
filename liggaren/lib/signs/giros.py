"""Bankgiro and plusgiro numbers: Luhn and the word beside. A private person may have either."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liggaren.lib.signs import luhn
from liggaren.lib.signs.finding import Confidence, Finding, Kind

_BANKGIRO = re.compile(r"(?<![\d-])(\d{3,4}-\d{4})(?![\d-])")
_PLUSGIRO = re.compile(r"(?<![\d-])(\d{1,3}(?: ?\d{2}){0,3}-\d)(?![\d-])")
_BANK_WORD = re.compile(r"\b(?:bankgiro\w*|bg)\b", re.IGNORECASE)
_PLUS_WORD = re.compile(r"\b(?:plusgiro\w*|postgiro\w*|pg)\b", re.IGNORECASE)
_BESIDE = 40


def is_bankgiro(number: str) -> bool:
    """`160-9908`: seven or eight digits with a hyphen before the last four, and the checksum holds."""
    return bool(_BANKGIRO.fullmatch(number)) and luhn.holds(number.replace("-", ""))


def is_plusgiro(number: str) -> bool:
    """`4741-5`: two to eight digits, the last after a hyphen, and the checksum holds."""
    digits = re.sub(r"\D", "", number)
    return bool(_PLUSGIRO.fullmatch(number)) and 2 <= len(digits) <= 8 and luhn.holds(digits)


def find(text: str) -> Iterator[Finding]:
    """Giro numbers that hold; medium beside their word, else low: one in ten numbers holds by chance."""
    for pattern, word, test, kind in (
        (_BANKGIRO, _BANK_WORD, is_bankgiro, Kind.BANKGIRO),
        (_PLUSGIRO, _PLUS_WORD, is_plusgiro, Kind.PLUSGIRO),
    ):
        for found in pattern.finditer(text):
            if test(found.group()):
                named = bool(word.search(text[max(0, found.start() - _BESIDE) : found.start()]))
                sure = Confidence.MEDIUM if named else Confidence.LOW
                reason = f"Kontrollsiffran stämmer för ett {kind.value}nummer."
                yield Finding(kind, found.start(), found.end(), f"{kind.value}-1", sure, reason)
