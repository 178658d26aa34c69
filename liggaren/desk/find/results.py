"""Hits as rows of the ledger: when, who, the piece of text that holds the words, where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from liggaren.capture.models import Relation, Sighting
from liggaren.lib import dates
from liggaren.lib.swedish import search_terms
from liggaren.register.models import Account
from liggaren.search.queries import Found, Hit

AROUND = 180  # signs of text in a row
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Row:
    """One hit, with the text parted where the words stand (`True` marks a found word)."""

    hit: Hit
    account: Account | None
    pieces: tuple[tuple[str, bool], ...]


def page_number(text: str) -> int:
    """The page asked for; anything that is no number is the first."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def title(q: str, found: Found) -> str:
    """The state of the page in a few words."""
    if not q:
        return "Sök"
    if not found.count:
        return "Inget hittades"
    if found.at_least:
        return f"Minst {dates.number(found.count)} träffar"
    return "En träff" if found.count == 1 else f"{dates.number(found.count)} träffar"


def rows(found: Found) -> list[Row]:
    """Rows of the page. One query, whatever the number of hits."""
    where = _accounts(found.hits)
    wanted = _roots(found.words)
    return [
        Row(hit, where.get(hit.item.pk), excerpt(hit.version.text, found.words, wanted)) for hit in found.hits
    ]


def _accounts(hits: Sequence[Hit]) -> dict[object, Account]:
    sightings = Sighting.objects.filter(item__in=[hit.item.pk for hit in hits]).select_related("account")
    # Where an item was seen on several accounts, the one that it stands on is told first.
    ordered = sorted(
        sightings, key=lambda seen: (seen.relation in {Relation.MENTION, Relation.OUTSIDE}, seen.pk)
    )
    return {seen.item_id: seen.account for seen in reversed(ordered)}


def _roots(words: Sequence[str]) -> frozenset[str]:
    return frozenset(term for word in words for term in search_terms(word))


def excerpt(text: str, words: Sequence[str], wanted: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """About 180 signs around the first found word, parted at each found word."""
    spans = [m.span() for m in _WORD.finditer(text[:20_000]) if _is_found(m.group(), words, wanted)]
    start = _word_start(text, spans[0][0] - AROUND // 3) if spans else 0
    end = min(len(text), start + AROUND)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for begins, ends in spans:
        if ends > end:
            break
        pieces += [(text[at:begins], False), (text[begins:ends], True)]
        at = ends
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return tuple((piece, mark) for piece, mark in pieces if piece)


def _word_start(text: str, at: int) -> int:
    """The beginning of the next word, so that an excerpt does not start inside one; 0 near the beginning."""
    if at <= 0:
        return 0
    blank = text.find(" ", at, at + 30)
    return blank + 1 if blank >= 0 else at


def _is_found(word: str, words: Sequence[str], wanted: frozenset[str]) -> bool:
    plain = word.lower()
    if plain in words or (words and plain.startswith(words[-1])):
        return True
    return not wanted.isdisjoint(term for term in search_terms(plain) if term != plain)
