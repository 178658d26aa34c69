"""All signs of a text together: identifiers, and sensitive words with who is named beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from liggaren.lib.signs import Confidence, Finding, Kind, Own, find_identifiers
from liggaren.lib.signs.finding import apart
from liggaren.moderation.signs import vocabulary
from liggaren.moderation.signs.persons import Named, Persons

RULES = 1
"""The edition of the rules and words. A higher one makes the nightly sweep read every version again."""

FLAGGING = frozenset({Kind.PERSONAL_NUMBER, Kind.COORDINATION_NUMBER, Kind.SENSITIVE})

MOST = 100
"""Findings kept of one text: beyond that, no person reads them."""


def read_signs(text: str, reference: date, own: Own) -> tuple[Finding, ...]:
    """Every sign in the text in reading order, apart, none of low confidence, at most `MOST`.

    Organisation numbers are told apart and left out: they are no one's personal data.
    """
    identifiers = [
        one for one in find_identifiers(text, reference, own) if one.kind != Kind.ORGANISATION_NUMBER
    ]
    found = apart(chain(identifiers, _sensitive(text, identifiers)))
    return tuple(one for one in found if one.confidence != Confidence.LOW)[:MOST]


def may_be_secret(found: Iterable[Finding]) -> bool:
    """Whether a text should be flagged: a person's number, or someone named beside a sensitive word."""
    return any(one.confidence == Confidence.HIGH and one.kind in FLAGGING for one in found)


def _sensitive(text: str, identifiers: Iterable[Finding]) -> Iterator[Finding]:
    """Someone named together with such a word: high. Someone pointed out: medium. The word alone: low."""
    hits = list(vocabulary.find(text))
    if not hits:
        return
    numbers = (Kind.PERSONAL_NUMBER, Kind.COORDINATION_NUMBER)
    persons = Persons(text, [one.start for one in identifiers if one.kind in numbers])
    for hit in hits:
        yield _finding(hit, persons.near(hit.start, hit.end))


def _finding(hit: vocabulary.Hit, named: Named) -> Finding:
    sure = {Named.BY_NAME: Confidence.HIGH, Named.POINTED_OUT: Confidence.MEDIUM}.get(named, Confidence.LOW)
    if hit.area.alone and sure == Confidence.LOW:
        sure = Confidence.MEDIUM
    who = {
        Named.BY_NAME: "och någon nämns med namn eller personnummer",
        Named.POINTED_OUT: "och någon pekas ut",
        Named.NO_ONE: "men ingen nämns",
    }[named]
    reason = f"Ett ord som hör till {hit.area.title}, {who}. Jämför {hit.area.law}."
    return Finding(Kind.SENSITIVE, hit.start, hit.end, f"ord-{hit.area.key}", sure, reason)
