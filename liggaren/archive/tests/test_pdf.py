from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liggaren.archive import factories, flavours, layout, pdf, typesetting, validator
from liggaren.archive.document import Entry, Thread
from liggaren.archive.fonts import embedded, font_set

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
needs_validator = pytest.mark.skipif(bool(validator.available()), reason=validator.available() or "-")
needs_fonts = pytest.mark.skipif(font_set().embedded, reason="the book's fonts are not installed")


def one_post(text: str, name: str = "Åsa") -> Thread:
    author = replace(factories.PEOPLE[0], name=name)
    return Thread((Entry("p1", "post", author, (factories.wording(1, text, AT),), AT),))


def text_of(data: bytes, tmp_path: Path) -> str:
    (tmp_path / "x.pdf").write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


def set_one(text: str, **changes: object) -> pdf.Pdf:
    document = factories.document(threads=(one_post(text),))
    return next(pdf.make(replace(document, **changes)))  # type: ignore[arg-type]


@pytest.mark.clause("G6.2")
@needs_validator
def test_a_snapshot_with_scripts_emoji_edits_and_removals_is_valid_pdf_a_2u_and_ua_1(tmp_path: Path) -> None:
    volume = next(pdf.make(factories.document(24)))
    (tmp_path / "x.pdf").write_bytes(volume.data)
    verdict = validator.validate(tmp_path / "x.pdf")
    assert (verdict.result, verdict.failures) == ("valid", ())


@pytest.mark.clause("G6.2")
@needs_validator
def test_without_fonts_the_file_is_still_valid_and_says_so(tmp_path: Path) -> None:
    volume = next(pdf.make(factories.document(3), fonts=embedded()))
    (tmp_path / "x.pdf").write_bytes(volume.data)
    assert validator.validate(tmp_path / "x.pdf").result == "valid"
    assert any("CJK UNIFIED" in name for name in volume.missing)
    assert "Datorn saknade de typsnitt" in text_of(volume.data, tmp_path)


def test_the_same_document_gives_the_same_bytes() -> None:
    first, again = (next(pdf.make(factories.document(6))).data for _ in range(2))
    assert first == again


@needs_poppler
@pytest.mark.clause("G6.1")
def test_page_one_says_that_the_picture_is_missing(tmp_path: Path) -> None:
    page = text_of(set_one("Hej").data, tmp_path).split("\f")[0]
    assert "Utseendebild saknas i den här ögonblicksbilden." in page
    assert "Kultur- och fritidsnämnden" in page
    assert "Meddelanden till kontot är inte öppna." in page


@needs_poppler
@needs_fonts
@pytest.mark.clause("G6.2")
def test_text_that_is_markup_is_printed_as_it_stands(tmp_path: Path) -> None:
    text = '#set page(fill: red) $x$ *fet* _k_ `k` @l <b>html</b> \\ // "}] #read("/etc")'
    found = " ".join(text_of(set_one(text).data, tmp_path).split())
    assert text in found


@needs_poppler
@needs_fonts
def test_swedish_emoji_arabic_hebrew_and_chinese_come_back_by_search(tmp_path: Path) -> None:
    found = text_of(set_one("Räksmörgås på Ängö 👍🏽 🏊‍♀️ 🇸🇪 王小明 Νίκος Дмитрий").data, tmp_path)
    for words in ("Räksmörgås på Ängö", "👍🏽", "🏊‍♀️", "🇸🇪", "王小明", "Νίκος", "Дмитрий"):
        assert words in found


@needs_poppler
def test_a_character_no_font_has_is_printed_as_code_point_and_name(tmp_path: Path) -> None:
    volume = set_one("Här: \ue000 och \U000f0000, \x07 och \u202e slut")
    found = text_of(volume.data, tmp_path)
    for name in ("U+E000 PRIVATE USE", "U+F0000 PRIVATE USE", "U+0007 CONTROL CHARACTER"):
        assert name in found
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in found
    assert volume.missing["U+E000 PRIVATE USE"] == 1


@needs_poppler
def test_a_link_stands_in_full_and_copies_without_signs_of_ours(tmp_path: Path) -> None:
    url = "https://exempel.example/" + "a" * 120 + "/b?c=1&d=" + "e" * 60
    found = text_of(set_one(f"Se {url}.").data, tmp_path)
    assert url in "".join(found.split())
    assert "\u200b" not in found


HARD = (
    "",
    " \n\n \n",
    "x" * 100_000,
    "ord " * 25_000,
    "🏊🏽‍♀️" * 500,
    "e" + "\u0301" * 300,
    "\u0301\u0302 ensamma märken \u200d\ufe0f\u200b",
    "\ud800 ensam surrogat",
    "\x00\x01\x02 \ufeff \ufffe \ufffd",
    "\u202eabc\u202c \u2066def\u2069 \u200f\u200e",
    "\U000e0067\U000e0062\U000e007f 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "1️⃣ 2⃣ ❤️ ❤ ☺︎ ©️ ™ ½ № ℃ ﷺ ﷽",
    "ไทย हिन्दी বাংলা தமிழ் ខ្មែរ မြန်မာ አማርኛ ქართული Հայերեն ᚠᚢᚦ 𓀀 𒀀 한국어 日本語",
    "\u00ad\u00a0\u2028\u2029\x85 slut",
    "https://" + "ö" * 400 + "/\u202e?" + "&" * 300,
)


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_no_text_makes_typst_refuse(text: str) -> None:
    assert set_one(text).pages >= 4


def test_a_name_or_address_as_long_as_a_book_stops_nothing() -> None:
    long_ones = ("N" * 3000, "Å" * 3000, "👨‍👩‍👧‍👦" * 400, "e" + "\u0301" * 2000)
    threads = tuple(
        Thread(
            (
                replace(
                    one_post("hej", name=name).entries[0], address=f"https://x.example/{name}", answers=name
                ),
            )
        )
        for name in long_ones
    )
    assert next(pdf.make(factories.document(threads=threads))).pages >= 4


@needs_poppler
def test_an_entry_that_typst_refuses_stands_as_a_notice_and_the_rest_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = typesetting.Typesetter.address

    def far_too_long(self: typesetting.Typesetter, url: str) -> typesetting.Run:
        return {"u": "https://x.example/" + "a" * 9000, "s": "x"} if "farlig" in url else real(self, url)

    monkeypatch.setattr(typesetting.Typesetter, "address", far_too_long)
    posts = [one_post(f"Inlägg {n}", name=f"P{n}").entries[0] for n in range(9)]
    posts[4] = replace(posts[4], address="https://farlig.example/")
    threads = tuple(Thread((replace(post, native_id=f"n{at}"),)) for at, post in enumerate(posts))
    found = text_of(next(pdf.make(factories.document(threads=threads))).data, tmp_path)
    assert "Texten gick inte att sätta på en sida." in found
    assert [f"Inlägg {n}" in found for n in range(9)] == [n != 4 for n in range(9)]


def test_no_text_makes_typst_refuse_without_fonts() -> None:
    threads = tuple(one_post(text, name=text[:50]) for text in HARD)
    assert next(pdf.make(factories.document(threads=threads), fonts=embedded())).pages > 4


def test_what_the_embedded_font_is_said_to_hold_it_holds() -> None:
    everything = "".join(map(chr, sorted(embedded().text.covers)))
    assert set_one_embedded(everything).missing == {}


def set_one_embedded(text: str) -> pdf.Pdf:
    document = factories.document(threads=(one_post(" ".join(text)),))
    data = layout.volumes(document)[0]
    return pdf._set(document, data, embedded(), flavours.U_UA)


def test_volumes_hold_at_most_their_size_and_a_long_thread_goes_on_in_the_next() -> None:
    document = factories.document(3, comments=24)
    found = layout.volumes(document, size=10)
    assert [sum(len(thread.entries) for thread in volume.threads) for volume in found] == [10, 10, 5] * 3
    assert found[1].threads[0].outside == "Tråden började i föregående del."
    assert {volume.of for volume in found} == {9}


@needs_poppler
def test_a_period_without_posts_has_a_book_that_says_so(tmp_path: Path) -> None:
    volume = next(pdf.make(factories.document(0, threads=(), left_out=())))
    assert "Kontot hade inga inlägg och inga kommentarer" in text_of(volume.data, tmp_path)


@needs_poppler
@pytest.mark.clause("G5.5")
def test_a_removed_comment_shows_its_ground_and_no_content(tmp_path: Path) -> None:
    found = text_of(next(pdf.make(factories.document(5))).data, tmp_path)
    assert "Hets mot folkgrupp" in found
    assert "BBS-lagen 5 §" in found
    assert "Innehållet visas inte här. Beslutet är post 4 711 i liggaren." in found.replace("\xa0", " ")


@needs_poppler
@needs_fonts
def test_the_last_page_names_typst_and_each_font_with_its_digest(tmp_path: Path) -> None:
    last = text_of(set_one("Hej").data, tmp_path).rstrip("\f\n").split("\f")[-1]
    assert f"paketet typst {pdf.typst_version()}" in last
    assert last.count("sha256:") >= 8
    assert "P052-Roman.otf" in last
