"""Signed notices to whoever a page has named: HMAC-SHA256 over the raw body, to loopback only, queued."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import json
import logging
import sqlite3
from datetime import timedelta
from urllib.parse import urlsplit

from liggaren.lib import clock
from liggaren.lib.http import GuardedClient, GuardError
from liggaren.playground.errors import ApiError
from liggaren.playground.store import Store, stamp

log = logging.getLogger(__name__)
SIGNATURE = "X-Torget-Signature"
TRIES = 5
PAUSE = 0.2


def set_webhook(store: Store, page_id: str, url: str, secret: str) -> None:
    """Name who is told. Raises 422: an address not on this machine, or a secret under 16 characters."""
    if loopback_origin(url) is None:
        raise ApiError(422, "webhook_not_loopback", "The playground only tells addresses on this machine.")
    if len(secret) < 16:
        raise ApiError(422, "webhook_secret_short", "The secret needs at least 16 characters.")
    with store.writing() as write:
        write.execute("INSERT OR REPLACE INTO webhook VALUES (?, ?, ?)", (page_id, url, secret))


def drop_webhook(store: Store, page_id: str) -> None:
    """Nobody is told any more."""
    with store.writing() as write:
        write.execute("DELETE FROM webhook WHERE page_id = ?", (page_id,))


def loopback_origin(url: str) -> str | None:
    """The origin of an http address on this machine, else None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
        is_local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return None
    if parts.scheme != "http" or not is_local:
        return None
    shown_host = f"[{host}]" if ":" in host else host
    return f"http://{shown_host}" + (f":{port}" if port else "")


def sign(secret: str, body: bytes) -> str:
    """The header's value: `sha256=` and the digest in hex."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def enqueue(store: Store, page_id: str, event: str, item_id: str) -> None:
    """Put a notice in the queue when somebody listens. The notice carries ids only."""
    if store.row("SELECT 1 FROM webhook WHERE page_id = ?", page_id) is None:
        return
    moment = stamp(clock.now())
    with store.writing() as write:
        notice = {"event": event, "page_id": page_id, "item_id": item_id, "at": moment}
        write.execute(
            "INSERT INTO delivery (page_id, body, next_at) VALUES (?, ?, ?)",
            (page_id, json.dumps(notice).encode(), moment),
        )


async def deliver_forever(store: Store) -> None:
    """Send what is due, again and again, until the server stops."""
    while True:
        due = store.rows(
            "SELECT d.*, w.url, w.secret FROM delivery d JOIN webhook w USING (page_id)"
            " WHERE d.state = 'waiting' AND d.next_at <= ? ORDER BY d.id LIMIT 50",
            stamp(clock.now()),
        )
        for row in due:
            await asyncio.to_thread(deliver, store, row)
        await asyncio.sleep(PAUSE)


def deliver(store: Store, row: sqlite3.Row) -> None:
    """One try; 2xx ends it, anything else waits 1, 2, 4, 8 s and is then given up."""
    if _sent(row):
        state, wait = "delivered", 0
    else:
        state, wait = ("given_up" if row["tries"] + 1 >= TRIES else "waiting"), 2 ** row["tries"]
    with store.writing() as write:
        write.execute(
            "UPDATE delivery SET tries = tries + 1, state = ?, next_at = ? WHERE id = ?",
            (state, stamp(clock.now() + timedelta(seconds=wait)), row["id"]),
        )


def _sent(row: sqlite3.Row) -> bool:
    origin = loopback_origin(row["url"])
    headers = {"Content-Type": "application/json", SIGNATURE: sign(row["secret"], row["body"])}
    try:
        client = GuardedClient(loopback_origins=[origin] if origin else [])
        answer = client.request("POST", row["url"], headers=headers, data=row["body"], timeout=5.0)
    except GuardError as error:
        log.info("a webhook was not delivered: %s", type(error).__name__)
        return False
    return 200 <= answer.status < 300
