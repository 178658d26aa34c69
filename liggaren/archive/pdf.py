"""PDF/A by typst: a document in, one file per volume out (G6.2).

Typst refuses rather than writes a file that breaks the standard; same document, same typst, same fonts give
the same bytes (the document's date is the checkpoint's). Each volume is set in a process of its own, so that
memory is given back and a crash takes nothing with it. Nothing is fetched: no packages, no system fonts.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from liggaren.archive import flavours, layout, refused
from liggaren.archive.document import Appearance, Entry, SnapshotDocument
from liggaren.archive.flavours import Flavour
from liggaren.archive.fonts import Font, FontSet, embedded, font_set, styles_of
from liggaren.archive.layout import Volume
from liggaren.archive.placing import Place
from liggaren.archive.typesetting import Typesetter

TEMPLATE = Path(__file__).parent / "typst" / "snapshot.typ"
MIME = "application/pdf"
WHY = {
    "2u-ua1": "Texten går att söka, kopiera och få uppläst.",
    "2u": "Texten går att söka och kopiera. En bild saknar beskrivning, så PDF/UA-1 uppfylls inte.",
    "1b": "Gjord på arkivets begäran. Bilderna är lagda på vitt och emojier är utskrivna som sina namn.",
}


class NotSet(Exception):
    """Typst refused the volume; the message is typst's own, for the log of the run."""


@dataclass(frozen=True)
class Pdf:
    """One finished volume. `missing` counts the characters printed as code point and name."""

    number: int
    of: int
    data: bytes
    pages: int
    missing: dict[str, int]
    flavour: Flavour = flavours.U_UA


def typst_version() -> str:
    return version("typst")


def make(
    document: SnapshotDocument,
    *,
    fonts: FontSet | None = None,
    size: int = layout.VOLUME,
    progress: Callable[[int, int], None] | None = None,
    wanted: str = "2u",
) -> Iterator[Pdf]:
    """Set the document volume by volume, in order. `wanted` is "2u" or "1b" (see `flavours.choose`).

    An entry that cannot be set at all stands as a notice. Raises NotSet when typst refuses even so.
    """
    fonts = fonts or font_set()
    flavour = flavours.choose(wanted, document.pictures)
    if flavour.flat:
        fonts = replace(fonts, emoji=None)
    for volume in layout.volumes(document, size):
        try:
            yield _set(document, volume, fonts, flavour)
        except NotSet:
            yield _set_anyhow(document, volume, fonts, flavour)
        if progress:
            progress(volume.number, volume.of)


def _set_anyhow(document: SnapshotDocument, volume: Volume, fonts: FontSet, flavour: Flavour) -> Pdf:
    """First with the sure fonts alone (a font may name a sign that it cannot draw), then with notices."""
    sure = replace(fonts, emoji=None, others=())
    try:
        return _set(document, volume, sure, flavour)
    except NotSet:
        bare = replace(document, appearance=Appearance())

        def can_be_set(entries: Sequence[Entry]) -> bool:
            try:
                _set(bare, refused.only(volume, entries), sure, flavour)
            except NotSet:
                return False
            return True

        entries = [entry for thread in volume.threads for entry in thread.entries]
        return _set(document, refused.without(volume, refused.culprits(entries, can_be_set)), sure, flavour)


def _set(document: SnapshotDocument, volume: Volume, fonts: FontSet, flavour: Flavour) -> Pdf:
    setter = Typesetter(fonts)
    with tempfile.TemporaryDirectory(prefix="liggaren-volume-") as folder:
        root = Path(folder)
        data = layout.page_data(document, volume, setter, Place(root, flavour.flat))
        used = _in_order(fonts, setter.needed)
        data["fonts"] = _families(fonts)
        data["made"] = _made(fonts, used, setter, flavour)
        shutil.copyfile(TEMPLATE, root / "main.typ")
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8", "surrogatepass")
        _gather(root / "fonts", used)
        job = {"at": int(document.sealing.signed_at.timestamp()), "standards": list(flavour.standards)}
        pages = _run(root, job)
        pdf = (root / "out.pdf").read_bytes()
    return Pdf(volume.number, volume.of, pdf, pages, dict(setter.missing), flavour)


def _made(fonts: FontSet, used: list[Font], setter: Typesetter, flavour: Flavour) -> dict[str, object]:
    """What the last page tells of how the file was made."""
    return {
        "typst": typst_version(),
        "pillow": version("pillow"),
        "standard": flavour.name,
        "why": WHY[flavour.key],
        "embedded": fonts.embedded,
        "flat": flavour.flat,
        "fonts": [{"name": name, "digest": digest} for name, digest in _named(fonts, used)],
        "missing": [
            [name, f"{count} gånger" if count > 1 else "en gång"] for name, count in _counted(setter)
        ],
    }


def _run(root: Path, job: dict[str, object]) -> int:
    (root / "job.json").write_text(json.dumps(job))
    done = subprocess.run(
        [sys.executable, "-I", str(Path(__file__).with_name("compile_volume.py")), str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotSet(done.stderr.strip()[-2000:])
    return int(done.stdout)


def _in_order(fonts: FontSet, needed: list[Font]) -> list[Font]:
    """The base fonts, then the needed others as they stand in the set, never as they happened to be met."""
    base = [fonts.text, fonts.sans, fonts.mono]
    rest = [*([fonts.emoji] if fonts.emoji else []), *fonts.others]
    return list(dict.fromkeys([*base, *(font for font in rest if font in needed)]))


def _families(fonts: FontSet) -> dict[str, list[str]]:
    return {
        "text": list(dict.fromkeys([fonts.text.family, fonts.sans.family])),
        "sans": list(dict.fromkeys([fonts.sans.family, fonts.text.family])),
        "mono": [fonts.mono.family],
    }


def _named(fonts: FontSet, used: list[Font]) -> Iterator[tuple[str, str]]:

    for font in used:
        if font.path is None:
            yield font.family, "följer med typst"
        for path in styles_of(font):
            yield path.name, f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def _counted(setter: Typesetter) -> list[tuple[str, int]]:
    return sorted(setter.missing.items())


def _gather(folder: Path, used: list[Font]) -> None:
    """A folder with only the fonts that may be used, so that no other can slip in."""
    folder.mkdir()
    for font in used:
        for path in styles_of(font):
            (folder / path.name).symlink_to(path)


__all__ = ["MIME", "NotSet", "Pdf", "embedded", "font_set", "make", "typst_version"]
