"""The admin's hand over HTTP, from this machine only: JSON in and out under `/admin/`."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from liggaren.playground.admin import Admin
from liggaren.playground.errors import ApiError

Do = Callable[[Admin, Request, dict[str, Any]], Any]


def routes() -> list[BaseRoute]:
    """Method, path and what is done."""
    table: list[tuple[str, str, Do]] = [
        ("GET", "/pages", lambda admin, request, body: admin.pages()),
        ("POST", "/pages", lambda admin, request, body: {"id": admin.add_page(**body)}),
        ("POST", "/seed", lambda admin, request, body: admin.seed()),
        ("PUT", "/limits", _set_limit),
        ("POST", "/pages/{page}/token", _token),
        ("PUT", "/pages/{page}/switches", _switch),
        ("GET", "/pages/{page}/journal", _journal),
        (
            "POST",
            "/pages/{page}/posts",
            lambda a, request, body: {"id": a.post(_page(request), body["text"])},
        ),
        ("POST", "/items/{item}/comments", _comment),
        (
            "POST",
            "/items/{item}/many",
            lambda a, request, body: {"ids": a.many(_item(request), int(body["count"]))},
        ),
        ("PATCH", "/items/{item}", lambda admin, request, body: admin.edit(_item(request), body["text"])),
        ("DELETE", "/items/{item}", lambda admin, request, body: admin.delete(_item(request))),
    ]
    return [Route(path, _endpoint(do), methods=[method]) for method, path, do in table]


def _page(request: Request) -> str:
    return str(request.path_params["page"])


def _item(request: Request) -> str:
    return str(request.path_params["item"])


def _set_limit(admin: Admin, request: Request, body: dict[str, Any]) -> None:
    admin.limits.per_minute = int(body["per_minute"])


def _token(admin: Admin, request: Request, body: dict[str, Any]) -> Any:
    return {"token": admin.token(_page(request), *body.get("scopes", []))}


def _switch(admin: Admin, request: Request, body: dict[str, Any]) -> None:
    for name, value in body.items():
        admin.switch(_page(request), name, value)


def _journal(admin: Admin, request: Request, body: dict[str, Any]) -> Any:
    asked = request.query_params
    lines = admin.journal(page_id=_page(request), act=asked.get("act", ""), item_id=asked.get("item", ""))
    return [asdict(line) for line in lines]


def _comment(admin: Admin, request: Request, body: dict[str, Any]) -> Any:
    return {"id": admin.comment(_item(request), body["text"], name=body.get("name", "Kim Exempel"))}


def _endpoint(do: Do) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if not from_here(request):
            return JSONResponse({"error": {"code": "not_here", "message": "Only from this machine."}}, 403)
        admin = Admin(request.app.state.store, request.app.state.limits)
        try:
            body = await request.json() if await request.body() else {}
            value = do(admin, request, body)
        except ApiError as error:
            return JSONResponse({"error": {"code": error.code, "message": error.message}}, error.status)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"error": {"code": "bad_request", "message": type(error).__name__}}, 400)
        return JSONResponse({} if value is None else value)

    return answer


def from_here(request: Request) -> bool:
    """True when the caller is this machine."""
    try:
        return bool(request.client and ipaddress.ip_address(request.client.host).is_loopback)
    except ValueError:
        return False
