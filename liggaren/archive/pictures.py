"""Pictures made ready for the page: the right way up, in colours that PDF/A knows, at a size that is of use.

The original lies beside the book as it came. Here it is only read: the first frame of a moving one, CMYK as
RGB, no metadata (a photo can tell where somebody lives). What cannot be read is said in words, never left out
in silence (issue: images broken, animated, CMYK, 50 megapixels, SVG).
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

LONGEST = 1400  # pixels: 162 mm wide at 220 to the inch
PIXELS = 80_000_000
SLICE = (1280, 1680)  # proportions of what one page holds of a picture of a whole page
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
BARE = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progression", "progressive"}
MOVING = "Rörlig bild: första rutan visas."


class Unprintable(Exception):
    """The picture cannot stand on a page; the message says why, in Swedish, for the page itself."""


@dataclass(frozen=True)
class Prepared:
    """Bytes that typst takes, with their size in pixels and what is to be said under the picture."""

    data: bytes
    suffix: str  # "jpg" | "png"
    width: int
    height: int
    remark: str = ""


def prepare(data: bytes, *, flat: bool = False) -> Prepared:
    """One picture for the page. `flat` lays it on white. Raises Unprintable.

    A JPEG that is fit as it stands is used as it stands: nothing is lost by writing it anew.
    """
    with _opened(data) as found:
        moving = getattr(found, "n_frames", 1) > 1
        fit = _is_fit(found)
        picture = _upright(found, LONGEST)
    body, suffix = (data, "jpg") if fit else _written(picture, flat)
    return Prepared(body, suffix, picture.width, picture.height, MOVING if moving else "")


def _is_fit(found: Image.Image) -> bool:
    """A JPEG in RGB of a useful size that carries nothing but the picture."""
    plain = found.format == "JPEG" and found.mode == "RGB" and max(found.size) <= LONGEST
    return plain and set(found.info) <= BARE and not getattr(found, "n_frames", 1) > 1


def slices(data: bytes) -> list[Prepared]:
    """A picture of a whole page, cut into parts that each fill a page at most (no part is enlarged).

    Raises Unprintable.
    """
    with _opened(data) as found:
        whole = _on_white(_upright(found, None))
    step = max(1, whole.width * SLICE[1] // SLICE[0])
    parts = [
        whole.crop((0, top, whole.width, min(top + step, whole.height)))
        for top in range(0, whole.height, step)
    ]
    return [Prepared(_jpeg(part), "jpg", part.width, part.height) for part in parts]


def _opened(data: bytes) -> Image.Image:
    if data.lstrip()[:5].lower() in (b"<?xml", b"<svg ", b"<svg>"):
        raise Unprintable(
            "Bilden är i formatet SVG, som är ett program och inte skrivs ut. Filen ligger bredvid."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise Unprintable("Bilden går inte att läsa. Filen ligger bredvid som den kom.") from fault
    if found.width * found.height > PIXELS:
        size = f"{found.width * found.height // 1_000_000} miljoner bildpunkter"
        raise Unprintable(f"Bilden är för stor för att skrivas ut ({size}). Filen ligger bredvid.")
    return found


def _upright(found: Image.Image, longest: int | None) -> Image.Image:
    """The first frame turned as its camera says, at most `longest` pixels. Raises Unprintable."""
    try:
        if longest and found.format == "JPEG":
            found.draft("RGB", (longest, longest))
        found.load()
        picture = ImageOps.exif_transpose(found)
        if longest:
            picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return picture if _has_alpha(picture) else picture.convert("RGB")
    except (OSError, ValueError, SyntaxError) as fault:
        raise Unprintable("Bilden är avbruten eller skadad. Filen ligger bredvid som den kom.") from fault


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _on_white(picture: Image.Image) -> Image.Image:
    if not _has_alpha(picture):
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _written(picture: Image.Image, flat: bool) -> tuple[bytes, str]:
    if flat or not _has_alpha(picture):
        return _jpeg(_on_white(picture)), "jpg"
    out = io.BytesIO()
    bare = picture.convert("RGBA")
    bare.info.clear()
    bare.save(out, "PNG", optimize=False)
    return out.getvalue(), "png"


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, "JPEG", quality=85, subsampling=0)
    return out.getvalue()
