"""Whether someone is named or pointed out near a word: names by list and form, relations, and pronouns."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cache
from importlib.resources import files

NEAR = 160  # signs on each side: about two sentences
_CAPITALISED = re.compile(r"(?<!\w)[A-ZÅÄÖÉ][a-zåäöéü]{1,30}(?!\w)")
_WORD = re.compile(r"[^\W\d_]{2,40}")


class Named(IntEnum):
    """How clearly someone is meant."""

    NO_ONE = 0
    POINTED_OUT = 1
    BY_NAME = 2


class Persons:
    """Where in a text people are named or pointed out; a personal number at one of `numbers` names too."""

    def __init__(self, text: str, numbers: Iterable[int] = ()) -> None:
        self._named = sorted([*_names(text), *numbers])
        self._meant = [
            found.start() for found in _WORD.finditer(text) if found.group().lower() in _lists()["relations"]
        ]

    def near(self, start: int, end: int) -> Named:
        """The clearest way in which anyone is meant near the span."""
        if _any(self._named, start - NEAR, end + NEAR):
            return Named.BY_NAME
        return Named.POINTED_OUT if _any(self._meant, start - NEAR, end + NEAR) else Named.NO_ONE


def _any(places: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _names(text: str) -> Iterator[int]:
    """A known first name, or two capitalised words of which the second ends as surnames do."""
    lists, before, surnames = _lists(), None, _surname()
    for found in _CAPITALISED.finditer(text):
        word = found.group()
        follows = before is not None and text[before.end() : found.start()] == " "
        known = word in lists["first"] or (word.endswith("s") and word[:-1] in lists["first"])
        if (known and not _is_place(text, found.start())) or (follows and surnames.search(word)):
            yield found.start()
        before = found


def _is_place(text: str, start: int) -> bool:
    """`i Ella`: where a name follows a word of place. Only `i`: one goes *till* people too."""
    return text[max(0, start - 3) : start].lower().endswith((" i ", "\ni "))


@cache
def _lists() -> dict[str, frozenset[str]]:
    data = tomllib.loads((files(__package__) / "names.toml").read_text(encoding="utf-8"))
    return {key: frozenset(words.split()) for key, words in data.items()}


@cache
def _surname() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(_lists()['surname_endings']))})s?$")
