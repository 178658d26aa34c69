"""The API's calls, one function each; `routes()` is the whole surface."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from starlette.routing import BaseRoute, Route

from liggaren.playground import items, uploads, webhooks
from liggaren.playground.api import Call, Done, Endpoint
from liggaren.playground.errors import ApiError
from liggaren.playground.pages import PROFILES
from liggaren.playground.paging import limit_of, make_cursor, read_cursor


def routes() -> list[BaseRoute]:
    """Method and path of every call."""
    table: list[tuple[str, str, str, Callable[[Call], Done], str]] = [
        ("GET", "/pages/{page}", "read", show_page, ""),
        ("GET", "/pages/{page}/posts", "read", list_posts, ""),
        ("GET", "/pages/{page}/comments", "read", list_comments, ""),
        ("POST", "/pages/{page}/posts", "publish", publish, "publish"),
        ("PUT", "/pages/{page}/webhook", "manage", put_webhook, ""),
        ("DELETE", "/pages/{page}/webhook", "manage", delete_webhook, ""),
        ("GET", "/items/{item}", "read", show_item, ""),
        ("PATCH", "/items/{item}", "publish", edit, "edit"),
        ("DELETE", "/items/{item}", "moderate", delete, "delete"),
        ("POST", "/items/{item}/replies", "publish", reply, "reply"),
        ("POST", "/items/{item}/hide", "moderate", hide, "hide"),
        ("POST", "/items/{item}/unhide", "moderate", unhide, "unhide"),
        ("POST", "/items/{item}/approve", "moderate", approve, "approve"),
        ("POST", "/items/{item}/reject", "moderate", reject, "reject"),
    ]
    by_path: dict[str, dict[str, Endpoint]] = {}
    for method, path, scope, do, act in table:
        by_path.setdefault(path, {})[method] = Endpoint(scope, do, act)
    return [Route(path, _Methods(methods)) for path, methods in by_path.items()]


class _Methods:
    """One path's calls by method; others are answered 405 in the API's own form."""

    def __init__(self, by_method: dict[str, Endpoint]) -> None:
        self.by_method = by_method

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = self.by_method.get(scope["method"], Endpoint("read", _wrong_method))
        await found(scope, receive, send)


def _wrong_method(call: Call) -> Done:
    raise ApiError(405, "wrong_method", f"{call.request.method} is not for this path.")


def show_page(call: Call) -> Done:
    """The profile, with followers and what the page's owner may do."""
    page = _own_page(call)
    value = {
        "id": page["id"],
        "name": page["name"],
        "handle": page["handle"],
        "url": f"{call.origin}/sidor/{page['id']}",
        "description": page["description"],
        "picture": f"{call.origin}/bild/{page['id']}.svg",
        "followers": page["followers"],
        "profile": page["profile"],
        "acts": list(PROFILES[page["profile"]]),
    }
    return Done(200, value)


def list_posts(call: Call) -> Done:
    """The page's posts, oldest first."""
    return _listing(call, "post")


def list_comments(call: Call) -> Done:
    """Every comment on the page at any depth, held and hidden ones too, oldest first."""
    return _listing(call, "comment")


def _listing(call: Call, kind: str) -> Done:
    page, limit = _own_page(call), limit_of(call.request)
    since = _since(call)
    name = f"{page['id']}/{kind}/{since}"
    cursor = call.request.query_params.get("cursor", "")
    after = read_cursor(cursor, name) if cursor else 0
    rows = call.store.rows(
        "SELECT * FROM item WHERE page_id = ? AND kind = ? AND seq > ? AND changed_at >= ?"
        " AND deleted_at IS NULL ORDER BY seq LIMIT ?",
        *(page["id"], kind, after, since, limit + 1),
    )
    more = len(rows) > limit
    rows = rows[:limit]
    value = {
        "data": [items.shown(call.store, row, call.origin) for row in rows],
        "paging": {"next_cursor": make_cursor(name, rows[-1]["seq"]) if more else None},
    }
    return Done(200, value)


def _since(call: Call) -> str:
    since = call.request.query_params.get("since", "")
    if since and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", since, re.ASCII):
        raise ApiError(400, "bad_since", "since is written 2026-07-01T00:00:00.000000Z.")
    return since


def show_item(call: Call) -> Done:
    """One item by id: 404 never was, 410 deleted, 403 another page's."""
    return Done(200, items.shown(call.store, _own_item(call), call.origin))


def publish(call: Call) -> Done:
    """A new post; the same Idempotency-Key gives the same post."""
    page = _own_page(call)
    picture = uploads.named(call.store, call.body)
    return _once(call, lambda: items.add_post(call.store, page, _text(call), key=call.key, **picture))


def reply(call: Call) -> Done:
    """A comment by the page under a post or comment."""
    parent = _own_item(call)
    return _once(
        call, lambda: items.add_reply(call.store, call.access.page, parent, _text(call), key=call.key)
    )


def _once(call: Call, make: Callable[[], sqlite3.Row]) -> Done:
    request = hashlib.sha256(
        json.dumps([call.request.url.path, call.body], sort_keys=True).encode()
    ).hexdigest()
    page_id = call.access.page["id"]
    with call.store.writing() as write:
        before = call.store.row("SELECT * FROM done WHERE page_id = ? AND key = ?", page_id, call.key)
        if before and call.key:
            if before["request"] != request:
                raise ApiError(422, "idempotency_conflict", "The key has been used for another request.")
            row = items.live(call.store, items.public_id(before["item"]))
            return Done(201, items.shown(call.store, row, call.origin), replayed=True)
        row = make()
        if call.key:
            write.execute("INSERT INTO done VALUES (?, ?, ?, ?)", (page_id, call.key, request, row["seq"]))
    return Done(201, items.shown(call.store, row, call.origin), performed=True)


def edit(call: Call) -> Done:
    """New words for the page's own item."""
    item = _own_item(call)
    if not item["is_page"]:
        raise ApiError(403, "not_author", "Only the author edits.")
    return Done(
        200, items.shown(call.store, items.edit(call.store, item, _text(call)), call.origin), performed=True
    )


def delete(call: Call) -> Done:
    """Own items always; others' comments where the profile allows it."""
    item = _own_item(call)
    if not item["is_page"]:
        _allowed(call, "delete")
    items.delete(call.store, item)
    return Done(204, None, performed=True)


def hide(call: Call) -> Done:
    """Another's comment is hidden from all but its author."""
    return _hiding(call, "hide")


def unhide(call: Call) -> Done:
    """Shown again."""
    return _hiding(call, "unhide")


def _hiding(call: Call, act: str) -> Done:
    _allowed(call, act)
    item = _own_item(call)
    if item["kind"] != "comment" or item["is_page"]:
        raise ApiError(422, "not_hideable", "Only others' comments can be hidden.")
    hidden = act == "hide"
    changed = bool(item["hidden"]) != hidden
    row = items.set_hidden(call.store, item, hidden) if changed else item
    return Done(200, items.shown(call.store, row, call.origin), performed=changed)


def approve(call: Call) -> Done:
    """Let a held comment through."""
    return Done(
        200, items.shown(call.store, items.approve(call.store, _own_item(call)), call.origin), performed=True
    )


def reject(call: Call) -> Done:
    """Refuse a held comment: it is deleted unseen."""
    _allowed(call, "reject")
    item = _own_item(call)
    if not item["held"]:
        raise ApiError(409, "not_held", "The comment is not held for approval.")
    items.delete(call.store, item)
    return Done(204, None, performed=True)


def put_webhook(call: Call) -> Done:
    """Tell this address of every change, signed with the secret."""
    page = _own_page(call)
    url, secret = str(call.body.get("url", "")), str(call.body.get("secret", ""))
    webhooks.set_webhook(call.store, page["id"], url, secret)
    return Done(200, {"url": url})


def delete_webhook(call: Call) -> Done:
    """Tell nobody."""
    webhooks.drop_webhook(call.store, _own_page(call)["id"])
    return Done(204, None)


def _own_page(call: Call) -> sqlite3.Row:
    if call.request.path_params["page"] != call.access.page["id"]:
        raise ApiError(403, "not_your_page", "The token speaks for another page.")
    return call.access.page


def _own_item(call: Call) -> sqlite3.Row:
    item = items.find(call.store, call.item_id)
    if item["page_id"] != call.access.page["id"]:
        raise ApiError(403, "no_permission", "The item belongs to another page.")
    return items.live(call.store, call.item_id)


def _allowed(call: Call, act: str) -> None:
    if act not in PROFILES[call.access.page["profile"]]:
        raise ApiError(403, "not_supported", f"'{act}' does not exist for this page.")


def _text(call: Call) -> str:
    text = call.body.get("text")
    if not isinstance(text, str):
        raise ApiError(422, "text_missing", "'text' is needed.")
    return text
