"""What a detector says: where in the text, by which rule, how sure, and why in Swedish. No copied text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PERSONAL_NUMBER = "personal_number"
    COORDINATION_NUMBER = "coordination_number"
    ORGANISATION_NUMBER = "organisation_number"
    PHONE = "phone"
    EMAIL = "email"
    STREET = "street"
    PROPERTY = "property"
    PLATE = "plate"
    BANKGIRO = "bankgiro"
    PLUSGIRO = "plusgiro"
    SENSITIVE = "sensitive"
    ELECTED_DEBATE = "elected_debate"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Finding:
    """One sign. `start` and `end` are offsets in the text given; `reason` holds none of its words."""

    kind: Kind
    start: int
    end: int
    rule: str
    confidence: Confidence
    reason: str


def apart(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """In reading order without overlaps: where two claim the same signs, the one given first keeps them.

    Give the surest detectors first; a longer span of the same detector comes before a shorter.
    """
    given = list(found)
    claimed = bytearray(max((one.end for one in given), default=0))
    taken: list[Finding] = []
    for one in given:
        if 1 not in claimed[one.start : one.end]:
            claimed[one.start : one.end] = b"\x01" * (one.end - one.start)
            taken.append(one)
    return tuple(sorted(taken, key=lambda one: one.start))
