"""Every act request that reached the playground, done or not: how tests know what was sent, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.lib import clock
from liggaren.playground.store import Store, stamp


@dataclass(frozen=True)
class Line:
    """One request that would change something; `status` is 0 when no answer went out."""

    id: int
    at: str
    page_id: str
    act: str
    item_id: str
    key: str
    performed: bool
    status: int


def receive(store: Store, page_id: str, act: str, item_id: str, key: str) -> int:
    """Note that the request has come; returns the line's number."""
    with store.writing() as write:
        row = write.execute(
            "INSERT INTO journal (at, page_id, act, item_id, key) VALUES (?, ?, ?, ?, ?)",
            (stamp(clock.now()), page_id, act, item_id, key),
        )
        return row.lastrowid or 0


def outcome(store: Store, line: int, *, performed: bool, status: int) -> None:
    """Note what became of it."""
    with store.writing() as write:
        write.execute(
            "UPDATE journal SET performed = ?, status = ? WHERE id = ?", (int(performed), status, line)
        )


def lines(store: Store, *, page_id: str = "", act: str = "", item_id: str = "") -> list[Line]:
    """Lines in the order they came, narrowed by what is given."""
    rows = store.rows(
        "SELECT * FROM journal WHERE (page_id = ? OR ? = '') AND (act = ? OR ? = '')"
        " AND (item_id = ? OR ? = '') ORDER BY id",
        *(page_id, page_id, act, act, item_id, item_id),
    )
    return [Line(**{**dict(row), "performed": bool(row["performed"])}) for row in rows]
