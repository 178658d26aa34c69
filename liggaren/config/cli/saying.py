"""How commands answer: plain lines, or JSON where `--json` is given."""

from __future__ import annotations

import json
import sys
from typing import Any


def refuse(message: str, *, as_json: bool) -> None:
    """Say why the command could not be done: on standard error, or as JSON on standard output."""
    if as_json:
        print(json.dumps({"ok": False, "message": message}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)


def show(answer: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    """Print `answer` as JSON, or `lines` for a person."""
    print(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))
