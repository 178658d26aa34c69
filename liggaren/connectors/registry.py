"""The platforms we speak to, one line each; a connector is loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from threading import Lock
from typing import cast

from liggaren.connectors.base import Connector
from liggaren.lib.http import GuardedClient

PLACES: dict[str, str] = {
    "playground": "liggaren.connectors.playground.connector:PlaygroundConnector",
    "wordpress": "liggaren.connectors.wordpress.connector:WordPressConnector",
    "feed": "liggaren.connectors.feed.connector:FeedConnector",
}

_lock = Lock()
_loopback: tuple[str, ...] = ()
_client: GuardedClient | None = None
_made: dict[str, Connector] = {}


class UnknownPlatform(KeyError):
    """No connector has that key."""


def configure(*, loopback_origins: Sequence[str] = ()) -> None:
    """Say which exact loopback origins may be called (demonstration, tests). Closes what was made before."""
    global _loopback, _client
    with _lock:
        before, _loopback, _client = _client, tuple(loopback_origins), None
        _made.clear()
    if before is not None:
        before.close()


def keys() -> tuple[str, ...]:
    """Every platform's key, in the order shown."""
    return tuple(PLACES)


def get(key: str) -> Connector:
    """The platform's connector, one for the process. Raises UnknownPlatform."""
    with _lock:
        if key not in _made:
            _made[key] = _load(key)
        return _made[key]


def client() -> GuardedClient:
    """The guarded client that all connectors share."""
    global _client
    if _client is None:
        _client = GuardedClient(loopback_origins=_loopback)
    return _client


def recognise(address: str) -> tuple[str, str] | None:
    """Platform key and native id of a pasted address, where its spelling alone tells. No network."""
    for key in PLACES:
        if native_id := get(key).recognise(address):
            return key, native_id
    return None


def _load(key: str) -> Connector:
    try:
        module, _, name = PLACES[key].partition(":")
    except KeyError:
        raise UnknownPlatform(key) from None
    return cast(Connector, getattr(import_module(module), name)(client()))
