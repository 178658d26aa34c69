"""WhiteNoise under ASGI: its files are small and compressed beforehand, so each goes out whole.

As a stream it would be read by Django's ASGI handler from a synchronous iterator, which it warns about.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class WholeFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise's middleware with plain answers instead of streamed ones."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file:
                content = found.file.read()
        answer = HttpResponse(content, status=int(found.status))
        del answer["content-type"]
        for name, value in found.headers:
            answer[name] = value
        return answer
