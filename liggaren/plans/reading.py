"""Reading what people type: numbers, dates and times in the usual Swedish forms.

None where it cannot be read.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from liggaren.lib.dates import MONTHS

WORDS = {
    word: number
    for number, forms in enumerate(
        (
            ("noll", "ingen", "inga"), ("en", "ett", "varje"), ("två",), ("tre",), ("fyra",), ("fem",),
            ("sex",), ("sju",), ("åtta",), ("nio",), ("tio",), ("elva",), ("tolv",),
        )
    )
    for word in forms
}  # fmt: skip


def number(text: str) -> Decimal | None:
    """The first number in a text, by digits (`4,5`, `48 213`) or word (`tre gånger per dag`)."""
    if re.search(r"\d[e^][+-]?\d", text.casefold()):  # 1e9 is neither one nor what anybody means
        return None
    tight = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))", "", text.strip().casefold())
    if found := re.search(r"-?\d+(?:[.,]\d+)?", tight):
        try:
            value = Decimal(found[0].replace(",", "."))
        except InvalidOperation:
            return None
        return value if abs(value) < Decimal("1e11") else None
    known = next((WORDS[word] for word in re.findall(r"[a-zåäö]+", tight) if word in WORDS), None)
    return None if known is None else Decimal(known)


def day(text: str, *, today: date) -> date | None:
    """A day: `2026-12-31`, `20261231`, `31/12 2026`, `31.12.2026`, `31 december 2026`, or without year
    the next such.
    """
    plain = text.strip().casefold()
    if found := re.fullmatch(r"(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})", plain):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    month_words = "|".join(f"{name[:3]}[a-z]*" for name in MONTHS)
    if found := re.fullmatch(rf"(?:den )?(\d{{1,2}})[/. ]+(\d{{1,2}}|{month_words})[./, ]*(\d{{4}})?", plain):
        return _in_year(int(found[1]), _month(found[2]), found[3], today)
    return None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(place for place, name in enumerate(MONTHS, 1) if name.startswith(text[:3]))


def _in_year(on: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _date(int(year), month, on)
    found = _date(today.year, month, on)
    return found if found is None or found >= today else _date(today.year + 1, month, on)


def _date(year: int, month: int, on: int) -> date | None:
    try:
        return date(year, month, on)
    except ValueError:
        return None


def time_of_day(text: str) -> str | None:
    """`08.00` from `8`, `08:00`, `kl. 8.00`, `0800`; 24.00 is the day's end."""
    plain = re.sub(r"^(kl\.?|klockan)\s*", "", text.strip().casefold())
    found = re.fullmatch(r"(\d{1,2})(?:[.: ]?(\d{2}))?", plain)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    fits = (hour < 24 and minute < 60) or (hour == 24 and minute == 0)
    return f"{hour:02d}.{minute:02d}" if fits else None
