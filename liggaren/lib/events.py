"""Events: how a lower room tells the rooms above without knowing them.

`config.wiring` lists which job answers which event; the job is deferred in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Something that has happened. Subclasses are named in past tense and carry ids only, never content."""


_listeners: dict[type[Event], list[Callable[[Event], None]]] = {}


def listen(kind: type[Event], listener: Callable[[Event], None]) -> None:
    """Register `listener` for `kind`; only `config.wiring` calls this."""
    _listeners.setdefault(kind, []).append(listener)


def emit(event: Event) -> None:
    """Hand the event to its listeners, in this transaction. An error in a listener undoes the transaction."""
    for listener in _listeners.get(type(event), []):
        listener(event)


def listeners() -> dict[type[Event], list[Callable[[Event], None]]]:
    """What is wired now, for the house tests."""
    return {kind: list(found) for kind, found in _listeners.items()}
