"""RFC 6962 hashing against a plain recursive reading of the specification."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.ledger import merkle, tree


def plain_root(hashes: list[bytes]) -> bytes:
    """MTH as RFC 6962 2.1 writes it."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


def plain_path(index: int, hashes: list[bytes]) -> list[bytes]:
    """PATH as RFC 6962 2.1.1 writes it."""
    if len(hashes) == 1:
        return []
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if index < split:
        return [*plain_path(index, hashes[:split]), plain_root(hashes[split:])]
    return [*plain_path(index - split, hashes[split:]), plain_root(hashes[:split])]


def grown(count: int) -> tuple[list[bytes], tree.Tree, dict[tuple[int, int], bytes]]:
    leaves = [merkle.leaf_hash(b"leaf %d" % n) for n in range(count)]
    growing, stored = tree.Tree(), {(0, n): leaf for n, leaf in enumerate(leaves)}
    for leaf in leaves:
        stored.update({(level, index): value for level, index, value in growing.add(leaf)})
    return leaves, growing, stored


def test_the_published_vectors_of_the_empty_tree_and_the_empty_leaf() -> None:
    assert tree.Tree().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@settings(deadline=None)
@given(st.integers(0, 300))
def test_the_growing_edge_gives_the_specified_root(size: int) -> None:
    leaves, growing, stored = grown(size)
    assert growing.root() == plain_root(leaves)
    assert tree.fold([stored[place] for place in tree.places(0, size)]) == plain_root(leaves)


@settings(deadline=None)
@given(st.data())
def test_paths_from_stored_nodes_are_the_specified_ones_and_lead_to_the_root(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    leaves, growing, stored = grown(size + data.draw(st.integers(0, 70)))
    path = tree.inclusion_path(index, size, stored.__getitem__)
    assert path == plain_path(index, leaves[:size])
    assert merkle.root_from_path(index, size, leaves[index], path) == plain_root(leaves[:size])


@settings(deadline=None)
@given(st.data())
def test_a_path_changed_in_any_way_does_not_lead_to_the_root(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 130))
    index = data.draw(st.integers(0, size - 1))
    leaves, growing, stored = grown(size)
    path = tree.inclusion_path(index, size, stored.__getitem__)
    way = data.draw(st.sampled_from(["other leaf", "other place", "longer", "shorter", "flipped"]))
    where = data.draw(st.integers(0, len(path) - 1))
    if way == "other place":
        other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
        attempt = (other, leaves[index], path)
    else:
        leaf = leaves[(index + 1) % size] if way == "other leaf" else leaves[index]
        changed = {"longer": [*path, b"\x00" * 32], "shorter": path[:where] + path[where + 1 :]}.get(
            way, list(path)
        )
        if way == "flipped":
            changed[where] = bytes([changed[where][0] ^ 1]) + changed[where][1:]
        attempt = (index, leaf, changed)
    try:
        found = merkle.root_from_path(attempt[0], size, attempt[1], attempt[2])
    except ValueError:
        return
    assert found != growing.root()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 4), (4, 4)])
def test_a_place_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in the tree"):
        merkle.root_from_path(index, size, b"\x00" * 32, [])
    with pytest.raises(ValueError, match="not in the tree"):
        tree.path_places(index, size)
