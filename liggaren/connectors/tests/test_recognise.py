"""From a pasted address to a blog or a feed, or a clear no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liggaren.connectors.factories import Asked, Said, Server, rss, serving
from liggaren.connectors.recognise import NotRecognised, recognise
from liggaren.lib.http import GuardedClient

ITEM = "<item><title>Hej</title><guid>1</guid></item>"
HTML = {"Content-Type": "text/html"}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def client(server: Server) -> Iterator[GuardedClient]:
    with GuardedClient(loopback_origins=[server.origin]) as made:
        yield made


def says(server: Server, pages: dict[str, Said]) -> None:
    def answer(asked: Asked) -> Said:
        return pages.get(asked.path.partition("?")[0], Said(404))

    server.answer = answer


def test_a_feed_is_known_by_its_bytes(server: Server, client: GuardedClient) -> None:
    says(server, {"/nytt": Said(200, rss("Nytt", ITEM))})
    key, connection = recognise(f"{server.origin}/nytt", client)
    assert (key, connection.native_id) == ("feed", f"{server.origin}/nytt")


def test_a_page_points_out_its_feed(server: Server, client: GuardedClient) -> None:
    page = b'<html><link rel="alternate" type="application/atom+xml" href="flode.xml"></html>'
    says(server, {"/a/": Said(200, page, HTML), "/a/flode.xml": Said(200, rss("Nytt", ITEM))})
    key, connection = recognise(f" {server.origin}/a/ ", client)
    assert (key, connection.native_id) == ("feed", f"{server.origin}/a/flode.xml")


def test_a_blog_in_a_folder_is_known_by_where_it_says_its_api_is(
    server: Server, client: GuardedClient
) -> None:
    for link, rest in (("/blogg/wp-json/", "pretty"), ("/blogg/index.php?rest_route=/", "query")):
        header = {"Link": f'<{server.origin}{link}>; rel="https://api.w.org/"', **HTML}
        says(
            server,
            {
                "/blogg/": Said(200, b"[]" if rest == "query" else b"<html>", header),
                "/blogg/wp-json/wp/v2/posts": Said(200, b'[{"id":1}]'),
            },
        )
        key, connection = recognise(f"{server.origin}/blogg/", client)
        assert (key, connection.origin, connection.options) == (
            "wordpress",
            f"{server.origin}/blogg",
            {"rest": rest},
        )


def test_a_blog_with_a_closed_api_is_read_by_its_feed(server: Server, client: GuardedClient) -> None:
    page = b'<link rel="https://api.w.org/" href="/wp-json/">'
    page += b'<link rel="alternate" type="application/rss+xml" href="/feed/">'
    says(
        server,
        {"/": Said(200, page, HTML), "/wp-json/wp/v2/posts": Said(401), "/feed/": Said(200, rss("N", ITEM))},
    )
    assert recognise(server.origin, client)[0] == "feed"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://10.0.0.1/", "forbidden_address"),
        ("http://192.168.1.1/blogg", "forbidden_address"),
        ("http://127.0.0.1:1/", "forbidden_address"),
        ("http://[::1]/", "forbidden_address"),
        ("http://169.254.169.254/latest", "forbidden_address"),
        ("http://localhost/", "forbidden_address"),
        ("http://2130706433/", "forbidden_address"),
        ("https://anna:hemligt@blogg.example/", "forbidden_address"),
        ("ftp://blogg.example/", "no_address"),
        ("javascript:alert(1)", "forbidden_address"),
        ("http://[", "no_address"),
        ("två ord", "no_address"),
        ("", "no_address"),
    ],
)
def test_private_local_and_unreadable_addresses_are_refused_in_words(address: str, code: str) -> None:
    with GuardedClient() as client, pytest.raises(NotRecognised) as caught:
        recognise(address, client)
    assert caught.value.code == code and caught.value.message.endswith(".")


def test_other_pages_are_refused_in_words(server: Server, client: GuardedClient) -> None:
    says(
        server, {"/": Said(200, b"<html>en sida</html>", HTML), "/trasig": Said(200, b"<rss><!ENTITY a 'b'>")}
    )
    for path, code in (("/", "not_recognised"), ("/saknas", "no_answer"), ("/trasig", "unreadable_feed")):
        with pytest.raises(NotRecognised) as caught:
            recognise(server.origin + path, client)
        assert caught.value.code == code


def test_a_page_that_redirects_inward_is_refused(server: Server, client: GuardedClient) -> None:
    says(server, {"/": Said(301, headers={"Location": "http://127.0.0.1:1/"})})
    with pytest.raises(NotRecognised) as caught:
        recognise(server.origin, client)
    assert caught.value.code == "forbidden_address"
