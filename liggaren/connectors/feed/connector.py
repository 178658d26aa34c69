"""A feed by its address: conditional GET, comment feeds where entries name them, and no acts at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from liggaren.connectors.asking import Asking
from liggaren.connectors.base import (
    Act,
    Capability,
    Connection,
    ConnectorError,
    Found,
    Mending,
    Parsed,
    Profile,
    Receipt,
    Refused,
    Reply,
)
from liggaren.connectors.feed import guard, parse, rule
from liggaren.lib import clock
from liggaren.lib.http import Answer, GuardedClient

ACCEPT = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"}
MAX_COMMENT_FEEDS = 50
ENDINGS = ("/feed", "/rss", "/atom", ".rss", ".atom", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
CHECKED = date(2026, 11, 24)
SOURCE = "rssboard.org/rss-specification och RFC 4287: flöden har inga skrivande anrop"
NOTES = {
    Act.PUBLISH: "Det går inte att publicera genom ett flöde. Gör det på webbplatsen.",
    Act.REPLY: "Det går inte att svara genom ett flöde. Gör det på webbplatsen.",
    Act.HIDE: "Det går inte att dölja genom ett flöde. Gör det på webbplatsen.",
    Act.UNHIDE: "Det går inte att visa igen genom ett flöde. Gör det på webbplatsen.",
    Act.DELETE: "Det går inte att ta bort genom ett flöde. Gör det på webbplatsen.",
    Act.REJECT: "Det går inte att avvisa genom ett flöde. Gör det på webbplatsen.",
}


@dataclass(frozen=True)
class Seen:
    """What a feed said of itself last time, remembered only when its reply has been taken care of."""

    etag: str
    modified: str
    comment_feeds: tuple[tuple[str, str], ...]


class FeedConnector:
    """Follows `connectors.base.Connector`. `native_id` is the feed's address."""

    key = "feed"
    name = "Flöde (RSS, Atom)"
    mark = "Fl"
    reads_only = True
    blanking = rule.NAME
    text_limit = 0

    def __init__(self, client: GuardedClient) -> None:
        self._asking = Asking(client, "flödet")
        self._seen: dict[str, Seen] = {}

    def capabilities(self, profile: str = "") -> tuple[Capability, ...]:
        """No act is possible."""
        return tuple(Capability(act, False, False, note, SOURCE, CHECKED) for act, note in NOTES.items())

    def recognise(self, address: str) -> str | None:
        """An address that ends as feeds' addresses do."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return None
        is_feed = parts.path.rstrip("/").lower().endswith(ENDINGS)
        return address.strip() if parts.scheme in ("http", "https") and parts.hostname and is_feed else None

    def fetch_profile(self, connection: Connection) -> Profile:
        """The feed's own title, words and picture."""
        found = parse.read(self._get(connection.native_id).body).feed
        return Profile(
            native_id=connection.native_id,
            name=str(found.get("title") or connection.native_id),
            handle="",
            address=str(found.get("link") or connection.native_id),
            description=str(found.get("subtitle") or ""),
            picture=str((found.get("image") or {}).get("href") or ""),
        )

    def fetch(self, connection: Connection, *, cursor: str | None, since: datetime | None) -> Iterator[Reply]:
        """The feed, then comment feeds. With `since`, an unchanged feed is not sent again (RFC 9110 §13.1).

        There are no pages to go on from: a cursor begins the feed anew.
        """
        address = connection.native_id
        before = self._seen.get(address) if since else None
        answer = self._get(address, before)
        if answer is not None:
            now = _seen(answer, address)
            yield self._reply(answer, "posts", "comments" if now.comment_feeds else None)
            self._seen[address] = before = now
        feeds = before.comment_feeds if before else ()
        for number, (root, link) in enumerate(feeds, start=1):
            yield from self._comments(root, link, "comments" if number < len(feeds) else None)

    def _comments(self, root: str, link: str, onward: str | None) -> Iterator[Reply]:
        answer = self._asking.read(link, headers=ACCEPT, limit=guard.MAX_BYTES)
        if answer.status in (404, 410):  # comments have been closed: there is no such feed
            return
        if answer.status != 200:
            raise self._asking.unexpected(answer.status)
        guard.check(answer.body)
        yield self._reply(answer, f"comments/{root}", onward)

    def parse(self, reply: Reply) -> tuple[Parsed, ...]:
        """Entries as items; see `feed.parse`."""
        return parse.parse(reply)

    def look_up(self, connection: Connection, native_id: str, *, kind: str) -> tuple[Found, Reply | None]:
        """In the feed it is present. Older entries leave a feed by age: then only their own address tells."""
        answer = self._get(connection.native_id)
        if any(parse.native_id(entry) == native_id for entry in parse.read(answer.body).entries):
            return Found.PRESENT, self._reply(answer, "posts", None)
        if not _same_host(native_id, connection.native_id):
            return Found.UNAVAILABLE, None
        page = self._asking.read(native_id, headers={"Accept": "*/*"}, is_open=True)
        if page.status in (404, 410):
            return Found.DELETED, self._reply(page, "page", None)
        if page.status == 200:
            return Found.PRESENT, None
        if page.status in (401, 403):
            return Found.UNAVAILABLE, None
        raise self._asking.unexpected(page.status)

    def perform(
        self, connection: Connection, act: Act, *, native_id: str, kind: str, text: str = "", key: str = ""
    ) -> Receipt:
        """Always Refused."""
        raise Refused(NOTES[act], mending=Mending.NEVER)

    def find_performed(
        self, connection: Connection, act: Act, *, native_id: str, text: str, key: str, after: datetime
    ) -> Receipt | None:
        """Always None: nothing is ever written."""
        return None

    def _get(self, address: str, before: Seen | None = None) -> Any:
        headers = dict(ACCEPT)
        if before and before.etag:
            headers["If-None-Match"] = before.etag
        if before and before.modified:
            headers["If-Modified-Since"] = before.modified
        answer = self._asking.read(address, headers=headers, limit=guard.MAX_BYTES)
        if before and answer.status == 304:
            return None
        if answer.status in (404, 410):
            raise ConnectorError("Flödet finns inte längre på sin adress.", mending=Mending.RECONNECT)
        if answer.status != 200:
            raise self._asking.unexpected(answer.status)
        guard.check(answer.body)
        return answer

    def _reply(self, answer: Answer, kind: str, onward: str | None) -> Reply:
        said = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Reply(
            body=rule.blank(answer.body),
            media_type=said or "application/xml",
            url=answer.url,
            status=answer.status,
            fetched_at=clock.now(),
            kind=kind,
            blanking=self.blanking,
            next_cursor=onward,
        )


def _seen(answer: Answer, address: str) -> Seen:
    feeds = []
    for entry in parse.read(answer.body).entries:
        link = str(entry.get("wfw_commentrss") or "")
        if link and _same_host(link, address) and str(entry.get("slash_comments") or "1") != "0":
            feeds.append((parse.native_id(entry), link))
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    return Seen(etag, modified, tuple(feeds[:MAX_COMMENT_FEEDS]))


def _same_host(address: str, other: str) -> bool:
    try:
        one, two = urlsplit(address), urlsplit(other)
        return one.scheme in ("http", "https") and one.netloc.lower() == two.netloc.lower()
    except ValueError:
        return False
