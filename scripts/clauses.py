"""Which clauses of the guideline have a test: read from the tests' marks, held against `docs/guideline.md`.

scripts/clauses.py          check: no unknown id, and the number without a test has not risen (nor gone stale)
scripts/clauses.py --list   print every clause with its tests
scripts/clauses.py --write  write the tests into the table, and the number into its file
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "guideline.md"
NUMBER = ROOT / "tests" / "house" / "clauses_without_test.txt"
ROW = re.compile(r"^\| ([A-Z]\d*\.\d+) \|(.*)\|([^|]*)\|$")
SHOWN = 2


def clauses() -> list[str]:
    """Every clause's id, in the table's order."""
    return [found[1] for line in TABLE.read_text().splitlines() if (found := ROW.match(line))]


def marked() -> dict[str, list[str]]:
    """For each id that some test names: the files, in alphabetical order."""
    found: dict[str, set[str]] = {}
    for folder in ("liggaren", "tests"):
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            for name in _ids(ast.parse(path.read_text())):
                found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return {name: sorted(files) for name, files in found.items()}


def _ids(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "clause":
            yield from (
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and type(arg.value) is str
            )


def problems() -> list[str]:
    """What does not hold, one sentence each; empty when all is well."""
    known, tested = clauses(), marked()
    without = [name for name in known if name not in tested]
    allowed = int(NUMBER.read_text())
    found = [f"no such clause: {name} in {', '.join(tested[name])}" for name in tested if name not in known]
    if len(without) > allowed:
        found.append(f"{len(without)} clauses have no test, {allowed} are allowed: {', '.join(without)}")
    return found


def write() -> None:
    """Fill the table's last column; lower the number, never raise it."""
    tested = marked()
    lines = [_filled(line, tested) for line in TABLE.read_text().splitlines()]
    TABLE.write_text("\n".join(lines) + "\n")
    without = sum(name not in tested for name in clauses())
    NUMBER.write_text(f"{min(without, int(NUMBER.read_text()) if NUMBER.exists() else without)}\n")


def _filled(line: str, tested: dict[str, list[str]]) -> str:
    found = ROW.match(line)
    if not found:
        return line
    files = tested.get(found[1], [])
    shown = ", ".join(f"`{name}`" for name in files[:SHOWN])
    more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
    return f"| {found[1]} |{found[2]}| {shown}{more} |"


def main(words: list[str]) -> int:
    if "--write" in words:
        write()
    if "--list" in words:
        tested = marked()
        print("\n".join(f"{name}: {', '.join(tested.get(name, ['no test']))}" for name in clauses()))
    found = problems()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
