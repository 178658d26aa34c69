"""Organisation numbers, told apart from people's: Luhn, and third digit two or more (SFS 1974:174)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liggaren.lib.signs import luhn
from liggaren.lib.signs.finding import Confidence, Finding, Kind

_NUMBER = re.compile(
    r"(?<!\w)(?:SE(?P<vat>\d{10})01"
    r"|(?:16)?(?P<first>\d{2}[2-9]\d{3})(?P<sign>[-\u2010-\u2015 ])?(?P<last>\d{4}))(?!\w)"
)


def find(text: str) -> Iterator[Finding]:
    """Numbers of companies, associations and authorities. A sole trader's is a personal number: not here."""
    for found in _NUMBER.finditer(text):
        digits = found["vat"] or found["first"] + found["last"]
        if digits[2] >= "2" and luhn.holds(digits):
            sure = Confidence.HIGH if found["vat"] or found["sign"] else Confidence.MEDIUM
            reason = (
                "Kontrollsiffran stämmer, och tredje siffran hör till organisationer, inte till personer."
            )
            yield Finding(Kind.ORGANISATION_NUMBER, found.start(), found.end(), "orgnr-1", sure, reason)
