"""The inbox's open line: server-sent events that say only *ask now*; the page then asks for its news.

Pages ask by themselves each quarter of a minute as well, so nothing depends on the line.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator

from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from liggaren.desk.access import staff, staff_required
from liggaren.desk.inbox.hub import Full, ear
from liggaren.moderation.permissions import reach_of

HEARTBEAT = 15.0  # seconds between signs of life, well under what proxies wait
CALM = 0.5  # at most two words a second to each page, however much comes
LIFE = 600.0  # then the page connects again, and who may listen is asked anew


@require_GET
@staff_required
def line(request: HttpRequest) -> HttpResponseBase:
    """The stream for one page. 503 when the process has no room or the server cannot hold a stream open."""
    user = staff(request)
    reach = reach_of(user)
    connection.close()  # the stream lives long and asks the database nothing
    if not isinstance(request, ASGIRequest) or not ear.has_room(user.pk):
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    answer = StreamingHttpResponse(_words(user.pk, reach.working), content_type="text/event-stream")
    answer["Content-Encoding"] = "identity"  # a compressor would hold the words back
    answer["X-Accel-Buffering"] = "no"
    return answer


async def _words(user_id: int, accounts: frozenset[uuid.UUID]) -> AsyncIterator[bytes]:
    yield b"retry: 5000\n\n"
    ends = time.monotonic() + LIFE
    try:
        async with ear.listening(user_id, accounts) as (news, task):
            while time.monotonic() < ends and not task.done():
                try:
                    await asyncio.wait_for(news.wait(), HEARTBEAT)
                except TimeoutError:
                    yield b": kvar\n\n"
                    continue
                news.clear()
                yield b"data: nytt\n\n"
                await asyncio.sleep(CALM)
    except Full:
        return
