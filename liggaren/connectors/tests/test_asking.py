"""How an outcome is told: only what surely was not done may ever be tried again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from liggaren.connectors.asking import Asking, seconds_to_wait
from liggaren.connectors.base import ConnectorError, Mending, OutcomeUnknown, Refused
from liggaren.connectors.factories import Said, Server, serving
from liggaren.lib.http import GuardedClient


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def asking(server: Server) -> Iterator[Asking]:
    with GuardedClient(loopback_origins=[server.origin]) as client:
        yield Asking(client, "Platsen")


def test_a_clear_no_is_refused_and_says_so(asking: Asking, server: Server) -> None:
    for status in (400, 403, 404, 409, 410, 422):
        server.answer = lambda asked, status=status: Said(status)
        with pytest.raises(Refused) as caught:
            asking.act("POST", server.origin, headers={})
        assert (caught.value.status, caught.value.mending) == (status, Mending.NEVER)
        assert "Platsen" in caught.value.reason


def test_whatever_leaves_doubt_is_unknown(asking: Asking, server: Server) -> None:
    doubts = [Said(status) for status in (302, 408, 500, 502, 503, 504)]
    doubts += [Said(200, b"{}" * 50, cut=10), Said(200, b"x" * 99, {"Content-Encoding": "gzip"})]
    for said in doubts:
        server.answer = lambda asked, said=said: said
        with pytest.raises(OutcomeUnknown):
            asking.act("POST", server.origin, headers={})
    assert len(server.asked) == len(doubts), "never sent twice, never redirected"


def test_an_act_that_never_left_is_told_as_not_sent(asking: Asking) -> None:
    for address in ("http://127.0.0.1:9/", "http://10.1.2.3/"):
        with pytest.raises(ConnectorError) as caught:
            asking.act("POST", address, headers={})
        assert not caught.value.sent and not isinstance(caught.value, OutcomeUnknown | Refused)


def test_asked_to_wait_says_how_long(asking: Asking, server: Server) -> None:
    server.answer = lambda asked: Said(429, headers={"Retry-After": "17"})
    with pytest.raises(ConnectorError) as read:
        asking.read(server.origin, headers={})
    with pytest.raises(Refused) as act:
        asking.act("DELETE", server.origin, headers={})
    for caught in (read, act):
        assert (caught.value.mending, caught.value.retry_after) == (Mending.WAIT, 17.0)


def test_a_key_that_is_refused_needs_a_person(asking: Asking, server: Server) -> None:
    server.answer = lambda asked: Said(401)
    with pytest.raises(ConnectorError) as read:
        asking.read(server.origin, headers={})
    with pytest.raises(Refused) as act:
        asking.act("POST", server.origin, headers={})
    assert read.value.mending is act.value.mending is Mending.RECONNECT


def test_a_read_that_breaks_off_or_meets_an_outage_waits(asking: Asking, server: Server) -> None:
    for said in (Said(500), Said(503), Said(200, b"x" * 100, cut=40)):
        server.answer = lambda asked, said=said: said
        with pytest.raises(ConnectorError) as caught:
            asking.read(server.origin, headers={})
        assert caught.value.mending is Mending.WAIT


def test_a_redirect_into_the_house_is_not_followed(asking: Asking, server: Server) -> None:
    for inside in ("http://127.0.0.1:1/", "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd"):
        server.answer = lambda asked, inside=inside: Said(302, headers={"Location": inside})
        with pytest.raises(ConnectorError) as caught:
            asking.read(server.origin, headers={})
        assert caught.value.mending is Mending.NEVER


def test_lone_surrogates_and_nul_travel_as_escapes(asking: Asking, server: Server) -> None:
    server.answer = lambda asked: Said(200, b"{}")
    asking.act("POST", server.origin, headers={}, json={"text": "\ud800 \0 å"})
    assert server.asked[0].body == b'{"text": "\\ud800 \\u0000 \\u00e5"}'


def test_retry_after_is_read_as_number_or_date() -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert seconds_to_wait("120") == 120.0
    assert seconds_to_wait("Tue, 24 Nov 2026 10:01:30 GMT", now) == 90.0
    assert seconds_to_wait("Tue, 24 Nov 2026 09:00:00 GMT", now) == 0.0
    assert seconds_to_wait("9" * 40) == 86_400.0
    for junk in ("", "soon", "-5", "Tue, 24 Nov 2026 10:01:30"):
        assert seconds_to_wait(junk, now) is None
