"""Torget's JSON API v1: pages of posts and comments, one item by id, and the acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

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
from liggaren.connectors.blanking import blank_keys, blank_secrets, key_rule
from liggaren.connectors.moments import written
from liggaren.connectors.playground import capabilities, parse
from liggaren.connectors.raw_json import read_json
from liggaren.lib import clock
from liggaren.lib.http import Answer, GuardedClient

RULE = key_rule("ip", "email")
LISTINGS = ("posts", "comments")
PAGE_SIZE = 100
PATHS = {
    Act.HIDE: ("POST", "/hide"),
    Act.UNHIDE: ("POST", "/unhide"),
    Act.DELETE: ("DELETE", ""),
    Act.REJECT: ("POST", "/reject"),
    Act.REPLY: ("POST", "/replies"),
}


class PlaygroundConnector:
    """Follows `connectors.base.Connector`."""

    key = "playground"
    name = "Torget"
    mark = "Tg"
    reads_only = False
    blanking = "playground-1"
    text_limit = 100_000

    def __init__(self, client: GuardedClient) -> None:
        self._asking = Asking(client, self.name)

    def capabilities(self, profile: str = "") -> tuple[Capability, ...]:
        """By the page's profile: full, hide or reply."""
        return capabilities.capabilities(profile)

    def recognise(self, address: str) -> str | None:
        """Only addresses on this machine: Torget is never anywhere else."""
        try:
            parts = urlsplit(address.strip())
            host = parts.hostname
        except ValueError:
            return None
        found = re.fullmatch(r"/sidor/([a-z0-9-]+)(/.*)?", parts.path)
        return found[1] if found and host in ("localhost", "127.0.0.1", "::1") else None

    def fetch_profile(self, connection: Connection) -> Profile:
        """The page, with its followers."""
        answer = self._get(connection, f"/v1/pages/{quote(connection.native_id, safe='')}")
        if answer.status != 200:
            raise self._asking.unexpected(answer.status)
        value = read_json(answer.body)
        try:
            return Profile(
                native_id=value["id"],
                name=value["name"],
                handle=value["handle"],
                address=value["url"],
                description=value["description"],
                picture=value["picture"],
                followers=int(value["followers"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise self._asking.unreadable() from error

    def fetch(self, connection: Connection, *, cursor: str | None, since: datetime | None) -> Iterator[Reply]:
        """Posts first, then comments; a cursor is `listing:place`."""
        listing, _, place = (cursor or "posts:").partition(":")
        if listing not in LISTINGS:
            listing, place = LISTINGS[0], ""
        for name in LISTINGS[LISTINGS.index(listing) :]:
            yield from self._listing(connection, name, place, since)
            place = ""

    def _listing(
        self, connection: Connection, listing: str, place: str, since: datetime | None
    ) -> Iterator[Reply]:
        while True:
            answer = self._page(connection, listing, place, since)
            place = _next_place(answer)
            onward = f"{listing}:{place}" if place else "comments:" if listing == "posts" else None
            yield self._reply(connection, answer, listing, onward)
            if not place:
                return

    def _page(self, connection: Connection, listing: str, place: str, since: datetime | None) -> Answer:
        path = f"/v1/pages/{quote(connection.native_id, safe='')}/{listing}"
        params: dict[str, Any] = {"limit": PAGE_SIZE}
        params |= {"since": written(since)} if since else {}
        answer = self._get(connection, path, params | ({"cursor": place} if place else {}))
        if place and answer.status == 400 and _code(answer) in ("cursor_expired", "bad_cursor"):
            answer = self._get(connection, path, params)  # the platform has forgotten the place: begin anew
        if answer.status != 200:
            raise self._asking.unexpected(answer.status)
        return answer

    def parse(self, reply: Reply) -> tuple[Parsed, ...]:
        """Items in a reply; see `playground.parse`."""
        return parse.parse(reply)

    def look_up(self, connection: Connection, native_id: str, *, kind: str) -> tuple[Found, Reply | None]:
        """410 and 404 are deleted, 403 unavailable; an outage raises."""
        answer = self._get(connection, f"/v1/items/{quote(native_id, safe='')}")
        reply = self._reply(connection, answer, "item", None)
        said = (answer.status, _code(answer))
        if answer.status == 200:
            return (Found.HIDDEN if parse.parse(reply)[0].is_hidden else Found.PRESENT), reply
        if said in ((410, "deleted"), (404, "not_found")):
            return Found.DELETED, reply
        if said == (403, "no_permission"):
            return Found.UNAVAILABLE, reply
        raise self._asking.unexpected(answer.status)

    def perform(
        self, connection: Connection, act: Act, *, native_id: str, kind: str, text: str = "", key: str = ""
    ) -> Receipt:
        """One request, never tried twice; an act that the page lacks is Refused."""
        body = {"text": text} if act in (Act.PUBLISH, Act.REPLY) else None
        method, tail = PATHS.get(act, ("POST", ""))
        path = f"/v1/items/{quote(native_id, safe='')}{tail}"
        if act is Act.PUBLISH:
            path = f"/v1/pages/{quote(connection.native_id, safe='')}/posts"
        headers = self._headers(connection) | ({"Idempotency-Key": key} if key else {})
        answer = self._asking.act(method, connection.origin + path, headers=headers, json=body)
        return self._receipt(connection, answer, native_id)

    def _receipt(self, connection: Connection, answer: Answer, native_id: str) -> Receipt:
        reply = self._reply(connection, answer, "item", None)
        if answer.status == 204:
            return Receipt(native_id, reply=reply)
        try:
            value = read_json(answer.body)
            return Receipt(str(value["id"]), str(value["url"]), reply)
        except (ConnectorError, KeyError, TypeError) as error:
            raise self._asking.unknown() from error  # done, by the status, but the words are no use

    def find_performed(
        self, connection: Connection, act: Act, *, native_id: str, text: str, key: str, after: datetime
    ) -> Receipt | None:
        """By the key where there is one, else by our own words under the same parent."""
        if act not in (Act.PUBLISH, Act.REPLY):
            raise Refused("Bara inlägg och svar kan letas upp så.", mending=Mending.NEVER)
        listing = "posts" if act is Act.PUBLISH else "comments"
        for reply in self._listing(connection, listing, "", after):
            for row in read_json(reply.body)["data"]:
                if _is_ours(row, native_id if act is Act.REPLY else "", text, key):
                    return Receipt(str(row["id"]), str(row["url"]), reply)
        return None

    def _get(self, connection: Connection, path: str, params: dict[str, Any] | None = None) -> Answer:
        return self._asking.read(connection.origin + path, headers=self._headers(connection), params=params)

    def _headers(self, connection: Connection) -> dict[str, str]:
        return {"Authorization": f"Bearer {connection.token}", "Accept": "application/json"}

    def _reply(self, connection: Connection, answer: Answer, kind: str, onward: str | None) -> Reply:
        body = blank_keys(blank_secrets(answer.body, [connection.token]), RULE)
        return Reply(
            body=body,
            media_type="application/json",
            url=answer.url,
            status=answer.status,
            fetched_at=clock.now(),
            kind=kind,
            blanking=self.blanking,
            next_cursor=onward,
        )


def _next_place(answer: Answer) -> str:
    try:
        return str(read_json(answer.body)["paging"]["next_cursor"] or "")
    except (KeyError, TypeError) as error:
        raise ConnectorError(parse.UNREADABLE, mending=Mending.NEVER) from error


def _code(answer: Answer) -> str:
    try:
        return str(read_json(answer.body)["error"]["code"])
    except (ConnectorError, KeyError, TypeError):
        return ""


def _is_ours(row: dict[str, Any], parent: str, text: str, key: str) -> bool:
    if key:
        return bool(row["client_key"] == key)
    return bool(row["author"]["is_page"] and row["text"] == text and (row["parent_id"] or "") == parent)
