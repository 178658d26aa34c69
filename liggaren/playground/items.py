"""Posts and comments: how they come, change and go, and how the API shows them."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from typing import Any

from liggaren.lib import clock
from liggaren.playground import uploads, webhooks
from liggaren.playground.errors import ApiError, gone, not_found
from liggaren.playground.store import Store, pack, stamp, unpack

FIRST_ID = 100_000
MAX_CHARACTERS = 200_000


def public_id(seq: int) -> str:
    """The id that the API and the pages show."""
    return str(FIRST_ID + seq)


def find(store: Store, item_id: str) -> sqlite3.Row:
    """The item's row, deleted or not; 404 when there never was one."""
    digits = item_id if item_id.isascii() and item_id.isdigit() and len(item_id) < 16 else "0"
    row = store.row("SELECT * FROM item WHERE seq = ?", int(digits) - FIRST_ID)
    if row is None:
        raise not_found()
    return row


def live(store: Store, item_id: str) -> sqlite3.Row:
    """The item's row; 404 when there never was one, 410 when it is deleted."""
    row = find(store, item_id)
    if row["deleted_at"]:
        raise gone()
    return row


def add_post(store: Store, page: sqlite3.Row, text: str, **more: Any) -> sqlite3.Row:
    """A post by the page itself. `more`: at, key, picture, alt."""
    return _add(store, page, kind="post", parent=None, author=_as_page(page), text=text, **more)


def add_reply(store: Store, page: sqlite3.Row, parent: sqlite3.Row, text: str, **more: Any) -> sqlite3.Row:
    """A comment by the page itself under a post or comment."""
    return _add(store, page, kind="comment", parent=parent, author=_as_page(page), text=text, **more)


def add_comment(
    store: Store,
    page: sqlite3.Row,
    parent: sqlite3.Row,
    text: str,
    *,
    citizen: sqlite3.Row,
    at: datetime | None = None,
    picture: str = "",
    alt: str = "",
) -> sqlite3.Row:
    """A citizen's comment; held for approval where the page holds comments."""
    author = (citizen["id"], citizen["name"], citizen["handle"], 0)
    held = bool(page["holds_comments"])
    return _add(
        store, page, kind="comment", parent=parent, author=author, text=text, at=at, held=held,
        picture=picture, alt=alt,
    )  # fmt: skip


def _as_page(page: sqlite3.Row) -> tuple[str, bytes, str, int]:
    return (page["id"], pack(page["name"]), page["handle"], 1)


def _add(
    store: Store,
    page: sqlite3.Row,
    *,
    kind: str,
    parent: sqlite3.Row | None,
    author: tuple[str, bytes, str, int],
    text: str,
    at: datetime | None = None,
    key: str = "",
    picture: str = "",
    alt: str = "",
    held: bool = False,
) -> sqlite3.Row:
    if len(text) > MAX_CHARACTERS:
        raise ApiError(422, "text_too_long", f"At most {MAX_CHARACTERS} characters.")
    moment = stamp(at or clock.now())
    root = (parent["root"] or parent["seq"]) if parent else None
    with store.writing() as write:
        seq = write.execute(
            "INSERT INTO item (page_id, kind, parent, root, author_id, author_name, author_handle, is_page,"
            " text, picture, alt, created_at, changed_at, held, client_key)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (page["id"], kind, parent["seq"] if parent else None, root, *author, pack(text))
            + (picture, alt, moment, moment, int(held), key),
        ).lastrowid
    return _changed(store, seq or 0, "item.created")


def edit(store: Store, item: sqlite3.Row, text: str, *, at: datetime | None = None) -> sqlite3.Row:
    """The author changes the words; `edited_at` says so."""
    moment = stamp(at or clock.now())
    _set(store, item, "text = ?, edited_at = ?, changed_at = ? WHERE seq = ?", pack(text), moment, moment)
    return _changed(store, item["seq"], "item.edited")


def set_hidden(store: Store, item: sqlite3.Row, hidden: bool) -> sqlite3.Row:
    """Hidden: seen by its author and the page only. Done again it changes nothing."""
    _set(store, item, "hidden = ?, changed_at = ? WHERE seq = ?", int(hidden), stamp(clock.now()))
    return _changed(store, item["seq"], "item.hidden" if hidden else "item.shown")


def approve(store: Store, item: sqlite3.Row) -> sqlite3.Row:
    """A held comment is let through."""
    if not item["held"]:
        raise ApiError(409, "not_held", "The comment is not held for approval.")
    _set(store, item, "held = 0, changed_at = ? WHERE seq = ?", stamp(clock.now()))
    return _changed(store, item["seq"], "item.shown")


def delete(store: Store, item: sqlite3.Row) -> None:
    """Gone for all, with every comment under it when it is a post; replies to a comment stay."""
    moment = stamp(clock.now())
    with store.writing() as write:
        write.execute(
            "UPDATE item SET deleted_at = ?, changed_at = ?"
            " WHERE (seq = ? OR root = ?) AND deleted_at IS NULL",
            (moment, moment, item["seq"], item["seq"] if item["kind"] == "post" else 0),
        )
    _changed(store, item["seq"], "item.deleted")


def _set(store: Store, item: sqlite3.Row, change: str, *values: Any) -> None:
    with store.writing() as write:
        write.execute(f"UPDATE item SET {change}", (*values, item["seq"]))  # noqa: S608 (fixed words above)


def _changed(store: Store, seq: int, event: str) -> sqlite3.Row:
    row = store.row("SELECT * FROM item WHERE seq = ?", seq)
    if row is None:
        raise not_found()
    webhooks.enqueue(store, row["page_id"], event, public_id(seq))
    return row


def shown(store: Store, item: sqlite3.Row, origin: str) -> dict[str, Any]:
    """The item as the API shows it to its page."""
    return {
        "id": public_id(item["seq"]),
        "kind": item["kind"],
        "page_id": item["page_id"],
        "parent_id": public_id(item["parent"]) if item["parent"] else None,
        "root_id": public_id(item["root"]) if item["root"] else None,
        "author": _author(item, origin),
        "text": unpack(item["text"]),
        "language": "sv",
        "media": uploads.shown(store, item, origin),
        "created_at": item["created_at"],
        "edited_at": item["edited_at"],
        "hidden": bool(item["hidden"]),
        "held": bool(item["held"]),
        "url": address(item, origin),
        "client_key": item["client_key"] or None,
    }


def address(item: sqlite3.Row, origin: str) -> str:
    """Where a citizen finds the item."""
    post = public_id(item["root"] or item["seq"])
    anchor = f"#k{public_id(item['seq'])}" if item["root"] else ""
    return f"{origin}/sidor/{item['page_id']}/inlagg/{post}{anchor}"


def _author(item: sqlite3.Row, origin: str) -> dict[str, Any]:
    """As chatty as real platforms: the network data is there for the connector to blank."""
    who = item["author_id"]
    shown = {
        "id": who,
        "name": unpack(item["author_name"]),
        "handle": item["author_handle"],
        "url": f"{origin}/sidor/{who}" if item["is_page"] else f"{origin}/personer/{who}",
        "picture": f"{origin}/bild/{who}.svg",
        "is_page": bool(item["is_page"]),
    }
    if item["is_page"]:
        return shown
    last = hashlib.sha256(who.encode()).digest()[0]
    return shown | {"ip": f"192.0.2.{last}", "email": f"{who}@medborgare.example"}
