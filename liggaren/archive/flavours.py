"""The kinds of PDF/A that a snapshot can be (G6.2): what typst is asked for, and veraPDF, and words.

2u with UA-1 is the usual one: its text is surely searchable and read aloud. 2u alone is what comes out when a
picture has no alternative text. 1b is for an archive that asks for it: no transparency, so pictures are
flattened and emoji printed as their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Described(Protocol):
    """Anything with an alternative text."""

    @property
    def alt(self) -> str: ...


@dataclass(frozen=True)
class Flavour:
    """`standards` as typst names them, `checks` as veraPDF does, `name` as printed."""

    key: str
    standards: tuple[str, ...]
    checks: tuple[str, ...]
    name: str
    flat: bool = False  # no transparency: pictures without alpha, emoji as names


U_UA = Flavour("2u-ua1", ("a-2u", "ua-1"), ("2u", "ua1"), "PDF/A-2u och PDF/UA-1")
U = Flavour("2u", ("a-2u",), ("2u",), "PDF/A-2u")
B1 = Flavour("1b", ("a-1b",), ("1b",), "PDF/A-1b", flat=True)
FLAVOURS = {one.key: one for one in (U_UA, U, B1)}


def choose(wanted: str, pictures: Iterable[Described]) -> Flavour:
    """The flavour to set: 1b when asked for, else UA-1 too if each picture says what it shows."""
    if wanted == B1.key:
        return B1
    return U_UA if all(one.alt.strip() for one in pictures) else U
