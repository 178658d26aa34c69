"""A text parted at its proposals, numbered in reading order, and the proposals beside it (ui.md §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from liggaren.capture.models import Item, Version
from liggaren.lib.signs import Kind
from liggaren.moderation.masking import MASK, Sight
from liggaren.moderation.models import Finding

TITLES = {
    Kind.PERSONAL_NUMBER: "Någons personnummer",
    Kind.COORDINATION_NUMBER: "Någons samordningsnummer",
    Kind.PHONE: "Ett telefonnummer",
    Kind.EMAIL: "En e-postadress",
    Kind.STREET: "En gatuadress",
    Kind.PROPERTY: "En fastighet",
    Kind.PLATE: "Ett registreringsnummer",
    Kind.BANKGIRO: "Ett bankgironummer",
    Kind.PLUSGIRO: "Ett plusgironummer",
    Kind.SENSITIVE: "Något känsligt om någon",
    Kind.ELECTED_DEBATE: "Förtroendevald debatterar",
}
TONES = {"high": "red", "medium": ""}
SURE = {"high": "ganska säkert", "medium": "osäkert"}


@dataclass(frozen=True)
class Proposal:
    """One proposal as the side panel tells it."""

    number: int
    finding: Finding

    @property
    def title(self) -> str:
        return TITLES[Kind(self.finding.kind)]

    @property
    def sure(self) -> str:
        return SURE.get(self.finding.confidence, "")


@dataclass(frozen=True)
class Part:
    """A run of the text; with a number it is what a proposal points at, and `text` a mask where masked."""

    text: str
    number: int = 0
    tone: str = ""
    is_masked: bool = False


@dataclass(frozen=True)
class Marks:
    """The text's parts and the proposals; `is_masked` when something is covered."""

    parts: tuple[Part, ...]
    proposals: tuple[Proposal, ...]
    is_masked: bool


def read(item: Item, version: Version, sight: Sight) -> Marks:
    """The version's proposals and its text parted at them. At most one query. Give the version uncovered.

    A closed item has proposals and no text: why it is closed may be read, what it says may not.
    """
    any_found = getattr(item, "has_findings", True)  # the inbox has asked with the item
    found = version.findings.select_related("judged_by") if any_found else ()
    proposals = tuple(Proposal(number, one) for number, one in enumerate(found, 1))
    if sight.is_closed(item):
        return Marks((), proposals, False)
    hidden = sorted((one.start, one.end) for one in sight.hidden(version))
    return Marks(tuple(_parts(version.text, proposals, hidden)), proposals, bool(hidden))


def _parts(text: str, proposals: Sequence[Proposal], hidden: Sequence[tuple[int, int]]) -> Iterator[Part]:
    at = 0
    for start, end, one in _spans(proposals, hidden):
        if start < at or end > len(text):
            continue
        covered = (start, end) in hidden
        if text[at:start]:
            yield Part(text[at:start])
        words = MASK if covered else text[start:end]
        yield Part(
            words, one.number if one else 0, TONES.get(one.finding.confidence, "") if one else "", covered
        )
        at = end
    if text[at:]:
        yield Part(text[at:])


def _spans(
    proposals: Sequence[Proposal], hidden: Sequence[tuple[int, int]]
) -> list[tuple[int, int, Proposal | None]]:
    """Masked spans first of all: a proposal that lies across one gives way to it."""
    by_span = {(one.finding.start, one.finding.end): one for one in proposals}
    spans = [(start, end, by_span.get((start, end))) for start, end in hidden]
    for (start, end), one in by_span.items():
        if not any(start < other_end and other_start < end for other_start, other_end in hidden):
            spans.append((start, end, one))
    return sorted(spans, key=lambda span: span[:2])
