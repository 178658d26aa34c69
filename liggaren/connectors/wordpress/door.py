"""How a blog's API is reached: its two spellings, our credentials, and who we are there."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from liggaren.connectors.asking import Asking
from liggaren.connectors.base import Connection, ConnectorError, Refused
from liggaren.connectors.raw_json import read_json
from liggaren.lib.http import Answer

T = TypeVar("T")
PRETTY, QUERY = "pretty", "query"
ROOT_FIELDS = "name,description,url,home,site_icon_url,namespaces"


class Door:
    """One per process. Remembers each blog's spelling and our number there, nothing more."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self._spelling: dict[str, str] = {}
        self._me: dict[str, str] = {}

    def get(self, connection: Connection, path: str, params: Mapping[str, Any]) -> Answer:
        """A GET of an API path. With a token everything is asked for as an editor sees it: a wrong password
        would otherwise be answered as if we were anyone.
        """
        edit = {"context": "edit"} if connection.token else {}
        url, more = self._address(connection, path)
        return self.asking.read(url, headers=headers(connection), params={**more, **edit, **params})

    def get_open(self, connection: Connection, path: str, params: Mapping[str, Any]) -> Answer:
        """The same as anyone, where 401 is an answer of its own."""
        url, more = self._address(connection, path)
        return self.asking.read(url, headers=headers(connection), params={**more, **params}, is_open=True)

    def act(
        self, connection: Connection, method: str, path: str, fields: str, json: Mapping[str, Any] | None
    ) -> Answer:
        """One request that changes something. The spelling is found out first, so that it is sent once."""
        url, more = before(lambda: self._address(connection, path))
        query = "&".join(f"{key}={value}" for key, value in {**more, "_fields": fields}.items())
        return self.asking.act(method, f"{url}?{query}", headers=headers(connection), json=json)

    def root(self, connection: Connection) -> dict[str, Any]:
        """The API's own front page: the blog's name, words and picture."""
        url, params = self._address(connection, "/")
        answer = self.asking.read(url, headers=headers(connection), params={**params, "_fields": ROOT_FIELDS})
        found = _root(answer)
        if found is None:
            raise self.asking.unreadable()
        return found

    def me(self, connection: Connection) -> str:
        """Our user's number in the blog; empty without a token."""
        if not connection.token:
            return ""
        known = hashlib.sha256(f"{connection.origin} {connection.token}".encode()).hexdigest()
        if known not in self._me:
            answer = self.get(connection, "/wp/v2/users/me", {"_fields": "id"})
            if answer.status != 200:
                raise self.asking.unexpected(answer.status)
            try:
                self._me[known] = str(int(read_json(answer.body)["id"]))
            except (KeyError, TypeError, ValueError) as error:
                raise self.asking.unreadable() from error
        return self._me[known]

    def _address(self, connection: Connection, path: str) -> tuple[str, dict[str, str]]:
        if self._is_pretty(connection):
            return f"{connection.origin}/wp-json{path}", {}
        return f"{connection.origin}/", {"rest_route": path}

    def _is_pretty(self, connection: Connection) -> bool:
        said = connection.options.get("rest") or self._spelling.get(connection.origin)
        if said is None:
            said = self._spelling[connection.origin] = self._find_spelling(connection)
        return said == PRETTY

    def _find_spelling(self, connection: Connection) -> str:
        """`?rest_route=` works without rewriting; where it is closed, `/wp-json/` is tried."""
        for spelling, path in ((QUERY, "/?rest_route=/&"), (PRETTY, "/wp-json/?")):
            url = f"{connection.origin}{path}_fields={ROOT_FIELDS}"
            if _root(self.asking.read(url, headers={"Accept": "application/json"})) is not None:
                return spelling
        raise self.asking.unreadable()


def headers(connection: Connection) -> dict[str, str]:
    """Basic credentials of an application password; spaces in it are for reading only."""
    found = {"Accept": "application/json"}
    if connection.token:
        words = base64.b64encode(connection.token.encode()).decode("ascii")
        found["Authorization"] = f"Basic {words}"
    return found


def before(ask: Callable[[], T]) -> T:
    """Ask what must be known before an act: if that fails, the act itself was surely never sent."""
    try:
        return ask()
    except Refused:
        raise
    except ConnectorError as error:
        raise ConnectorError(
            error.reason,
            mending=error.mending,
            sent=False,
            retry_after=error.retry_after,
            status=error.status,
        ) from error


def _root(answer: Answer) -> dict[str, Any] | None:
    try:
        value = read_json(answer.body)
    except ConnectorError:
        return None
    is_api = answer.status == 200 and isinstance(value, dict) and "wp/v2" in (value.get("namespaces") or [])
    return value if is_api else None
