"""What kind of picture some bytes are, by the bytes themselves: a header or a name may say anything."""

from __future__ import annotations

PNG, JPEG, GIF, WEBP, SVG = "image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"
SUFFIXES = {PNG: "png", JPEG: "jpg", GIF: "gif", WEBP: "webp", SVG: "svg"}
SHOWN = (PNG, JPEG, GIF, WEBP)
"""Kinds that may be drawn on a screen. SVG is a program: it is kept as bytes and never shown."""
HEAD = 1_000


def kind_of(data: bytes) -> str:
    """The media type of a picture of a kind we keep, else empty. Reads only the beginning of the bytes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return SVG if _is_svg(data[:HEAD]) else ""


def _is_svg(head: bytes) -> bool:
    """A drawing's root among the first bytes of something that begins as XML; a web page is no picture."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text
