"""Phone numbers as Swedes write them (PTS numbering plan). Service and emergency numbers belong to no one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from liggaren.lib.signs.finding import Confidence, Finding, Kind

_GAP = "[ \u00a0\u2010-\u2015\u2212/-]"
_ONE = rf"(?:{_GAP}{{0,3}}\d)"
# After the country code a zero in brackets is often kept.
_SWEDISH = re.compile(
    rf"(?<![\w+])(?P<start>(?:\+|00)46{_GAP}?(?:\(0\){_GAP}?)?|\(0(?=\d{{1,3}}\))|0)(?P<rest>\d(?:\d?\d?\))?{_ONE}{{6,9}})(?!\d)"
)
_FOREIGN = re.compile(rf"(?<![\w+])\+(?!46)[1-9]{_ONE}{{7,14}}(?!\d)")
_MOBILE = re.compile(r"7[02369]\d{7}")
# 08 and the two-digit codes; all other codes have three.
_SHORT_CODES = frozenset(
    ("10", "11", "13", "16", "18", "19", "21", "23", "26", "31", "33", "35", "36", "40", "42", "44", "46",
     "54", "60", "63", "90")
)  # fmt: skip
_SERVICES = ("20", "77", "200", "900", "939", "944", "99")
_BREAK = re.compile(rf"{_GAP}{{1,3}}(?=\d)")
_DATE = re.compile(r"\d\d?[- ]\d\d?[- ]\d{4}")


def find(text: str, own: Sequence[str] = ()) -> Iterator[Finding]:
    """Numbers of people and companies. `own` are the municipality's, or the beginnings of its series.

    Emergency and service numbers (112, 114 14, 1177, 020-, 077-) are left out.
    """
    exempt = tuple(national(number) for number in own if national(number))
    for found in _SWEDISH.finditer(text):
        end, number = _longest_phone(found)
        if number and not (exempt and number.startswith(exempt)):
            yield _finding(text[found.start() : end], found.start(), number)
    for found in _FOREIGN.finditer(text):
        reason = "Börjar med plus och ett annat lands nummer."
        yield Finding(Kind.PHONE, found.start(), found.end(), "tel-3", Confidence.MEDIUM, reason)


def national(number: str) -> str:
    """The digits without country code or leading zero: `+46 (0)70-174 06 05` -> `701740605`."""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", number))
    return re.sub(r"^(?:0046|46(?=\d{7})|0)", "", digits)


def _longest_phone(found: re.Match[str]) -> tuple[int, str]:
    """Where the number ends and its digits; what follows after a space may be another number. 0, "": none."""
    whole = found.group()
    ends = [len(whole), *(gap.start() for gap in reversed(list(_BREAK.finditer(whole))))]
    for end in ends:
        number = national(whole[:end])
        if _is_phone(number, whole[:end]):
            return found.start() + end, number
    return 0, ""


def _is_phone(number: str, written: str) -> bool:
    if _MOBILE.fullmatch(number):
        return True
    if not 7 <= len(number) <= 9 or number.startswith(_SERVICES) or _DATE.fullmatch(written):
        return False
    code = 1 if number[0] == "8" else 2 if number[:2] in _SHORT_CODES else 3
    return number[0] not in "07" and number[code] != "0"


def _finding(written: str, start: int, number: str) -> Finding:
    end = start + len(written)
    if _MOBILE.fullmatch(number):
        reason = "Mobilnummer i rätt form, och inte ett av kommunens."
        return Finding(Kind.PHONE, start, end, "tel-1", Confidence.HIGH, reason)
    sure = Confidence.HIGH if re.search(r"\D", written.lstrip("+")) else Confidence.MEDIUM
    reason = "Telefonnummer i rätt form, och inte ett av kommunens."
    return Finding(Kind.PHONE, start, end, "tel-2", sure, reason)
