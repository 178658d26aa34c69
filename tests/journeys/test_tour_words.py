"""The tour speaks Swedish: no word of a machine's in what it expected or saw."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("house")]
MACHINE = re.compile(
    r"\b(holds|fails|unreadable|whole_not_confirmed|not allowed|needs|the|and|of|None|True|False)\b|[\[\]{}]"
)


def test_every_step_of_the_tour_is_told_in_swedish(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "liggaren.config.cli", "tour", "--out", str(tmp_path / "tour")],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 3}, done.stdout + done.stderr
    steps = json.loads((tmp_path / "tour" / "tour.json").read_text())["steps"]
    assert len(steps) >= 30
    told = [text for step in steps for text in (step["expected"], step["seen"])]
    assert [text for text in told if MACHINE.search(text)] == []
