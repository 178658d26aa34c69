"""From a pasted address to a connection: a public WordPress blog or a feed, found by asking the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from liggaren.connectors.asking import Asking
from liggaren.connectors.base import Connection, ConnectorError
from liggaren.connectors.feed import guard, parse
from liggaren.connectors.wordpress.door import PRETTY, QUERY, Door
from liggaren.lib.errors import Refusal
from liggaren.lib.http import Answer, ForbiddenAddress, GuardedClient, GuardError, TooLarge

MAX_PAGE = 5_000_000
API_RELATION = "https://api.w.org/"
FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_LINK = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?https://api\.w\.org/"?')


class NotRecognised(Refusal):
    """The address is not one that can be captured without further set-up. `message` says why."""

    code = "not_recognised"


@dataclass(frozen=True)
class Signs:
    """What a page says of itself: where its API is, and its feeds in order."""

    api: str = ""
    feeds: tuple[str, ...] = ()


def recognise(address: str, client: GuardedClient) -> tuple[str, Connection]:
    """Connector key and a connection without token. Raises NotRecognised for all other addresses.

    A WordPress blog that keeps its API closed is read by its feed.
    """
    asked = _tidy(address)
    answer = _open(asked, client)
    if answer.status != 200:
        raise NotRecognised(f"Adressen svarar {answer.status}. Det finns inget där att hämta.", "no_answer")
    if (feed := _as_feed(answer)) is not None:
        return "feed", feed
    signs = _signs(answer)
    if signs.api and (blog := _as_blog(signs.api, client)) is not None:
        return "wordpress", blog
    for link in signs.feeds:
        if (feed := _as_feed(_open(link, client))) is not None:
            return "feed", feed
    words = (
        "Adressen är varken en WordPress-blogg eller ett flöde (RSS, Atom), och pekar inte ut något flöde."
    )
    raise NotRecognised(words)


def _tidy(address: str) -> str:
    text = address.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or any(sign.isspace() for sign in text):
        raise NotRecognised(
            "Skriv en adress på webben, till exempel https://blogg.exempelkoping.example.", "no_address"
        )
    return text


def _open(address: str, client: GuardedClient) -> Answer:
    try:
        return client.request("GET", address, headers={"Accept": "text/html, */*;q=0.5"}, limit=MAX_PAGE)
    except ForbiddenAddress as error:
        words = "Adressen är inte öppen på nätet: privat, lokal eller omöjlig att tyda. Vi anropar den inte."
        raise NotRecognised(words, "forbidden_address") from error
    except TooLarge as error:
        raise NotRecognised("Det som finns på adressen är för stort för att läsas.", "too_large") from error
    except GuardError as error:
        raise NotRecognised("Adressen svarar inte. Kontrollera den och försök igen.", "no_answer") from error


def _as_feed(answer: Answer) -> Connection | None:
    try:
        guard.check(answer.body)
        parse.read(answer.body)
    except ConnectorError as error:
        if b"<html" not in answer.body[:5000].lower() and guard.is_feed(answer.body):
            raise NotRecognised(error.reason, "unreadable_feed") from error
        return None
    parts = urlsplit(answer.url)
    return Connection(origin=f"{parts.scheme}://{parts.netloc}", native_id=answer.url)


def _as_blog(api: str, client: GuardedClient) -> Connection | None:
    """The blog behind an API address, when anyone may read its posts; else None."""
    parts = urlsplit(api)
    base, rest = (api.split("?", 1)[0], QUERY) if "rest_route=" in parts.query else (api, PRETTY)
    origin = base.removesuffix("/").removesuffix("/wp-json" if rest == PRETTY else "/index.php").rstrip("/")
    blog = Connection(origin=origin, native_id=origin, options={"rest": rest})
    door = Door(Asking(client, "bloggen"))
    try:
        answer = door.get_open(blog, "/wp/v2/posts", {"per_page": 1, "_fields": "id"})
    except ConnectorError:
        return None
    return blog if answer.status == 200 and answer.body.lstrip()[:1] == b"[" else None


def _signs(answer: Answer) -> Signs:
    header = _LINK.search(answer.headers.get("link", ""))
    page = _Head(answer.url)
    page.feed(answer.body[:500_000].decode("utf-8", "replace"))
    page.close()
    return Signs(urljoin(answer.url, header[1]) if header else page.api, tuple(page.feeds[:3]))


class _Head(HTMLParser):
    """Reads <link> only: the API's address and the feeds, comment feeds last."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.api, self.feeds = base, "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "link":
            return
        found = {name: value or "" for name, value in attrs}
        relations, href = found.get("rel", "").lower().split(), found.get("href", "").strip()
        if not href:
            return
        if API_RELATION in relations:
            self.api = urljoin(self.base, href)
        elif "alternate" in relations and found.get("type", "").lower() in FEED_TYPES:
            self.feeds.append(urljoin(self.base, href))
