"""What differs between two texts, word by word: struck out and underlined, and said in words too (ui.md
§4). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LONGEST = 3_000  # words and spaces; the comparison grows with the square of it
LIKE = 0.5  # less alike than this, word by word only confuses
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, went out or came in."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Runs from `before` to `after`, in reading order. Long or unlike texts are compared as two wholes."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) > LONGEST or len(new) > LONGEST:
        return _wholes(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return _runs(matcher, old, new) if matcher.ratio() >= LIKE else _wholes(before, after)


def _wholes(before: str, after: str) -> tuple[Piece, ...]:
    return _trim(
        [Piece(Kind.OUT, before), Piece(Kind.SAME, "\n" if before and after else ""), Piece(Kind.IN, after)]
    )


def _runs(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[i:j])))
        else:
            pieces += [Piece(Kind.OUT, "".join(old[i:j])), Piece(Kind.IN, "".join(new[k:m]))]
    return _trim(pieces)


def _trim(pieces: list[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text)
