"""Every event is answered by a job that exists, or stands with the reason why nobody answers it."""

from __future__ import annotations

import dataclasses
import inspect
from importlib import import_module
from pathlib import Path

import pytest

from liggaren.config import wiring
from liggaren.lib.events import Event

ROOT = Path(__file__).resolve().parents[2]


def event_kinds() -> set[type[Event]]:
    found: set[type[Event]] = set()
    for path in (ROOT / "liggaren").glob("*/events.py"):
        if path.parent.name == "lib":
            continue
        module = import_module(f"liggaren.{path.parent.name}.events")
        found |= {
            kind for _, kind in inspect.getmembers(module, inspect.isclass)
            if issubclass(kind, Event) and kind is not Event and kind.__module__ == module.__name__
        }  # fmt: skip
    return found


@pytest.mark.parametrize("wire", wiring.WIRES, ids=lambda wire: wire.event.__name__)
def test_a_wire_ends_in_a_job_that_takes_its_arguments(wire: wiring.Wire) -> None:
    job = wiring.target(wire)
    taken = inspect.signature(getattr(job, "func", job)).parameters
    names = [field.name for field in dataclasses.fields(wire.event)]
    event = wire.event(**{name: (1,) if name.endswith("_ids") else "x" for name in names})
    assert set(wire.arguments(event)) == set(taken)


def test_every_event_is_answered_or_says_why_not() -> None:
    assert event_kinds() == set(wiring.answered()) | set(wiring.UNANSWERED)
    assert set(wiring.answered()) & set(wiring.UNANSWERED) == set()
