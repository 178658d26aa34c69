"""Pictures for the invented pages, drawn by code: nobody's photo and nobody in them."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

SIZE = (960, 600)


def pool() -> bytes:
    """An outdoor pool with empty deck chairs, as JPEG."""
    picture, pen = _canvas("#bfe3f2", "#e9d8a6")
    pen.ellipse((780, 50, 880, 150), fill="#ffd166")
    pen.polygon([(180, 300), (780, 300), (900, 540), (60, 540)], fill="#2a9dc7")
    for lane in range(1, 5):
        pen.line([(180 + lane * 120, 300), (60 + lane * 168, 540)], fill="#e8f6fb", width=4)
    for at in range(5):
        left = 90 + at * 175
        pen.polygon([(left, 270), (left + 80, 270), (left + 95, 235), (left + 15, 235)], fill="#e76f51")
    return _jpeg(picture)


def family_day() -> bytes:
    """An inflatable obstacle course on the water, as JPEG."""
    picture, pen = _canvas("#dff1f7", "#2a9dc7")
    for at, colour in enumerate(("#e63946", "#f4a261", "#2a9d8f", "#ffd166", "#8338ec")):
        left = 60 + at * 175
        pen.rounded_rectangle((left, 210 - at % 2 * 50, left + 140, 430), 60, fill=colour)
        pen.ellipse((left + 35, 250, left + 105, 330), fill="#dff1f7")
    return _jpeg(picture)


def snow() -> bytes:
    """A street at night under snow, as PNG."""
    picture, pen = _canvas("#1d2d44", "#f0f4f8")
    dots = random.Random(24)  # noqa: S311 (a drawing: the same each time)
    for left in range(40, 900, 180):
        pen.rectangle((left, 120 + left % 70, left + 130, 330), fill="#3e5c76")
        pen.rectangle((left + 45, 210, left + 85, 260), fill="#ffd166")
    for _ in range(320):
        x, y = dots.randrange(SIZE[0]), dots.randrange(SIZE[1])
        pen.ellipse((x, y, x + 5, y + 5), fill="white")
    out = io.BytesIO()
    picture.quantize(32).save(out, "PNG")
    return out.getvalue()


def broken_tile() -> bytes:
    """A cracked tile, as a bather's phone would send it: JPEG with a camera's notes in it."""
    picture, pen = _canvas("#cfe8ef", "#b9dbe5")
    for at in range(0, 960, 160):
        pen.line([(at, 0), (at, 600)], fill="white", width=8)
        pen.line([(0, at), (960, at)], fill="white", width=8)
    pen.line([(330, 170), (400, 260), (370, 330), (470, 460)], fill="#33484f", width=7)
    notes = Image.Exif()
    notes[0x010F], notes[0x0110] = "Påhittad", "Telefon 1"
    return _jpeg(picture, exif=notes.tobytes())


PICTURES = {"utebadet": pool, "familjedag": family_day, "snovag": snow, "kakelplatta": broken_tile}


def _canvas(sky: str, ground: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, sky)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 300, *SIZE), fill=ground)
    return picture, pen


def _jpeg(picture: Image.Image, **more: bytes) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, **more)
    return out.getvalue()
