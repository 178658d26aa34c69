"""Pictures on the page: what can be printed is, and what cannot is said."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from liggaren.archive import factories, flavours, pdf, pictures, validator
from liggaren.archive.document import Appearance, Picture, SnapshotDocument

needs_validator = pytest.mark.skipif(bool(validator.available()), reason=validator.available() or "-")


def drawn(mode: str, size: tuple[int, int], kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (90,) * len(Image.new(mode, (1, 1)).getbands())).save(out, kind, **how)
    return out.getvalue()


def moving() -> bytes:
    frames = [Image.new("RGB", (60, 40), shade) for shade in ("red", "lime", "navy")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def turned() -> bytes:
    photo = Image.new("RGB", (300, 200), "navy")
    exif = photo.getexif()
    exif[274] = 6
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_plain_photo_is_used_byte_for_byte() -> None:
    photo = factories.photo(1)
    assert pictures.prepare(photo).data == photo


def test_cmyk_becomes_rgb_and_a_huge_one_becomes_useful() -> None:
    ready = pictures.prepare(drawn("CMYK", (3000, 1500), "JPEG"))
    with Image.open(io.BytesIO(ready.data)) as found:
        assert (found.mode, found.size) == ("RGB", (1400, 700))
    assert (ready.width, ready.height) == (1400, 700)


def test_fifty_megapixels_are_printed_and_a_hundred_are_named() -> None:
    assert pictures.prepare(drawn("L", (8000, 6250), "PNG")).width == 1400
    with pytest.raises(pictures.Unprintable, match="100 miljoner bildpunkter"):
        pictures.prepare(drawn("L", (12_500, 8000), "PNG"))


def test_a_moving_picture_shows_its_first_frame_and_says_so() -> None:
    assert pictures.prepare(moving()).remark == "Rörlig bild: första rutan visas."


def test_a_photo_stands_as_the_camera_was_held_and_tells_nothing_of_the_place() -> None:
    ready = pictures.prepare(turned())
    assert (ready.width, ready.height) == (200, 300)
    with Image.open(io.BytesIO(ready.data)) as found:
        assert not found.getexif()


def test_transparency_is_kept_for_2u_and_laid_on_white_for_1b() -> None:
    glass = drawn("RGBA", (50, 50), "PNG")
    assert pictures.prepare(glass).suffix == "png"
    assert pictures.prepare(glass, flat=True).suffix == "jpg"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"", "går inte att läsa"),
        (b"\xff\xd8\xff\xe0 trasig", "går inte att läsa"),
        (factories.photo(2)[:9000], "avbruten"),
        (b"%PDF-1.7", "går inte att läsa"),
    ],
)
def test_what_cannot_be_printed_says_why(data: bytes, words: str) -> None:
    with pytest.raises(pictures.Unprintable, match=words):
        pictures.prepare(data)


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 8000), st.integers(0, 255))
def test_a_damaged_picture_is_printed_or_named_and_nothing_else(tail: bytes, at: int, byte: int) -> None:
    photo = bytearray(factories.photo(3, (90, 60)))
    photo[at % len(photo)] = byte
    for data in (bytes(photo), bytes(photo[:at]) + tail, tail):
        try:
            assert pictures.prepare(data).data
        except pictures.Unprintable as fault:
            assert str(fault).endswith(".")


def test_a_long_page_is_cut_into_parts_that_fit_a_page_and_lose_no_row() -> None:
    parts = pictures.slices(drawn("RGB", (1280, 7000), "PNG"))
    assert sum(part.height for part in parts) == 7000
    assert max(part.height for part in parts) <= 1680


def with_pictures(alt: str) -> SnapshotDocument:
    document = factories.document(3)
    first = document.threads[0]
    shown = tuple(
        Picture(lambda data=data: data, alt)  # type: ignore[misc]
        for data in (
            factories.photo(4),
            drawn("RGBA", (80, 60), "PNG"),
            moving(),
            b"trasig",
            drawn("CMYK", (90, 60), "JPEG"),
        )
    )
    post = replace(first.entries[0], pictures=shown)
    page = drawn("RGB", (1280, 4000), "PNG")
    looks = Appearance("Utseendet finns med som bild.", "Tagen 30 juni.", True, (Picture(lambda: page),))
    threads = (replace(first, entries=(post, *first.entries[1:])), *document.threads[1:])
    return replace(document, threads=threads, appearance=looks)


@needs_validator
@pytest.mark.clause("G6.2")
@pytest.mark.parametrize(
    ("alt", "wanted", "flavour"),
    [
        ("Bassängen", "2u", flavours.U_UA),
        ("", "2u", flavours.U),
        ("Bassängen", "1b", flavours.B1),
        ("", "1b", flavours.B1),
    ],
)
def test_each_flavour_that_is_offered_is_valid_with_pictures_of_every_kind(
    alt: str, wanted: str, flavour: flavours.Flavour, tmp_path: Path
) -> None:
    volume = next(pdf.make(with_pictures(alt), wanted=wanted))
    assert volume.flavour == flavour
    (tmp_path / "x.pdf").write_bytes(volume.data)
    verdict = validator.validate(tmp_path / "x.pdf", flavour.checks)
    assert (verdict.result, verdict.failures) == ("valid", ())


@pytest.mark.parametrize("wanted", ["2u", "1b"])
def test_the_same_pictures_give_the_same_bytes(wanted: str) -> None:
    made = [next(pdf.make(with_pictures("Bassängen"), wanted=wanted)).data for _ in range(2)]
    assert made[0] == made[1]


@needs_validator
def test_a_1b_file_is_not_taken_for_2u(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(next(pdf.make(factories.document(2), wanted="1b")).data)
    assert validator.validate(tmp_path / "x.pdf", ("2u",)).result == "invalid"
    assert validator.validate(tmp_path / "x.pdf", ("1b",)).result == "valid"
