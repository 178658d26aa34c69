"""Which font prints which character, decided before typst starts.

Typst is given exactly the fonts a volume needs, in a fixed order, with no other fallback: then the same text
gives the same bytes, the last page can name every font with its digest, and a character that no font has is
known beforehand and printed as its code point and name. Fonts come from Debian packages (`make extras`):
fonts-urw-base35, fonts-noto-core, fonts-noto-color-emoji, fonts-noto-cjk. Without them typst's embedded
Libertinus is used.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTCollection, TTFont

FONT_ROOT = Path("/usr/share/fonts")
PACKAGES = ("fonts-urw-base35", "fonts-noto-core", "fonts-noto-color-emoji", "fonts-noto-cjk")
# Roles in order of preference: text, work, pictures, then what is looked in when these lack a character.
TEXT = ("opentype/urw-base35/P052-Roman.otf", "truetype/noto/NotoSerif-Regular.ttf")
SANS = ("truetype/noto/NotoSans-Regular.ttf",)
EMOJI = ("truetype/noto/NotoColorEmoji.ttf",)
FIRST_CHOICE = ("NaskhArabic", "SansHebrew", "SansSymbols", "SansMath", "SansThai-", "SansDevanagari")
STYLES = ("Bold", "Italic", "BoldItalic", "Medium", "SemiBold")
# What typst's own Libertinus Serif is known to hold (a test has typst refuse anything it lacks).
EMBEDDED_TEXT, EMBEDDED_MONO = "Libertinus Serif", "DejaVu Sans Mono"
_EMBEDDED_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x391, 0x3A1),
    (0x3A3, 0x3A9),
    (0x3B1, 0x3C9),
    (0x410, 0x44F),
)
_EMBEDDED_SINGLE = (
    "\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026\u2022\u2020\u2021\u2030"
    "\u2039\u203a\u20ac\u2122\u2190\u2192\u2212\u00a0"
)


@dataclass(frozen=True)
class Font:
    """One font file (and face in a collection) with what it covers."""

    family: str
    path: Path | None  # None: embedded in typst
    covers: frozenset[int]

    @property
    def digest(self) -> str:
        """SHA-256 of the file, hex; empty for an embedded one (typst's version tells it)."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest() if self.path else ""


@dataclass(frozen=True)
class FontSet:
    """The fonts at hand: `text`, `sans` and `mono` always stand first, `others` are taken when needed."""

    text: Font
    sans: Font
    mono: Font
    emoji: Font | None
    others: tuple[Font, ...]
    embedded: bool = False

    @property
    def base(self) -> tuple[Font, ...]:
        found = [self.text, self.sans, self.mono, *([self.emoji] if self.emoji else [])]
        return tuple(dict.fromkeys(found))


def _read(path: Path, families: dict[Path, str]) -> Font:
    """Coverage by fontTools, the family as typst itself calls it."""
    if path.suffix == ".ttc":
        with TTCollection(str(path), lazy=True) as collection:
            covers = frozenset(collection.fonts[0].getBestCmap())
    else:
        with TTFont(str(path), lazy=True) as face:
            covers = frozenset(face.getBestCmap())
    return Font(family=families[path], path=path, covers=covers)


def _families(root: Path) -> dict[Path, str]:
    """Each file under `root` with the family that typst finds first in it."""
    folders = [str(root / part) for part in ("truetype/noto", "opentype/noto", "opentype/urw-base35")]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders).fonts()
    return {Path(font.path): font.family for font in reversed(found) if font.path}


def _first(root: Path, names: Iterable[str], families: dict[Path, str]) -> Font | None:
    for name in names:
        if root / name in families:
            return _read(root / name, families)
    return None


def embedded() -> FontSet:
    """The set of last resort: what the typst wheel itself carries."""
    covers = {code for low, high in _EMBEDDED_RANGES for code in range(low, high + 1)}
    covers |= {ord(sign) for sign in _EMBEDDED_SINGLE}
    covers.discard(0xAD)
    text = Font(EMBEDDED_TEXT, None, frozenset(covers))
    mono = Font(EMBEDDED_MONO, None, frozenset(covers))
    return FontSet(text=text, sans=text, mono=mono, emoji=None, others=(), embedded=True)


@lru_cache(maxsize=4)
def font_set(root: Path = FONT_ROOT) -> FontSet:
    """The fonts of this machine in a fixed order; the embedded ones when the text or sans font is missing."""
    families = _families(root)
    text, sans = _first(root, TEXT, families), _first(root, SANS, families)
    if text is None or sans is None:
        return embedded()
    mono = Font(EMBEDDED_MONO, None, frozenset(range(0x20, 0x7F)))  # for digests only
    emoji = _first(root, EMOJI, families)
    return FontSet(text=text, sans=sans, mono=mono, emoji=emoji, others=_others(root, families))


def _others(root: Path, families: dict[Path, str]) -> tuple[Font, ...]:
    """Fonts for other scripts and symbols, by file name; CJK last, because it is large."""
    noto = sorted((root / "truetype" / "noto").glob("Noto*-Regular.ttf"))
    first = [path for path in noto if any(word in path.name for word in FIRST_CHOICE)]
    scripts = [path for path in noto if path not in first and "Looped" not in path.name]
    cjk = sorted((root / "opentype" / "noto").glob("NotoSansCJK-Regular.ttc"))
    return tuple(_read(path, families) for path in [*first, *scripts, *cjk] if path in families)


def styles_of(font: Font) -> list[Path]:
    """The file itself and its bold and italic sisters, so that emphasis is never faked."""
    if font.path is None:
        return []
    stem = font.path.stem.rsplit("-", 1)[0]
    sisters = [font.path.with_name(f"{stem}-{style}{font.path.suffix}") for style in (*STYLES, "BoldItalic")]
    return [font.path, *(sister for sister in dict.fromkeys(sisters) if sister.is_file())]


def is_invisible(code: int) -> bool:
    """Signs that shape their neighbours and need no picture of their own: joiners, selectors, marks of
    direction.
    """
    return (
        code in {0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x061C, 0xAD}
        or 0xFE00 <= code <= 0xFE0F
        or 0x2066 <= code <= 0x2069
        or 0xE0020 <= code <= 0xE007F
    )


def joins_before(sign: str) -> bool:
    """Whether the sign belongs to the one before it, so that one font must hold both."""
    code = ord(sign)
    return (
        unicodedata.category(sign) in {"Mn", "Me", "Mc"}
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0020 <= code <= 0xE007F
        or code in {0x200C, 0x200D}
    )
