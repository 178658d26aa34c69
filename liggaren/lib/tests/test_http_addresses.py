"""The guarded client refuses every closed address before a connection is tried (ASVS 5.0 V1.3.6)."""

from __future__ import annotations

import threading

import httpcore
import httpx
import pytest

from liggaren.lib.http import ForbiddenAddress, GuardedClient, NotSent, addresses

CLOSED = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./", "http://0/",
    "http://0.0.0.0/", "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/",
    "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.255/",
    "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/",
    "http://192.0.0.1/", "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.1/",
    "http://203.0.113.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://192.88.99.1/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::ffff:10.0.0.1]/", "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/", "http://[2002:c0a8:101::1]/", "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::a00:1]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/",
    "http://[fd12:3456::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[2001::1]/",
    "http://[3fff::1]/", "http://[100::1]/", "http://user@93.184.215.14/", "http://user:pw@example.se/",
    "http://example.se@127.0.0.1/", "http://example.se\\@127.0.0.1/", "ftp://example.se/",
    "file:///etc/passwd", "gopher://example.se/", "unix:///run/x.sock", "//example.se/", "example.se",
    "", "http://", "http:///x", "http://example.se./", "http://intern/", "http://server.local/",
    "http://metadata.google.internal/", "http://router.home.arpa/", "http://abc.onion/",
    "http://\uff11\uff12\uff17.0.0.1/", "http://127\u30020\u30020\u30021/", "http://\u2460\u2461\u2466.0.0.1/",
    "http://1.2.3/", "http://256.1.1.1/", "http://1.2.3.4.5/", "http://0x7f.1/", "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%2f@example.se/", "http://[::1", "http://exa mple.se/", "http://example.se:99999/",
    "http://example.se\r\nX: y/", "http://\x00example.se/",
]  # fmt: skip


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tried: list[str] = []

    def connect(_self: object, host: str, *_rest: object, **_names: object) -> None:
        tried.append(host)
        raise AssertionError(f"a connection was tried to {host}")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return tried


def test_there_are_at_least_forty_cases() -> None:
    assert len(set(CLOSED)) >= 80


@pytest.mark.parametrize("address", CLOSED)
def test_a_closed_address_is_refused_and_nothing_connects(address: str, no_connection: list[str]) -> None:
    def to_itself(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]  # what a careless system resolver makes of odd spellings

    with GuardedClient(resolver=to_itself) as client, pytest.raises(ForbiddenAddress) as refused:
        client.request("GET", address)
    assert not refused.value.sent
    assert no_connection == []


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["10.0.0.1", "93.184.215.14"], ["::1"],
        ["::ffff:10.0.0.1"], ["2002:7f00:1::"], ["64:ff9b::a00:1"], ["fe80::1%eth0"], ["169.254.169.254"],
        ["0.0.0.0"], ["not an address"], [],  # noqa: S104
    ],
)  # fmt: skip
def test_a_public_name_with_any_closed_address_is_refused(found: list[str], no_connection: list[str]) -> None:
    with GuardedClient(resolver=lambda *_: found) as client, pytest.raises(ForbiddenAddress):
        client.request("POST", "https://blogg.example.se/", json={})
    assert no_connection == []


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    called: list[tuple[str, int]] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.215.14"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(_self: object, host: str, port: int, *_rest: object, **_names: object) -> None:
        called.append((host, port))
        raise httpcore.ConnectError("stopped here")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with GuardedClient(resolver=rebinding) as client, pytest.raises(NotSent):
        client.request("GET", "https://blogg.example.se/flode")
    assert (asked, called) == (["blogg.example.se"], [("93.184.215.14", 443)])


def test_a_name_without_an_address_and_one_that_takes_too_long_were_not_sent(
    no_connection: list[str],
) -> None:
    def nowhere(*_: object) -> list[str]:
        raise OSError("no such name")

    def hanging(*_: object) -> list[str]:
        threading.Event().wait(3)
        return []

    for resolver, timeout in ((nowhere, 5.0), (hanging, 0.05)):
        with GuardedClient(resolver=resolver) as client, pytest.raises(NotSent):
            client.request("GET", "http://blogg.example.se/", timeout=timeout)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8411/", "https://127.0.0.1:8410/", "http://localhost:8410/",
        "http://127.0.0.2:8410/", "http://127.0.0.1/", "http://[::1]:8410/",
    ],
)  # fmt: skip
def test_only_the_exact_loopback_origin_is_opened(address: str, no_connection: list[str]) -> None:
    with GuardedClient(["http://127.0.0.1:8410"]) as client, pytest.raises(ForbiddenAddress):
        client.request("GET", address)
    assert no_connection == []


def test_an_opened_loopback_origin_leads_to_loopback_only(no_connection: list[str]) -> None:
    with GuardedClient(["http://localhost:8410"], resolver=lambda *_: ["10.0.0.1"]) as client:  # noqa: SIM117
        with pytest.raises(ForbiddenAddress):
            client.request("GET", "http://localhost:8410/")
    assert no_connection == []


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "192.0.1.1", "2a00:1450:400f::1", "2606:4700::1111"]
)
def test_public_addresses_are_open(address: str) -> None:
    assert addresses.is_public(address)
    host = f"[{address}]" if ":" in address else address
    assert addresses.check(httpx.URL(f"https://{host}/x"), ()).port == 443
