"""The guideline's clauses: every mark names a real one, and ever fewer have no test."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("clauses", ROOT / "scripts" / "clauses.py")
assert spec and spec.loader
clauses = importlib.util.module_from_spec(spec)
spec.loader.exec_module(clauses)


def test_every_mark_names_a_clause_and_the_number_without_a_test_has_not_risen() -> None:
    assert clauses.problems() == []


def test_the_table_names_code_that_exists() -> None:
    named = re.findall(r"`([a-z_]+/[a-z_/.…]+)`", (ROOT / "docs" / "guideline.md").read_text())
    paths = {
        name for name in named if not name.startswith(("tests/", "liggaren/", "scripts/")) and "…" not in name
    }
    assert {name for name in paths if not (ROOT / "liggaren" / name).exists()} == set()
