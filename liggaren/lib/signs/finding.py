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


WEIGHT = {Confidence.HIGH: 2, Confidence.MEDIUM: 1, Confidence.LOW: 0}


def apart(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """In reading order without overlaps: where two claim the same signs, the one given first keeps them.

    Give the surest detectors first; a longer span of the same detector comes before a shorter.
    """
    taken: list[Finding] = []
    claimed: dict[int, int] = {}
    for one in found:
        if not any(at in claimed for at in range(one.start, one.end)):
            claimed.update(dict.fromkeys(range(one.start, one.end), 1))
            taken.append(one)
    return tuple(sorted(taken, key=lambda one: one.start))
