"""The growing tree of RFC 6962: which subtrees make a root or a path, and the right edge that grows.

A node is named (level, index): the complete subtree of the 2**level leaves from index * 2**level.
No Django, no database: hashes in, hashes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from liggaren.ledger.merkle import node_hash

Place = tuple[int, int]
EMPTY_ROOT = hashlib.sha256(b"").digest()


def places(low: int, high: int) -> list[Place]:
    """The complete subtrees, from left to right, over the leaves [low, high) of a tree cut at `high`."""
    found = []
    while low < high:
        level = (high - low).bit_length() - 1
        if low:
            level = min(level, (low & -low).bit_length() - 1)
        found.append((level, low >> level))
        low += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash of subtrees that stand side by side, largest first. The empty tree's root for none."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def path_places(index: int, size: int) -> list[list[Place]]:
    """For each step of a path, sibling first, the subtrees to fold. Raises ValueError outside the tree."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    steps: list[list[Place]] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if index < middle:
            steps.append(places(middle, high))
            high = middle
        else:
            steps.append(places(low, middle))
            low = middle
    return steps[::-1]


def inclusion_path(index: int, size: int, read: Callable[[Place], bytes]) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 2.1.1, with `read` giving the hash of a complete subtree."""
    return [fold([read(place) for place in step]) for step in path_places(index, size)]


def consistency_places(old: int, new: int) -> list[list[Place]]:
    """PROOF(old, D[new]) of RFC 6962 2.1.2 as subtrees to fold. Raises ValueError unless 0 < old <= new."""
    if not 0 < old <= new:
        raise ValueError("the older tree is not within the newer")
    steps: list[list[Place]] = []
    low, high, is_whole = 0, new, True
    while old != high:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if old <= middle:
            steps.append(places(middle, high))
            high = middle
        else:
            steps.append(places(low, middle))
            low, is_whole = middle, False
    return ([] if is_whole else [places(low, high)]) + steps[::-1]


def consistency_path(old: int, new: int, read: Callable[[Place], bytes]) -> list[bytes]:
    """The hashes that show that the first `old` leaves of the newer tree are the older tree."""
    return [fold([read(place) for place in step]) for step in consistency_places(old, new)]


@dataclass
class Tree:
    """The right edge of a tree: grows by a leaf in constant time on average, naming each finished node."""

    size: int = 0
    edge: list[bytes] = field(default_factory=list)  # as `places(0, size)`: largest first

    def root(self) -> bytes:
        """The root at the present size."""
        return fold(self.edge)

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Append a leaf hash; gives (level, index, hash) of each subtree it finished, from level 1 up."""
        finished, result, level, index = [], leaf, 0, self.size
        while index & 1:
            result, level, index = node_hash(self.edge.pop(), result), level + 1, index >> 1
            finished.append((level, index, result))
        self.edge.append(result)
        self.size += 1
        return finished
