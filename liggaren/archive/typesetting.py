"""Foreign text made ready for the page: paragraphs, links in full, and no character left to chance.

A run is a plain string in the text fonts, `{"f": family, "s": text}` in a named other font, `{"u": address,
"s": shown}` for a link, or `{"m": "U+E000 ..."}` for a character printed as its code point and name.
Runs travel to typst as JSON; text never becomes typst source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from liggaren.archive.fonts import Font, FontSet, is_invisible, joins_before

Run = str | dict[str, str]
Paragraph = dict[str, object]

BREAK = "\u200b"
LONGEST_TARGET = 2_000  # characters; typst refuses a document over 8,000 and viewers are worse
_LINK = re.compile(r"https?://[^\s<>\"\u201d\u00bb]+")
_TRAILING = ".,;:!?)]}'\u2019"
_LONG = re.compile(r"\S{31,}")
# Overrides of direction could make a line read as something it is not: shown by name.
_OVERRIDES = {0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0xFEFF}
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def name_of(sign: str) -> str:
    """`U+1F600 GRINNING FACE`; characters without a name say what kind they are."""
    kinds = {"Co": "PRIVATE USE", "Cn": "NOT ASSIGNED", "Cs": "LONE SURROGATE", "Cc": "CONTROL CHARACTER"}
    name = unicodedata.name(sign, "") or kinds.get(unicodedata.category(sign), "NO NAME")
    return f"U+{ord(sign):04X} {name}"


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction reads from right to left."""
    for sign in text:
        way = unicodedata.bidirectional(sign)
        if way in {"L", "R", "AL"}:
            return way != "L"
    return False


def with_breaks(word: str, every: int = 24) -> str:
    """Zero-width places to break a long word or address: after / & ? = _ . and at least every `every`
    signs.
    """
    parts = re.findall(r"[^/&?=_.]*[/&?=_.]+|[^/&?=_.]+", word)
    cut = [part[at : at + every] for part in parts for at in range(0, len(part), every)]
    return BREAK.join(cut)


def clusters(text: str) -> Iterator[str]:
    """Signs with what hangs on them: marks, skin tones, joined families, flags. Enough to choose a font
    by.
    """
    held, after_joiner = "", False
    for sign in text:
        flag = (
            "\U0001f1e6" <= sign <= "\U0001f1ff" and len(held) == 1 and "\U0001f1e6" <= held <= "\U0001f1ff"
        )
        if held and (joins_before(sign) or after_joiner or flag):
            held += sign
        else:
            if held:
                yield held
            held = sign
        after_joiner = sign == "\u200d"
    if held:
        yield held


@dataclass
class Typesetter:
    """Chooses fonts for text and remembers which were needed and what none had."""

    fonts: FontSet
    needed: list[Font] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    _known: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._plain = self.fonts.text.covers & self.fonts.sans.covers
        self._plain = frozenset(code for code in self._plain if code >= 32 and not 0x7F <= code < 0xA0)

    def line(self, text: str) -> list[Run]:
        """One line: a name, an address. Ends of line inside it become spaces."""
        return self._runs(" ".join(_LINE_ENDS.split(text)))

    def body(self, text: str) -> list[Paragraph]:
        """Paragraphs in order: `{"r": right to left, "l": lines of runs}`; empty lines part paragraphs."""
        found: list[Paragraph] = []
        lines: list[list[Run]] = []
        rtl = False
        for raw in [*_LINE_ENDS.split(text.replace("\t", "    ")), ""]:
            if raw.strip():
                rtl = is_rtl(raw) if not lines else rtl
                lines.append(self._runs(raw))
            elif lines:
                found.append({"r": rtl, "l": lines})
                lines = []
        return found

    def address(self, url: str) -> Run:
        """A link in full with places to break, its target as ASCII. Signs no text font has are
        percent-coded. One longer than a PDF's link may be stands in full, without being one.
        """
        target = _safe_target(url)
        shown = with_breaks(url if self._plain.issuperset(map(ord, url)) else target)
        return {"u": target, "s": shown} if len(target) <= LONGEST_TARGET else shown

    def _runs(self, text: str) -> list[Run]:
        runs: list[Run] = []
        at = 0
        for match in _LINK.finditer(text):
            url = match.group().rstrip(_TRAILING)
            runs += self._signs(text[at : match.start()])
            runs.append(self.address(url))
            at = match.start() + len(url)
        return runs + self._signs(text[at:])

    def _signs(self, text: str) -> list[Run]:
        if not text:
            return []
        if self._plain.issuperset(map(ord, text)):
            return [_LONG.sub(lambda word: with_breaks(word.group()), text)]
        runs: list[Run] = []
        for family, parts in groupby(self._choices(text), key=lambda choice: choice[0]):
            signs = [sign for _, sign in parts]
            if family is None:
                runs += [self._named(sign) for sign in signs]
            else:
                shown = _with_cluster_breaks(signs)
                runs.append({"f": family, "s": shown} if family else shown)
        return runs

    def _choices(self, text: str) -> Iterator[tuple[str | None, str]]:
        """Each cluster with its font's family: empty for the text fonts, None for a sign that is to be
        named.
        """
        for cluster in clusters(text):
            family = self._family(cluster)
            if family is not None:
                yield family, cluster
            elif len(cluster) > 1 and (first := self._family(cluster[0])) is not None:
                yield first, cluster[0]
                yield from ((None, sign) for sign in cluster[1:])
            else:
                yield from ((None, sign) for sign in cluster)

    def _named(self, sign: str) -> dict[str, str]:
        name = name_of(sign)
        self.missing[name] = self.missing.get(name, 0) + 1
        return {"m": name}

    def _family(self, cluster: str) -> str | None:
        if cluster not in self._known:
            self._known[cluster] = self._find(cluster)
        return self._known[cluster]

    def _find(self, cluster: str) -> str | None:
        if any(ord(sign) in _OVERRIDES or unicodedata.category(sign) in _UNPRINTABLE for sign in cluster):
            return None
        codes = {ord(sign) for sign in cluster if not is_invisible(ord(sign))}
        if not codes:
            return ""
        emoji = [self.fonts.emoji] if self.fonts.emoji else []
        pictured = "\ufe0f" in cluster or "\u20e3" in cluster or "\u200d" in cluster
        order = (
            [*emoji, self.fonts.text, self.fonts.sans]
            if pictured
            else [self.fonts.text, self.fonts.sans, *emoji]
        )
        for font in (*order, *self.fonts.others):
            if codes <= font.covers:
                return self._take(font)
        return None

    def _take(self, font: Font) -> str:
        if font in (self.fonts.text, self.fonts.sans):
            return ""
        if font not in self.needed:
            self.needed.append(font)
        return font.family


_UNPRINTABLE = {"Cc", "Co", "Cn", "Cs"}


def _with_cluster_breaks(signs: list[str], every: int = 24) -> str:
    """Joined clusters with a place to break after every `every` of a word, never inside a cluster."""
    out: list[str] = []
    length = 0
    for sign in signs:
        length = 0 if sign.isspace() else length + 1
        if length > every:
            out.append(BREAK)
            length = 1
        out.append(sign)
    return "".join(out)


def _safe_target(url: str) -> str:
    """The target as an address may be written: ASCII, so that a viewer can follow it."""
    return "".join(sign if 0x21 <= ord(sign) < 0x7F else _percent(sign) for sign in url)


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))
