"""All detectors of identifiers together, and which of their findings are masked where a text is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from liggaren.lib.signs import giros, organisation_numbers, personal_numbers, phones, places
from liggaren.lib.signs.finding import Confidence, Finding, Kind, apart

NUMBERS = frozenset({Kind.PERSONAL_NUMBER, Kind.COORDINATION_NUMBER, Kind.PHONE, Kind.EMAIL})
PLACES = frozenset({Kind.STREET, Kind.PROPERTY, Kind.PLATE})
_WORTH_READING = re.compile(r"[\d@]")


@dataclass(frozen=True)
class Own:
    """What is the municipality's own and so no personal data: numbers (or series of them) and domains."""

    numbers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


NOTHING = Own()


def find_identifiers(text: str, reference: date, own: Own = NOTHING) -> tuple[Finding, ...]:
    """Every identifier in the text, in reading order, none on top of another. Linear in the text's length."""
    if not _WORTH_READING.search(text):
        return ()
    return apart(_all(text, reference, own))


def _all(text: str, reference: date, own: Own) -> Iterator[Finding]:
    """The surest first: what a personal number claims is never read as a phone or a giro number."""
    yield from personal_numbers.find(text, reference)
    yield from organisation_numbers.find(text)
    yield from places.emails(text, own.domains)
    yield from phones.find(text, own.numbers)
    yield from places.streets(text)
    yield from places.plates(text)
    yield from places.properties(text)
    yield from giros.find(text)


def to_mask(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that point out a person: numbers and addresses unless unsure, places only when sure."""
    return tuple(
        one
        for one in found
        if (one.kind in NUMBERS and one.confidence != Confidence.LOW)
        or (one.kind in PLACES and one.confidence == Confidence.HIGH)
    )


def without_identifiers(text: str, reference: date, own: Own = NOTHING) -> str:
    """The text with each masked identifier as blanks of the same length: for what must not be searched by."""
    pieces, at = [], 0
    for one in to_mask(find_identifiers(text, reference, own)):
        pieces += [text[at : one.start], " " * (one.end - one.start)]
        at = one.end
    return "".join((*pieces, text[at:]))
