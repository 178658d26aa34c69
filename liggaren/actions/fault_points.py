"""Named places where tests stop or kill the process; nothing happens here in use (issue: 12 fault points)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_hooks: list[Callable[[str], None]] = []


def reach(name: str) -> None:
    """Say that the named place is reached. A hook may raise, wait or end the process."""
    for hook in _hooks:
        hook(name)


@contextmanager
def hooked(hook: Callable[[str], None]) -> Iterator[None]:
    """Call `hook` at each place inside the block (tests only)."""
    _hooks.append(hook)
    try:
        yield
    finally:
        _hooks.remove(hook)
