"""Sets one volume in a process of its own: `compile_volume.py FOLDER`. Knows only typst and the folder.

FOLDER holds main.typ, data.json, job.json and fonts/; out.pdf is left there and the number of pages printed.
Run by path and isolated (`python -I`), so it imports nothing of the house.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import typst


def main(root: Path) -> int:
    """Compile; a refusal goes to stderr as typst words it, with exit code 1."""
    job = json.loads((root / "job.json").read_text())
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(root / "fonts")]
    )
    compiler = typst.Compiler(
        str(root / "main.typ"), root=str(root), font_paths=fonts, ignore_system_fonts=True
    )
    try:
        compiler.compile(
            output=str(root / "out.pdf"), format="pdf", pdf_standards=job["standards"], timestamp=job["at"]
        )
    except typst.TypstError as refusal:
        print(refusal.diagnostic or refusal.message, file=sys.stderr)
        return 1
    print(count_pages((root / "out.pdf").read_bytes()))
    return 0


def count_pages(pdf: bytes) -> int:
    """The /Count of the page tree's root: the largest one in the file."""
    return max((int(found) for found in re.findall(rb"/Count (\d+)", pdf)), default=0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
