"""Feeds: what is read, what is refused in words, and how fast the bad ones are met."""

# ruff: noqa: E501  (feeds are read whole)

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from liggaren.connectors import registry
from liggaren.connectors.base import Connection, ConnectorError, Found, Mending, Reply
from liggaren.connectors.factories import Said, Server, SmallBlog, rss, serving
from liggaren.connectors.feed import guard, rule
from liggaren.connectors.feed.connector import FeedConnector
from liggaren.connectors.feed.parse import parse
from liggaren.lib import clock

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Nytt</title>
<author><name>Anna på badet</name><email>anna@badet.example</email></author>
<entry><id>tag:badet.example,2026:1</id><title type="html">Öppet &amp;amp; klart</title>
<link href="https://badet.example/1"/><link rel="enclosure" type="audio/mpeg" href="https://badet.example/1.mp3"/>
<published>2026-07-01T10:00:00+02:00</published><updated>2026-07-02T10:00:00+02:00</updated>
<content type="html">&lt;p&gt;Välkomna&lt;/p&gt;&lt;img src="https://badet.example/b.jpg" alt="Bassängen"&gt;</content>
</entry></feed>""".encode()


def reply(body: bytes, kind: str = "posts") -> Reply:
    return Reply(body, "application/xml", "https://x.example/feed", 200, clock.now(), kind, rule.NAME)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        registry.configure(loopback_origins=[made.origin])
        yield made


@pytest.fixture
def feed(server: Server) -> FeedConnector:
    found = registry.get("feed")
    assert isinstance(found, FeedConnector)
    return found


def at(server: Server) -> Connection:
    return Connection(server.origin, f"{server.origin}/feed/")


def test_an_atom_entry_is_read_whole() -> None:
    (item,) = parse(reply(ATOM))
    assert item.native_id == "tag:badet.example,2026:1"
    assert item.text == "Öppet & klart\n\nVälkomna"
    assert str(item.claimed_at) == "2026-07-01 08:00:00+00:00"
    assert str(item.edited_at) == "2026-07-02 08:00:00+00:00"
    assert [(m.kind, m.alt) for m in item.media] == [("image", "Bassängen"), ("audio", "")]


def test_entries_without_id_are_known_by_address_else_by_digest() -> None:
    items = parse(
        reply(rss("x", "<item><link>https://x.example/1</link></item><item><title>T</title></item>"))
    )
    assert items[0].native_id == "https://x.example/1"
    assert items[1].native_id.startswith("digest:") and len(items[1].native_id) == 71


def test_only_addresses_of_authors_are_emptied() -> None:
    blanked = rule.blank(ATOM.replace("Välkomna".encode(), b"Skriv till info@badet.example"))
    assert b"anna@badet.example" not in blanked and b"info@badet.example" in blanked
    words = b"<dc:creator><![CDATA[Kim (kim@x.example)]]></dc:creator><author>a@b.example (A B)</author>"
    assert rule.blank(words) == b"<dc:creator><![CDATA[Kim ()]]></dc:creator><author> (A B)</author>"


REFUSED = {
    "a web page": (b"<!doctype html><html><body>" + b"<p>x" * 900_000, "webbsida"),
    "nothing": (b"", "webbsida"),
    "json": (b'{"version": "https://jsonfeed.org"}', "webbsida"),
    "10,000 entries": (rss("x", "<item><title>t</title></item>" * 10_000), "10000 inlägg"),
    "a billion laughs": (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>',
        "entiteter",
    ),
    "an outside entity": (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
        "entiteter",
    ),
    "100,000 nested tags": (b"<rss>" + b"<a>" * 100_000, "stort"),
    "300,000 links in one entry": (b"<rss><channel><item>" + b"<link/>" * 300_000, "stort"),
    "broken and large": (b"<rss><channel><item><description>" + b"& " * 250_000, "trasigt"),
    "UTF-16": ('<?xml version="1.0" encoding="UTF-16"?><rss/>'.encode("utf-16"), "teckenkodning"),
}


@pytest.mark.parametrize(("body", "word"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_feed_or_too_much_is_refused_in_words_at_once(body: bytes, word: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ConnectorError, match=word) as caught:
        parse(reply(body))
    assert caught.value.mending is Mending.NEVER
    assert time.perf_counter() - began < 2


def test_the_worst_that_is_let_through_is_read_in_bounded_time() -> None:
    worst = [
        b"<rss version='2.0'><channel><item>" + b"<link href='x'/>" * 59_000 + b"</item></channel></rss>",
        b"<rss version='2.0'><channel><item><description>" + b"<p>x" * 9_900,
        b"<rss version='2.0'><channel><item><description>" + b"& " * 74_000,
        rss("x", "<item><title>t</title><guid>g</guid></item>" * 2_000),
    ]
    for body in worst:
        began = time.perf_counter()
        parse(reply(body))
        assert time.perf_counter() - began < 10  # about 1.5 s alone on two cores


def test_broken_utf8_and_strange_signs_are_read() -> None:
    body = rss("x", "<item><guid>1</guid><description>a BYTE b</description></item>").replace(
        b"BYTE", b"\xff\xc3"
    )
    (item,) = parse(reply(body))
    assert item.text.startswith("a ") and item.text.endswith(" b")


def test_a_feed_that_never_ends_is_left(feed: FeedConnector, server: Server) -> None:
    server.answer = lambda asked: Said(200, b"<rss>" + b" " * 60_000, endless=True)
    began = time.perf_counter()
    with pytest.raises(ConnectorError) as caught:
        list(feed.fetch(at(server), cursor=None, since=None))
    assert "stort" in caught.value.reason and time.perf_counter() - began < 20


def test_a_packed_bomb_is_met_by_the_limit(feed: FeedConnector, server: Server) -> None:
    bomb = gzip.compress(b"<rss>" + b" " * 200_000_000, 9)
    server.answer = lambda asked: Said(200, bomb, {"Content-Encoding": "gzip"})
    began = time.perf_counter()
    with pytest.raises(ConnectorError, match="stort"):
        list(feed.fetch(at(server), cursor=None, since=None))
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("said", "mending"),
    [
        (Said(404), Mending.RECONNECT),
        (Said(410), Mending.RECONNECT),
        (Said(403), Mending.RECONNECT),
        (Said(500), Mending.WAIT),
        (Said(429, headers={"Retry-After": "9"}), Mending.WAIT),
        (Said(200, rss("x", ""), cut=20), Mending.WAIT),
        (Said(302, headers={"Location": "http://10.0.0.1/"}), Mending.NEVER),
        (Said(200, b"<html>"), Mending.NEVER),
    ],
)
def test_a_feed_in_trouble_never_reads_as_empty(
    feed: FeedConnector, server: Server, said: Said, mending: Mending
) -> None:
    server.answer = lambda asked: said
    with pytest.raises(ConnectorError) as caught:
        list(feed.fetch(at(server), cursor=None, since=None))
    assert caught.value.mending is mending
    with pytest.raises(ConnectorError):
        feed.look_up(at(server), f"{server.origin}/1", kind="post")


def test_an_unchanged_feed_is_not_read_again_until_the_last_reply_was_taken_care_of(
    feed: FeedConnector, server: Server
) -> None:
    blog = SmallBlog(server.origin)
    server.answer = blog.answer
    blog.post("Hej")
    since = clock.now() - timedelta(days=1)
    next(feed.fetch(at(server), cursor=None, since=since))  # the caller dies before it asks for more
    assert [one.kind for one in feed.fetch(at(server), cursor=None, since=since)][0] == "posts"
    assert "posts" not in [one.kind for one in feed.fetch(at(server), cursor=None, since=since)]
    assert "posts" in [one.kind for one in feed.fetch(at(server), cursor=None, since=None)]
    blog.post("Nytt")
    assert "posts" in [one.kind for one in feed.fetch(at(server), cursor=None, since=since)]


def test_an_entry_that_left_by_age_is_asked_for_at_its_own_address(
    feed: FeedConnector, server: Server
) -> None:
    server.answer = lambda asked: {
        "/feed/": Said(200, rss("x", "<item><guid>ny</guid></item>")),
        "/gammal": Said(200, b"<html>kvar"),
        "/stangd": Said(403),
        "/borta": Said(410),
    }.get(asked.path, Said(500))
    ask = lambda native_id: feed.look_up(at(server), native_id, kind="post")[0]  # noqa: E731
    assert ask("ny") is Found.PRESENT
    assert ask(f"{server.origin}/gammal") is Found.PRESENT
    assert ask(f"{server.origin}/borta") is Found.DELETED
    assert ask(f"{server.origin}/stangd") is Found.UNAVAILABLE
    assert ask("tag:nagot") is ask("https://annan.example/1") is Found.UNAVAILABLE
    with pytest.raises(ConnectorError):
        ask(f"{server.origin}/fel")


def test_a_comment_feed_elsewhere_is_not_followed(feed: FeedConnector, server: Server) -> None:
    link = "<wfw:commentRss>http://10.0.0.1/feed/</wfw:commentRss>"
    server.answer = lambda asked: Said(200, rss("x", f"<item><guid>1</guid>{link}</item>"))
    assert len(list(feed.fetch(at(server), cursor=None, since=None))) == 1


def test_the_guard_lets_ordinary_openings_through() -> None:
    for opening in (b"\xef\xbb\xbf<rss>", b'  <?xml version="1.0"?>\n<!-- hej -->\n<feed >', b"<rdf:RDF>"):
        guard.check(opening)
