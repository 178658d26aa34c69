"""One process's ear: a single database connection that listens, and the open pages it wakes (design 5).

It carries no content. A page that is woken asks for its news as anyone, and is answered by what it may see.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from django.db import connections

from liggaren.moderation.news import CHANNEL

log = logging.getLogger(__name__)
MOST, MOST_EACH = 200, 6  # open pages in a process, and of one person


class Full(Exception):
    """No more pages are listened for in this process: the page goes on asking by itself."""


class Ear:
    """Who is to be woken for which accounts. Used from the server's event loop only."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Event, tuple[int, frozenset[uuid.UUID]]] = {}
        self._task: asyncio.Task[None] | None = None

    def has_room(self, user_id: int) -> bool:
        """Whether one more page of the person fits. May be asked from any thread."""
        held = [owner for owner, _ in list(self._open.values())]
        return len(held) < MOST and held.count(user_id) < MOST_EACH

    @asynccontextmanager
    async def listening(
        self, user_id: int, accounts: frozenset[uuid.UUID]
    ) -> AsyncIterator[tuple[asyncio.Event, asyncio.Task[None]]]:
        """An event set when one of the accounts has news, and the task that listens: when it ends, so should
        the page's stream. Raises Full.
        """
        if not self.has_room(user_id):
            raise Full
        mine = asyncio.Event()
        self._open[mine] = (user_id, accounts)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield mine, self._task
        finally:
            del self._open[mine]
            if not self._open and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _listen(self) -> None:
        try:
            async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                async for word in connection.notifies():
                    self._wake(word.payload)
        except psycopg.Error as error:
            log.warning("news of the inbox stopped: %s", type(error).__name__)  # pages ask by themselves

    def _wake(self, account: str) -> None:
        for event, (_, accounts) in self._open.items():
            if uuid.UUID(account) in accounts:
                event.set()


def _parameters() -> dict[str, Any]:
    """How the application itself connects, without what is Django's own."""
    known = connections["default"].get_connection_params()
    return {key: known[key] for key in ("host", "port", "user", "password", "dbname") if known.get(key)}


ear = Ear()
