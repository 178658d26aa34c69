"""Which addresses may be called. Pure: no network here (OWASP ASVS 5.0 V1.3.6)."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass

import httpx

from liggaren.lib.http.errors import ForbiddenAddress

_CLOSED_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Only global unicast is open; mapped, 6to4, Teredo and NAT64 forms would carry a closed IPv4 address inside.
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    """A checked address: where to connect, before the name is resolved."""

    origin: str
    host: str
    port: int
    may_be_loopback: bool


def is_public(address: str) -> bool:
    """Whether a numeric address lies in the public internet, by the IANA special-purpose registries."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in block for block in _CLOSED_V4)
    return found in _OPEN_V6 and not any(found in block for block in _CLOSED_V6)


def is_loopback(address: str) -> bool:
    """Whether a numeric address is this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check(url: httpx.URL, loopback_origins: Collection[str]) -> Target:
    """The target of an address. Raises ForbiddenAddress for what is closed by its spelling alone."""
    if url.scheme not in DEFAULT_PORTS:
        raise ForbiddenAddress(f"only http and https may be called, not {url.scheme or 'nothing'}")
    if url.userinfo:
        raise ForbiddenAddress("an address may not carry a user name")
    host = url.raw_host.decode("ascii").lower()
    origin = origin_of(url)
    may_be_loopback = origin in loopback_origins
    _check_host(host)
    if not may_be_loopback and _is_local_name(host):
        raise ForbiddenAddress(f"{host} is not a public name")
    return Target(origin, host, url.port or DEFAULT_PORTS[url.scheme], may_be_loopback)


def origin_of(url: httpx.URL) -> str:
    """`scheme://host[:port]`, the port left out when it is the scheme's own."""
    host = url.raw_host.decode("ascii").lower()
    shown = f"[{host}]" if ":" in host else host
    port = url.port if url.port and url.port != DEFAULT_PORTS.get(url.scheme) else None
    return f"{url.scheme}://{shown}" + (f":{port}" if port else "")


def _check_host(host: str) -> None:
    if not host or host.endswith(".") or "%" in host:
        raise ForbiddenAddress("the host is missing, ends with a dot or carries a zone")
    if not _is_numeric(host) and _reads_as_number(host):
        raise ForbiddenAddress("a numeric host must be four decimal numbers")


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _reads_as_number(host: str) -> bool:
    # What the C library would read as an address: 2130706433, 0177.0.0.1, 0x7f.1, 127.1
    try:
        socket.inet_aton(host)
    except OSError:
        last = host.rsplit(".", 1)[-1]
        return last.isdigit() or last.startswith("0x")
    return True


def _is_local_name(host: str) -> bool:
    if _is_numeric(host):
        return not is_public(host)
    return "." not in host or host.endswith((".localhost", ".local", ".internal", ".home.arpa", ".onion"))
