"""Search terms: the plain word, its stems and its parts, for a `simple` tsvector (design 4, Search terms)."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from liggaren.lib.swedish import compounds, endings

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 100  # a lexeme may hold 2,046 bytes; nobody searches for such words
_local = threading.local()
ROOT_MARK = "\u0280"
"""A letter no one types, put before roots: the plain word `plan` is then never taken for a root."""


@dataclass(frozen=True)
class QueryTerm:
    """One word of a query: any of `alternatives` must be there; `prefix` for the last word as it is typed."""

    word: str
    alternatives: tuple[str, ...]
    prefix: bool = False


def words(text: str) -> list[str]:
    """Letters and digits in runs, NFC and lower case, at most 100 signs each."""
    return [word[:_LONGEST] for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower())]


def search_terms(text: str) -> list[str]:
    """Every term that the text should be found by: words in order, each followed by its roots and parts."""
    found: dict[str, None] = {}
    for word in words(text):
        found[word] = None
        found.update(dict.fromkeys(_roots_and_parts(word)))
    return list(found)


def query_terms(query: str) -> list[QueryTerm]:
    """What a query asks for: every word by itself or by a shared root; the last word also as a prefix."""
    found = words(query)
    last = len(found) - 1
    return [QueryTerm(word, (word, *_roots(word)), at == last) for at, word in enumerate(found)]


def tsquery_text(query: str) -> str:
    """The query as text for `to_tsquery('simple', ...)`; empty when it holds no word. Safe for any input."""
    return " & ".join(_alternatives(term) for term in query_terms(query))


def _alternatives(term: QueryTerm) -> str:
    first = f"'{term.word}':*" if term.prefix else f"'{term.word}'"
    return "(" + " | ".join([first, *(f"'{other}'" for other in term.alternatives[1:])]) + ")"


@lru_cache(maxsize=65_536)
def _roots(word: str) -> tuple[str, ...]:
    return tuple(sorted(ROOT_MARK + root for root in _all_roots(word)))


@lru_cache(maxsize=65_536)
def _roots_and_parts(word: str) -> tuple[str, ...]:
    roots = _all_roots(word)
    return tuple(sorted(ROOT_MARK + root for root in roots | compounds.parts(roots)))


def _all_roots(word: str) -> set[str]:
    if not word.isalpha():
        return set()
    return {_stemmer().stemWord(word), *endings.roots(word)}


def _stemmer() -> Stemmer.Stemmer:
    # A stemmer keeps state and may not be shared between threads.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("swedish")
    return _local.stemmer
