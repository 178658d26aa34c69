"""The words of sensitive matters, from `words.toml`, matched by root so that inflected forms hit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from liggaren.lib.swedish import query_terms

_WORD = re.compile(r"[^\W\d_]{2,60}")


@dataclass(frozen=True)
class Area:
    """One area of sensitive matters. `alone`: of weight even where no one is named."""

    key: str
    title: str
    law: str
    alone: bool


@dataclass(frozen=True)
class Hit:
    """A word of an area and where it stands."""

    area: Area
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    phrases: tuple[tuple[re.Pattern[str], Area], ...]
    begins: dict[str, Area]
    roots: dict[str, Area]
    shortest: int


def find(text: str) -> Iterator[Hit]:
    """Every sensitive word in the text; each distinct word is looked up once."""
    known = _words()
    for phrase, area in known.phrases:
        yield from (Hit(area, *found.span()) for found in phrase.finditer(text))
    seen: dict[str, Area | None] = {}
    for found in _WORD.finditer(text):
        word = found.group().lower()
        if word not in seen:
            seen[word] = _area(word, known)
        if (area_here := seen[word]) is not None:
            yield Hit(area_here, *found.span())


def _area(word: str, known: _Words) -> Area | None:
    for size in range(len(word), known.shortest - 1, -1):
        if (area := known.begins.get(word[:size])) is not None:
            return area
    # Names of roots are tried only for what could be a form of a word we have: most words are not.
    if word[:2] not in _starts():
        return None
    alternatives = (other for term in query_terms(word)[:1] for other in term.alternatives)
    return next((known.roots[one] for one in alternatives if one in known.roots), None)


@cache
def _starts() -> frozenset[str]:
    return frozenset(root.lstrip("\u0280")[:2] for root in _words().roots)


@cache
def _words() -> _Words:
    data = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
    phrases: list[tuple[re.Pattern[str], Area]] = []
    begins: dict[str, Area] = {}
    roots: dict[str, Area] = {}
    for row in data["area"]:
        area = Area(row["key"], row["title"], row["law"], row.get("alone", False))
        for word in row["words"]:
            if " " in word:
                spaced = re.escape(word.rstrip("*")).replace(r"\ ", r"\s{1,3}")
                phrases.append((re.compile(rf"(?<!\w){spaced}\w{{0,6}}", re.IGNORECASE), area))
            elif word.endswith("*"):
                begins.setdefault(word[:-1], area)
            else:
                for root in _own_roots(word):
                    roots.setdefault(root, area)
    return _Words(tuple(phrases), begins, roots, min(map(len, begins)))


def _own_roots(word: str) -> tuple[str, ...]:
    """The word itself; for a longer one also its stem, the root that its inflected forms share."""
    alternatives = query_terms(word)[0].alternatives
    return alternatives if len(word) > 4 else (word,)
