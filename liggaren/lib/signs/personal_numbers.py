"""Personal and coordination numbers by checksum and date (Skatteverket; folkbokföringslagen 18 and 18 a §§).

The day of reference is an argument: the century of a ten-digit number depends on when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from liggaren.lib.signs import luhn
from liggaren.lib.signs.finding import Confidence, Finding, Kind

_SEPARATOR = "[-+ \u00a0\u2010-\u2015\u2212]"
_NUMBER = re.compile(
    rf"(?<![\d])(?P<century>\d\d)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<sign>{_SEPARATOR})?"
    r"(?P<serial>\d{3})(?P<check>\d)(?!\d)"
)
_INTERIM = re.compile(
    rf"(?<!\w)(?P<century>\d\d)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<sign>{_SEPARATOR})?"
    r"(?P<serial>[TRSUWXJKLMNP]\d\d)(?P<check>\d)(?!\w)"
)
_COVERED = re.compile(r"(?<![\w])(?:\d\d)?\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[-+][Xx*•]{4}(?![\w*])")
_OLD = 100
_COORDINATION = 60  # added to the day


@dataclass(frozen=True)
class PersonalNumber:
    """A number that holds. `is_woman` by the ninth digit; `is_coordination` for those not registered here."""

    born: date
    is_coordination: bool
    is_woman: bool


def read(text: str, reference: date, *, interim: bool = False) -> PersonalNumber | None:
    """The number that the whole text is, as of the day of reference; None when it is none that holds."""
    found = _NUMBER.fullmatch(text.strip()) or (_INTERIM.fullmatch(text.strip()) if interim else None)
    return _read(found, reference) if found else None


def find(text: str, reference: date, *, interim: bool = False) -> Iterator[Finding]:
    """Numbers in running text. Twelve digits or a separator is high, bare ten digits medium, covered low.

    About 0.7 % of random ten-digit strings hold by chance, so bare ones are less sure.
    """
    for found in _NUMBER.finditer(text):
        number = _read(found, reference)
        if number is not None:
            yield _finding(found, number, bool(found["century"] or found["sign"]))
    for found in _INTERIM.finditer(text) if interim else ():
        number = _read(found, reference)
        if number is not None:
            yield _finding(found, number, sure=True)
    for found in _COVERED.finditer(text):
        reason = "Född den dagen, med de fyra sista siffrorna dolda."
        yield Finding(Kind.PERSONAL_NUMBER, found.start(), found.end(), "pnr-3", Confidence.LOW, reason)


def _finding(found: re.Match[str], number: PersonalNumber, sure: bool) -> Finding:
    kind = Kind.COORDINATION_NUMBER if number.is_coordination else Kind.PERSONAL_NUMBER
    word = "samordningsnummer" if number.is_coordination else "personnummer"
    rule, confidence, how = (
        ("pnr-1", Confidence.HIGH, "är skrivet så")
        if sure
        else ("pnr-2", Confidence.MEDIUM, "kan vara något annat, för det saknar streck")
    )
    reason = f"Datum och kontrollsiffra stämmer för ett {word}, och det {how}."
    return Finding(kind, found.start(), found.end(), rule, confidence, reason)


def _read(found: re.Match[str], reference: date) -> PersonalNumber | None:
    year, serial = found["year"], found["serial"]
    digits = "".join((year, found["month"], found["day"], _digits(serial), found["check"]))
    if serial == "000" or not luhn.holds(digits):
        return None
    day, is_coordination = int(found["day"]), False
    if day > _COORDINATION:
        day, is_coordination = day - _COORDINATION, True
    born = _date(_year(found, reference), int(found["month"]), day)
    if born is None or born > reference:
        return None
    return PersonalNumber(born, is_coordination, int(digits[8]) % 2 == 0)


def _digits(serial: str) -> str:
    """An interim number's letter counts as one."""
    return serial if serial[0].isdigit() else "1" + serial[1:]


def _year(found: re.Match[str], reference: date) -> int:
    if found["century"]:
        century = int(found["century"])
        return century * 100 + int(found["year"]) if 18 <= century <= 20 else 0
    latest = reference.year - (reference.year - int(found["year"])) % 100
    return latest - _OLD if found["sign"] == "+" else latest


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
