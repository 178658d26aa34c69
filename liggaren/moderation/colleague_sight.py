"""What a colleague without a role here may see of the item they are asked about (C5.1; design 3.12).

Neither the sender nor anyone's number. In a flagged text what the machine pointed at is hidden too, and what
may be secret is not shown at all.
"""

from __future__ import annotations

from liggaren.capture.models import Item, Visibility
from liggaren.moderation.masking import MASK, identifiers
from liggaren.moderation.models import Finding

SHOWN = (Visibility.OPEN, Visibility.FLAGGED)


def text_for(item: Item) -> str | None:
    """The item's text with masks; None where it may not be shown."""
    version = item.latest
    if version is None or item.visibility not in SHOWN or item.withheld_at is not None:
        return None
    spans = [(one.start, one.end) for one in identifiers(version.text)]
    if item.visibility == Visibility.FLAGGED:
        told = Finding.objects.filter(version=version).exclude(verdict=Finding.Verdict.WRONG)
        spans += list(told.values_list("start", "end"))
    return covered(version.text, spans)


def covered(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with one mask for each run of spans that overlap. Pure."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += [text[at:start], MASK]
        at = max(at, end)
    return "".join((*pieces, text[at:]))
