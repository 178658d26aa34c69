"""Foreign text made ready for the page: paragraphs, links in full, and no character left to chance.

A run is a plain string, `{"u": address, "s": shown}` for a link, or `{"m": "U+E000 ..."}` for a character that is
printed as its code point and name. Runs travel to typst as JSON; text never becomes typst source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from liggaren.archive.fonts import Font, FontSet, is_invisible, joins_before

Run = str | dict[str, str]
Paragraph = dict[str, object]

BREAK = "\u200b"
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
    """Zero-width places to break a long word or address: after / & ? = _ . and at least every `every` signs."""
    parts = re.findall(r"[^/&?=_.]*[/&?=_.]+|[^/&?=_.]+", word)
    cut = [part[at : at + every] for part in parts for at in range(0, len(part), every)]
    return BREAK.join(cut)


def clusters(text: str) -> Iterator[str]:
    """Signs with what hangs on them: marks, skin tones, joined families, flags. Enough to choose a font by."""
    held, after_joiner = "", False
    for sign in text:
        flag = "\U0001f1e6" <= sign <= "\U0001f1ff" and len(held) == 1 and "\U0001f1e6" <= held <= "\U0001f1ff"
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
    _known: dict[str, bool] = field(default_factory=dict)

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
        for raw in [*_LINE_ENDS.split(text.replace("\t", "    ")), ""]:
            if raw.strip():
                rtl = is_rtl(raw) if not lines else rtl
                lines.append(self._runs(raw))
            elif lines:
                found.append({"r": rtl, "l": lines})
                lines = []
        return found

    def address(self, url: str) -> dict[str, str]:
        """A link in full with places to break, its target untouched."""
        shown = "".join(run if isinstance(run, str) else f"[{run['m']}]" for run in self._signs(url))
        return {"u": _safe_target(url), "s": with_breaks(shown)}

    def _runs(self, text: str) -> list[Run]:
        runs: list[Run] = []
        at = 0
        for match in _LINK.finditer(text):
            url = match.group().rstrip(_TRAILING)
            runs += self._signs(text[at : match.start()], breaks=True)
            runs.append(self.address(url))
            at = match.start() + len(url)
        return runs + self._signs(text[at:], breaks=True)

    def _signs(self, text: str, breaks: bool = False) -> list[Run]:
        if not text:
            return []
        if self._plain.issuperset(map(ord, text)):
            return [_LONG.sub(lambda word: with_breaks(word.group()), text) if breaks else text]
        runs: list[Run] = []
        held: list[str] = []
        for cluster in clusters(text):
            shown, named = self._split(cluster)
            held += shown
            for sign in named:
                self._flush(held, runs, breaks)
                self.missing[name_of(sign)] = self.missing.get(name_of(sign), 0) + 1
                runs.append({"m": name_of(sign)})
        self._flush(held, runs, breaks)
        return runs

    def _split(self, cluster: str) -> tuple[list[str], str]:
        """What can be printed of a cluster, and the signs to be named instead."""
        if self._printable(cluster):
            return [cluster], ""
        if len(cluster) > 1 and self._printable(cluster[0]):
            return [cluster[0]], cluster[1:]
        return [], cluster

    @staticmethod
    def _flush(held: list[str], runs: list[Run], breaks: bool) -> None:
        if held:
            text = "".join(held)
            runs.append(_LONG.sub(lambda word: _break_clusters(word.group()), text) if breaks else text)
            held.clear()

    def _printable(self, cluster: str) -> bool:
        known = self._known.get(cluster)
        if known is None:
            known = self._known[cluster] = self._find(cluster)
        return known

    def _find(self, cluster: str) -> bool:
        if any(ord(sign) in _OVERRIDES or unicodedata.category(sign) in _UNPRINTABLE for sign in cluster):
            return False
        codes = {ord(sign) for sign in cluster if not is_invisible(ord(sign))}
        if not codes:
            return True
        for font in (self.fonts.text, self.fonts.sans, *filter(None, [self.fonts.emoji]), *self.fonts.others):
            if codes <= font.covers:
                if font not in self.needed:
                    self.needed.append(font)
                return True
        return False


_UNPRINTABLE = {"Cc", "Co", "Cn", "Cs"}


def _break_clusters(word: str, every: int = 24) -> str:
    parts = list(clusters(word))
    return BREAK.join("".join(parts[at : at + every]) for at in range(0, len(parts), every))


def _safe_target(url: str) -> str:
    """The target as an address may be written: ASCII, so that a viewer can follow it."""
    return "".join(sign if 0x21 <= ord(sign) < 0x7F else _percent(sign) for sign in url)


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))
