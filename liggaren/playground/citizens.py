"""Citizens: a name and a handle, no account and no password."""

from __future__ import annotations

import hashlib
import re
import sqlite3

from liggaren.playground.store import Store, pack


def citizen(store: Store, name: str, *, citizen_id: str = "") -> sqlite3.Row:
    """The citizen of that name, or with that id; made when new."""
    known = citizen_id or "m" + hashlib.sha256(pack(name)).hexdigest()[:12]
    letters = re.sub(r"[^a-zåäö0-9]+", ".", name.lower(), flags=re.ASCII | re.IGNORECASE).strip(".")[:30]
    with store.writing() as write:
        write.execute(
            "INSERT INTO citizen VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (known, pack(name), f"@{letters or known}"),
        )
    row = store.row("SELECT * FROM citizen WHERE id = ?", known)
    assert row is not None
    return row
