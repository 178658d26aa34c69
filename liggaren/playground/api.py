"""The JSON API's way of working, the same for every call.

Who asks, how often, what is switched on, then the call itself.
Path `/v1/...`, `Authorization: Bearer`, errors as `{"error": {"code", "message"}}`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from liggaren.playground import items, journal
from liggaren.playground.connections import break_connection
from liggaren.playground.errors import ApiError
from liggaren.playground.limits import Limits, too_many
from liggaren.playground.pages import Access, access
from liggaren.playground.store import Store
from liggaren.playground.switches import switches

MAX_BODY = 2_000_000


@dataclass(frozen=True)
class Call:
    """One request that has passed the door."""

    store: Store
    access: Access
    request: Request
    body: dict[str, Any]
    key: str
    origin: str

    @property
    def item_id(self) -> str:
        """The id in the path, or nothing."""
        return str(self.request.path_params.get("item", ""))


@dataclass(frozen=True)
class Done:
    """What a call gives: a status and a JSON value. `performed` is True when something was changed."""

    status: int
    value: Any
    performed: bool = False
    replayed: bool = False


def pretend(call: Call) -> Done:
    """The answer of something done, with the item as it stands: nothing was."""
    return Done(200, items.shown(call.store, items.find(call.store, call.item_id), call.origin))


@dataclass(frozen=True)
class Endpoint:
    """An ASGI app for one call. `act` is the journal's word when the call would change something."""

    scope: str
    do: Callable[[Call], Done]
    act: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        answer = await self._answer(request)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response | Silence:
        store: Store = request.app.state.store
        limits: Limits = request.app.state.limits
        headers: dict[str, str] = {}
        on: dict[str, str] = {}
        line = 0
        try:
            who = access(store, request.headers.get("authorization", ""))
            on = switches(store, who.page["id"])
            body = await _json_body(request) if request.method in ("POST", "PATCH", "PUT") else {}
            key = request.headers.get("idempotency-key", "")[:200]
            call = Call(store, who, request, body, key, str(request.base_url).rstrip("/"))
            if self.act:
                line = journal.receive(store, who.page["id"], self.act, call.item_id, key)
            headers = limits.count(who.token)
            if silence := await self._before(call, on, headers):
                return silence
            who.need(self.scope)
            done = pretend(call) if self.scope == "moderate" and "pretends" in on else self.do(call)
        except ApiError as error:
            if line:
                journal.outcome(store, line, performed=False, status=error.status)
            return _error(error, headers)
        return await self._after(store, line, done, on, headers)

    async def _before(self, call: Call, on: dict[str, str], headers: dict[str, str]) -> Silence | None:
        if "slow" in on:
            await asyncio.sleep(float(on["slow"]))
        if "reset" in on:
            return Silence()
        if "down" in on:
            raise ApiError(503, "down", "The platform is down.")
        if "limited" in on:
            raise too_many(float(on["limited"]), headers)
        if "forbidden" in on and call.item_id and not self.act:
            raise ApiError(403, "no_permission", "The item may not be seen with this token.")
        if "refuse" in on and self.act:
            raise ApiError(422, "refused", "The platform will not do this.")
        return None

    async def _after(
        self, store: Store, line: int, done: Done, on: dict[str, str], headers: dict[str, str]
    ) -> Response | Silence:
        if self.act and "silent" in on:
            journal.outcome(store, line, performed=done.performed, status=0)
            return Silence(hang=on["silent"] == "hang")
        if self.act and "error_after" in on:
            journal.outcome(store, line, performed=done.performed, status=500)
            return _error(ApiError(500, "internal", "Something went wrong."), headers)
        if line:
            journal.outcome(store, line, performed=done.performed, status=done.status)
        if done.replayed:
            headers["Idempotent-Replay"] = "true"
        answer = _json(done.status, done.value, headers)
        return Silence(half=bytes(answer.body)) if "half" in on else answer


@dataclass(frozen=True)
class Silence:
    """No whole answer: the connection is reset, left hanging, or cut in the middle of the answer."""

    hang: bool = False
    half: bytes = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self.hang:
            await _until_gone(receive)
            return
        if self.half:
            headers = [
                (b"content-length", str(len(self.half)).encode()),
                (b"content-type", b"application/json"),
            ]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            half = self.half[: len(self.half) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await asyncio.sleep(0.05)
        await break_connection(scope, receive)


async def _until_gone(receive: Callable[[], Awaitable[Any]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _json_body(request: Request) -> dict[str, Any]:
    """The body as an object. Raises 413, or 400 for what is not a JSON object."""
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > MAX_BODY:
            raise ApiError(413, "too_large", f"At most {MAX_BODY} bytes.")
    if not raw:
        return {}
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise ApiError(400, "bad_json", "The body is not JSON.") from None
    if not isinstance(value, dict):
        raise ApiError(400, "bad_json", "The body is not a JSON object.")
    return value


def _error(error: ApiError, headers: dict[str, str]) -> Response:
    return _json(
        error.status, {"error": {"code": error.code, "message": error.message}}, headers | error.headers
    )


def _json(status: int, value: Any, headers: dict[str, str]) -> Response:
    """ASCII with escapes, so that NUL and lone surrogates travel as JSON allows."""
    body = b"" if value is None else json.dumps(value).encode("ascii")
    return Response(body, status, headers, "application/json")
