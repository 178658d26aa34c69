"""Every message catalogue is whole, nothing untranslated or fuzzy. Swedish is the source: it needs none."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def problems(text: str) -> list[str]:
    """What is not translated in one catalogue's text: its message ids."""
    found = []
    for block in text.split("\n\n"):
        lines = block.splitlines()
        named = "".join(line[6:] for line in lines if line.startswith("msgid "))
        if any(line.startswith("#,") and "fuzzy" in line for line in lines) or block.rstrip().endswith(
            'msgstr ""'
        ):
            found.append(named)
    return [name for name in found if name not in {"", '""'}]


def main() -> int:
    bad = {path: missing for path in ROOT.glob("liggaren/**/*.po") if (missing := problems(path.read_text()))}
    for path, missing in bad.items():
        print(f"{path.relative_to(ROOT)}: {len(missing)} inte översatta: {', '.join(missing[:5])}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
