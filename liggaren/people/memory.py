"""What one page asks more than once is read once: a memory that lives for a single reading request.

Never on while something is written: roles must then be read as they are at that moment (C1.2, C1.3).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponseBase

Rest = ParamSpec("Rest")
Value = TypeVar("Value")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


def recall(key: Hashable, read: Callable[[], Value]) -> Value:
    """What `read` gives, read at most once for `key` while `kept` is on; outside it `read` is simply
    called.
    """
    store = _kept.get()
    if store is None:
        return read()
    if key not in store:
        store[key] = read()
    found: Value = store[key]
    return found


def is_kept() -> bool:
    """Whether reads are remembered now, so that reading ahead is of use."""
    return _kept.get() is not None


@contextmanager
def kept() -> Iterator[None]:
    """Remember reads inside the block."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def kept_while_reading(view: View[Rest]) -> View[Rest]:
    """A view whose GET and HEAD requests remember what they read."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        with kept():
            return view(request, *args, **kwargs)

    return wrapped
