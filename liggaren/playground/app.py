"""The playground as one ASGI app.

The JSON API stands under /v1/, the admin's hand under /admin/, the citizens' pages elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from liggaren.playground import admin_calls, calls, views, webhooks
from liggaren.playground.limits import Limits
from liggaren.playground.store import Store

HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def make_app(store: Store, *, limits: Limits | None = None) -> Starlette:
    """The app over a store. Answers only to this machine's own names."""
    app = Starlette(
        routes=[
            Mount("/v1", routes=[*calls.routes(), Route("/{rest:path}", _unknown_path)]),
            Route("/v{number:int}/{rest:path}", _unknown_version, methods=None),
            Mount("/admin", routes=admin_calls.routes()),
            *views.routes(),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS), Middleware(OwnFormsOnly)],
        exception_handlers={HTTPException: _plain_error},
        lifespan=_with_deliveries,
    )
    app.state.store, app.state.limits = store, limits or Limits()
    return app


class OwnFormsOnly:
    """Refuses other sites' forms and scripts: changes come from our own pages or from no page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            request = Request(scope)
            origin = request.headers.get("origin")
            if origin and origin != f"{request.url.scheme}://{request.headers.get('host', '')}":
                answer = Response("Formuläret hör till en annan webbplats.", 403)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


@asynccontextmanager
async def _with_deliveries(app: Starlette) -> AsyncIterator[None]:
    task = asyncio.create_task(webhooks.deliver_forever(app.state.store))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _unknown_path(request: Request) -> Response:
    return JSONResponse({"error": {"code": "unknown_path", "message": "There is no such path."}}, 404)


def _unknown_version(request: Request) -> Response:
    return JSONResponse(
        {"error": {"code": "unknown_version", "message": "This API has version v1 only."}}, 404
    )


async def _plain_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return views.problem(request, status)
