"""WordPress's REST API wp/v2: everything by an application password, or what anyone may read without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

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
from liggaren.connectors.moments import written
from liggaren.connectors.raw_json import read_json
from liggaren.connectors.wordpress import acts, capabilities, parse, rule
from liggaren.connectors.wordpress.door import Door, before
from liggaren.lib import clock
from liggaren.lib.http import Answer, GuardedClient

PAGE_SIZE = 100
FIELDS = {
    "post": "id,date_gmt,modified_gmt,link,status,title,content,author,_links.author,_embedded.author",
    "comment": "id,post,parent,author,author_name,author_url,author_avatar_urls,date_gmt,content,link,status",
}
LISTINGS = ("posts", "comments")
TIME_ZONES = timedelta(days=1)  # WordPress compares in the blog's own time
GONE = {(404, "rest_post_invalid_id"), (404, "rest_comment_invalid_id"), (410, "rest_already_trashed")}
CLOSED = {
    (401, "rest_cannot_read"),
    (401, "rest_forbidden"),
    (403, "rest_cannot_read"),
    (403, "rest_forbidden"),
}


class WordPressConnector:
    """Follows `connectors.base.Connector`. The token is `user:application password`; none reads as anyone."""

    key = "wordpress"
    name = "WordPress"
    mark = "Wp"
    reads_only = False
    blanking = rule.NAME
    text_limit = 16_000  # a comment's column holds 65,535 bytes, an emoji takes four

    def __init__(self, client: GuardedClient) -> None:
        self._asking = Asking(client, self.name)
        self._door = Door(self._asking)

    def capabilities(self, profile: str = "") -> tuple[Capability, ...]:
        """All acts, with an editor's key."""
        return capabilities.capabilities()

    def recognise(self, address: str) -> str | None:
        """A blog may live at any address: only asking it tells (`connectors.recognise`)."""
        return None

    def fetch_profile(self, connection: Connection) -> Profile:
        """The blog's own name and words; raises RECONNECT for a wrong key."""
        value = self._door.root(connection)
        self._door.me(connection)  # a wrong password shows here, not first at the next removal
        return Profile(
            native_id=connection.native_id or connection.origin,
            name=str(value.get("name") or ""),
            handle="",
            address=str(value.get("home") or connection.origin),
            description=str(value.get("description") or ""),
            picture=str(value.get("site_icon_url") or ""),
        )

    def fetch(self, connection: Connection, *, cursor: str | None, since: datetime | None) -> Iterator[Reply]:
        """Posts first, then all comments: those carry no time of change, so each visit reads them again."""
        listing, _, page = (cursor or "posts:1").partition(":")
        if listing not in LISTINGS or not page.isdigit():
            listing, page = "posts", "1"
        for name in LISTINGS[LISTINGS.index(listing) :]:
            yield from self._listing(connection, name, int(page), since)
            page = "1"

    def _listing(
        self, connection: Connection, listing: str, page: int, since: datetime | None
    ) -> Iterator[Reply]:
        kind = f"{listing}/{self._door.me(connection)}"
        while page:
            answer = self._page(connection, listing, page, since)
            if answer is None:
                return
            page = page + 1 if page < _pages(answer) else 0
            onward = f"{listing}:{page}" if page else "comments:1" if listing == "posts" else None
            yield self._reply(connection, answer, kind, onward)

    def _page(self, connection: Connection, listing: str, page: int, since: datetime | None) -> Answer | None:
        """One page in the order of ids; None when the list has become shorter than that."""
        params: dict[str, Any] = {"page": page, "per_page": PAGE_SIZE, "orderby": "id", "order": "asc"}
        params["_fields"] = FIELDS[listing.removesuffix("s")]
        if listing == "posts":
            params |= {"_embed": "author", "status": "publish"}
            params |= {"modified_after": written(since - TIME_ZONES)} if since else {}
        elif connection.token:
            params["status"] = "all"
        answer = self._door.get(connection, f"/wp/v2/{listing}", params)
        if answer.status == 400 and _code(answer).endswith("invalid_page_number"):
            return None
        if answer.status != 200:
            raise self._asking.unexpected(answer.status)
        return answer

    def parse(self, reply: Reply) -> tuple[Parsed, ...]:
        """Items in a reply; see `wordpress.parse`."""
        return parse.parse(reply)

    def look_up(self, connection: Connection, native_id: str, *, kind: str) -> tuple[Found, Reply | None]:
        """In the trash is deleted; waiting or marked as spam is hidden; closed to us is unavailable."""
        what, number = acts.split(native_id)
        me = self._door.me(connection)
        params = {"_fields": FIELDS[what], **({"_embed": "author"} if what == "post" else {})}
        answer = self._look(connection, f"/wp/v2/{what}s/{number}", params)
        reply = self._reply(connection, answer, f"{what}/{me}", None)
        said = (answer.status, _code(answer))
        if answer.status == 200:
            return _state(answer), reply
        if said in GONE:
            return Found.DELETED, reply
        if said in CLOSED:
            return Found.UNAVAILABLE, reply
        raise self._asking.unexpected(answer.status)

    def _look(self, connection: Connection, path: str, params: dict[str, str]) -> Answer:
        """Without a token 401 is not a wrong key: it says that the item is closed to anyone."""
        if connection.token:
            return self._door.get(connection, path, params)
        return self._door.get_open(connection, path, params)

    def perform(
        self, connection: Connection, act: Act, *, native_id: str, kind: str, text: str = "", key: str = ""
    ) -> Receipt:
        """One request that changes something, after at most three that only ask."""
        if not connection.token:
            words = "Bloggen är ansluten utan nyckel och kan bara läsas."
            raise Refused(words, mending=Mending.RECONNECT)
        me = before(lambda: self._door.me(connection))
        order = before(lambda: acts.order(self._door, connection, act, native_id, text, key))
        answer = self._door.act(connection, order.method, order.path, FIELDS[order.what], order.json)
        try:
            value = read_json(answer.body)
            number, link = int(value["id"]), str(value["link"])
        except (ConnectorError, KeyError, TypeError, ValueError) as error:
            raise self._asking.unknown() from error
        reply = self._reply(connection, answer, f"{order.what}/{me}", None)
        return Receipt(f"{order.what}-{number}", link, reply)

    def find_performed(
        self, connection: Connection, act: Act, *, native_id: str, text: str, key: str, after: datetime
    ) -> Receipt | None:
        """Among our own user's newest: an answer by its key, a post by its words."""
        if act not in (Act.PUBLISH, Act.REPLY):
            raise Refused("Bara inlägg och svar kan letas upp så.", mending=Mending.NEVER)
        what = "post" if act is Act.PUBLISH else "comment"
        params = {
            "per_page": PAGE_SIZE,
            "orderby": "id",
            "order": "desc",
            "author": self._door.me(connection),
        }
        params |= {"_fields": "id,link,date_gmt,content,parent,post,author_user_agent"}
        params |= {"status": "publish" if what == "post" else "all"}
        answer = self._door.get(connection, f"/wp/v2/{what}s", params)
        if answer.status != 200:
            raise self._asking.unexpected(answer.status)
        for row in _rows(answer):
            if acts.is_ours(row, act, native_id, text, key, after):
                return Receipt(f"{what}-{int(row['id'])}", str(row["link"]))
        return None

    def _reply(self, connection: Connection, answer: Answer, kind: str, onward: str | None) -> Reply:
        return Reply(
            body=rule.blank(answer.body, connection.token),
            media_type="application/json",
            url=answer.url,
            status=answer.status,
            fetched_at=clock.now(),
            kind=kind,
            blanking=self.blanking,
            next_cursor=onward,
        )


def _pages(answer: Answer) -> int:
    total = answer.headers.get("x-wp-totalpages", "")
    return int(total) if total.isascii() and total.isdigit() else 0


def _rows(answer: Answer) -> list[dict[str, Any]]:
    value = read_json(answer.body)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _code(answer: Answer) -> str:
    try:
        return str(read_json(answer.body)["code"])
    except (ConnectorError, KeyError, TypeError):
        return ""


def _state(answer: Answer) -> Found:
    try:
        status = read_json(answer.body)["status"]
    except (KeyError, TypeError) as error:
        raise ConnectorError(parse.UNREADABLE, mending=Mending.NEVER) from error
    if status == "trash":
        return Found.DELETED
    return Found.HIDDEN if status in parse.HIDDEN else Found.PRESENT
