"""Feeds read into items. Pure: no network, no clock.

A reply's kind is `posts`, or `comments/` and the native id of the post whose comments they are.
"""

from __future__ import annotations

import hashlib
from calendar import timegm
from datetime import UTC, datetime
from typing import Any

import feedparser

from liggaren.connectors.base import ConnectorError, Media, Mending, Parsed, Reply, Sender
from liggaren.connectors.feed import guard
from liggaren.connectors.plain_text import pictures, plain_text
from liggaren.connectors.raw_json import item_slice

# Not the number of comments: it would make a new version of the post at each comment.
KEPT = ("id", "link", "title", "author", "published", "updated", "summary")


def read(body: bytes) -> Any:
    """The feed as feedparser reads it. Raises ConnectorError(NEVER) for what `guard.check` refuses."""
    guard.check(body)
    found = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not found.version:
        raise ConnectorError("Adressen ger inget flöde som går att läsa.", mending=Mending.NEVER)
    return found


def parse(reply: Reply) -> tuple[Parsed, ...]:
    """Entries in a feed; none in an answer that says that something is gone."""
    kind, _, root = reply.kind.partition("/")
    if reply.status >= 400 or kind not in ("posts", "comments"):
        return ()
    found = read(reply.body)
    owner = str(found.feed.get("title") or "")
    return tuple(_item(entry, position, root, owner) for position, entry in enumerate(found.entries))


def native_id(entry: Any) -> str:
    """The entry's own id, else its address, else a digest of its title and time."""
    said = str(entry.get("id") or entry.get("link") or "").strip()
    words = f"{entry.get('title', '')}\n{entry.get('published', '')}"
    return said or f"digest:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _item(entry: Any, position: int, root: str, owner: str) -> Parsed:
    markup = _markup(entry)
    title, words = plain_text(str(entry.get("title") or "")), plain_text(markup)
    made, changed = _moment(entry, "published_parsed"), _moment(entry, "updated_parsed")
    return Parsed(
        native_id=native_id(entry),
        kind="comment" if root else "post",
        text=words if root and words else f"{title}\n\n{words}".strip(),
        sender=_sender(entry, owner, is_account=not root),
        slice=item_slice(_raw(entry)),
        position=position,
        parent_native_id=root,
        root_native_id=root,
        address=str(entry.get("link") or ""),
        claimed_at=made or changed,
        edited_at=changed if made and changed and changed > made else None,
        media=_media(entry, markup),
    )


def _sender(entry: Any, owner: str, *, is_account: bool) -> Sender:
    author = plain_text(str(entry.get("author") or "")) or (owner if is_account else "")
    address = str((entry.get("author_detail") or {}).get("href") or "")
    return Sender(native_id="", name=author, address=address, is_account=is_account)


def _markup(entry: Any) -> str:
    """The fullest text there is."""
    values = [str(part.get("value") or "") for part in entry.get("content") or []]
    return max([*values, str(entry.get("summary") or "")], key=len)


def _raw(entry: Any) -> dict[str, Any]:
    """The entry's own words, as its leaf commits to them."""
    raw: dict[str, Any] = {name: str(entry[name]) for name in KEPT if name in entry}
    raw["content"] = [
        {"type": str(part.get("type") or ""), "value": str(part.get("value") or "")}
        for part in entry.get("content") or []
    ]
    raw["enclosures"] = [
        {"href": str(part.get("href") or ""), "type": str(part.get("type") or "")}
        for part in entry.get("enclosures") or []
    ]
    return raw


def _media(entry: Any, markup: str) -> tuple[Media, ...]:
    found = [Media(src, "image", alt) for src, alt in pictures(markup)]
    for part in entry.get("enclosures") or []:
        href, kind = str(part.get("href") or ""), str(part.get("type") or "").partition("/")[0]
        if href.startswith(("http://", "https://")):
            found.append(Media(href, kind or "file"))
    return tuple(found)


def _moment(entry: Any, name: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(entry[name]), UTC) if name in entry else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
