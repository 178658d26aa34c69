"""The playground's own small SQLite file: pages, items, tokens, switches, journal, webhooks.

Text is kept as UTF-8 with lone surrogates passed through, so that anything a platform can carry can be tried.
"""

# ruff: noqa: E501  (the schema reads as a table)

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, handle TEXT NOT NULL, description TEXT NOT NULL,
    profile TEXT NOT NULL, followers INTEGER NOT NULL, holds_comments INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY, page_id TEXT NOT NULL, scopes TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'live');
CREATE TABLE IF NOT EXISTS citizen (id TEXT PRIMARY KEY, name BLOB NOT NULL, handle TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS item (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, page_id TEXT NOT NULL, kind TEXT NOT NULL, parent INTEGER, root INTEGER,
    author_id TEXT NOT NULL, author_name BLOB NOT NULL, author_handle TEXT NOT NULL, is_page INTEGER NOT NULL,
    text BLOB NOT NULL, picture TEXT NOT NULL DEFAULT '', alt TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL, edited_at TEXT, changed_at TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, deleted_at TEXT, client_key TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS picture (name TEXT PRIMARY KEY, kind TEXT NOT NULL, width INTEGER NOT NULL,
    height INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS item_list ON item (page_id, kind, seq);
CREATE INDEX IF NOT EXISTS item_root ON item (root, seq);
CREATE TABLE IF NOT EXISTS done (
    page_id TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (page_id, key));
CREATE TABLE IF NOT EXISTS switch (
    page_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (page_id, name));
CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, page_id TEXT NOT NULL, act TEXT NOT NULL,
    item_id TEXT NOT NULL, key TEXT NOT NULL, performed INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS webhook (page_id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, page_id TEXT NOT NULL, body BLOB NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting');
"""

Value = None | int | str | bytes


class Store:
    """One SQLite file (or memory) shared by the server's threads under one lock."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        with self._lock:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(SCHEMA)

    def rows(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """All rows of a question."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """The first row, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of the block, or nothing of it."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def pack(text: str) -> bytes:
    """Text as stored: UTF-8, lone surrogates passed through."""
    return text.encode("utf-8", "surrogatepass")


def unpack(stored: bytes) -> str:
    """Stored text read back exactly."""
    return stored.decode("utf-8", "surrogatepass")


def stamp(moment: datetime) -> str:
    """A moment as fixed-width UTC text, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
