"""Steps of the tour: what was expected, what was seen, whether it held."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from liggaren.config.cli import exits

MARKS = {True: "håller", False: "HÅLLER INTE", None: "inte prövat"}


@dataclass(frozen=True)
class Step:
    """One checked step. `ok` is None where nothing could check it here."""

    clause: str
    expected: str
    seen: str
    ok: bool | None


@dataclass
class Steps:
    """The steps so far, printed as they come."""

    quiet: bool = False
    found: list[Step] = field(default_factory=list)

    def add(self, clause: str, expected: str, seen: str, ok: bool | None) -> None:
        """Keep one step and print it."""
        self.found.append(Step(clause, expected, seen, ok))
        if not self.quiet:
            print(f"{len(self.found):>2}. [{MARKS[ok]}] {clause}: {expected}\n    {seen}", flush=True)

    def write(self, path: Path) -> None:
        """All steps as JSON: {"steps": [{"clause", "expected", "seen", "ok"}]}."""
        text = json.dumps({"steps": [asdict(step) for step in self.found]}, ensure_ascii=False, indent=1)
        path.write_text(text + "\n")

    def exit_code(self) -> int:
        """HOLDS only if every step held; NOT_VALIDATED where one could not be tried; else FAILED."""
        if not self.found or any(step.ok is False for step in self.found):
            print("Turen höll inte hela vägen.", file=sys.stderr)
            return exits.FAILED
        return exits.NOT_VALIDATED if any(step.ok is None for step in self.found) else exits.HOLDS
