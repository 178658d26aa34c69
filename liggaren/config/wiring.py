"""Which job answers which event: the whole path of data upwards, on one page."""

from __future__ import annotations


def connect() -> None:
    """Tell the toolbox how events become queue jobs."""
