"""Rows in bulk: PostgreSQL's COPY, and the hashes of the tree read by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from liggaren.ledger import merkle, tree
from liggaren.ledger.tree import Place


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows by COPY, within the present transaction."""
    with connection.cursor() as cursor:
        names = ", ".join(f'"{column}"' for column in columns)
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as target:
            for row in rows:
                target.write_row(row)


def fresh_ids(table: str, count: int) -> list[int]:
    """Ids from a table's own sequence, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def hashes(places: Iterable[Place]) -> dict[Place, bytes]:
    """Stored hashes of complete subtrees; leaves are hashed from the log. What is not stored is left out."""
    wanted = list(dict.fromkeys(places))
    leaves = [index for level, index in wanted if level == 0]
    above = [place for place in wanted if place[0] > 0]
    return {**_leaf_hashes(leaves), **_node_hashes(above)}


def _leaf_hashes(indexes: list[int]) -> dict[Place, bytes]:
    if not indexes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.index, e.leaf FROM ledger_number n JOIN ledger_entry e ON e.id = n.entry_id"
            " WHERE n.index = ANY(%s)",
            [indexes],
        )
        return {(0, index): merkle.leaf_hash(bytes(leaf)) for index, leaf in cursor.fetchall()}


def _node_hashes(places: list[Place]) -> dict[Place, bytes]:
    if not places:
        return {}
    levels, indexes = zip(*places, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.level, n.index, n.hash FROM unnest(%s::smallint[], %s::bigint[]) AS w(level, index)"
            " JOIN ledger_node n ON n.level = w.level AND n.index = w.index",
            [list(levels), list(indexes)],
        )
        return {(level, index): bytes(value) for level, index, value in cursor.fetchall()}


def edge(size: int) -> list[bytes]:
    """The complete subtrees of the first `size` leaves, largest first. Raises KeyError if one is missing."""
    wanted = tree.places(0, size)
    found = hashes(wanted)
    return [found[place] for place in wanted]
