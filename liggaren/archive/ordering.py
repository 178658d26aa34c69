"""Items into threads: a post with its answers under it, in order of time. Pure and without recursion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Placed(Generic[Key]):
    """One item's place: under `root`, at `depth` below it."""

    key: Key
    root: Key
    depth: int


def place(rows: Sequence[tuple[Key, Key | None]]) -> list[list[Placed[Key]]]:
    """Threads from (key, parent) pairs given in order of time.

    A parent that is not among the keys makes its children begin threads of their own; a circle is cut at its
    first member. Every key stands in the result once.
    """
    keys = {key for key, _ in rows}
    children: dict[Key, list[Key]] = defaultdict(list)
    tops: list[Key] = []
    for key, parent in rows:
        if parent is None or parent not in keys or parent == key:
            tops.append(key)
        else:
            children[parent].append(key)
    seen: set[Key] = set()
    threads = [_walk(top, children, seen) for top in tops]
    return threads + [_walk(key, children, seen) for key, _ in rows if key not in seen]


def _walk(top: Key, children: dict[Key, list[Key]], seen: set[Key]) -> list[Placed[Key]]:
    found: list[Placed[Key]] = []
    waiting = [(top, 0)]
    while waiting:
        key, depth = waiting.pop()
        if key not in seen:
            seen.add(key)
            found.append(Placed(key, top, depth))
            waiting += [(child, depth + 1) for child in reversed(children[key])]
    return found
