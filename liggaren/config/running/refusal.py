"""Why a start is refused, in words for the person who typed the command."""

from __future__ import annotations


class CannotRun(RuntimeError):
    """The start is refused; the message says why and what to do."""
