"""Foreign HTML as the words a reader sees: tags gone, paragraphs as lines.

For searching and showing; the bytes are kept.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = frozenset(("p", "div", "br", "li", "ul", "ol", "hr", "tr", "table", "pre", "blockquote"))
BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "section", "article"}
UNSEEN = frozenset(("script", "style", "template", "noscript"))


class _Words(HTMLParser):
    def __init__(self, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self._keep_lines = keep_lines
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN and not self._unseen:
            self._unseen = tag
        elif tag == "img":
            found = dict(attrs)
            self.pictures.append((found.get("src") or "", found.get("alt") or ""))
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        if tag in BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data if self._keep_lines else re.sub(r"[ \t\r\n\f]+", " ", data))


def plain_text(markup: str, *, keep_lines: bool = False) -> str:
    """The words; `keep_lines` where the source's own line breaks are shown to readers."""
    return _tidy("".join(_read(markup, keep_lines).parts))


def pictures(markup: str) -> list[tuple[str, str]]:
    """Address and alternative text of each picture in the markup with an absolute web address."""
    found = _read(markup, False).pictures
    return [(src, alt) for src, alt in found if src.startswith(("http://", "https://"))]


def _read(markup: str, keep_lines: bool) -> _Words:
    words = _Words(keep_lines)
    words.feed(markup)
    words.close()
    return words


def _tidy(text: str) -> str:
    lines = [line.strip(" \t") for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")
