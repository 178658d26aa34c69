"""The inbox's open line: who may hold it, what it says and to whom, and that it ends."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient, Client

from liggaren.actions.factories import World
from liggaren.desk.inbox import hub, live
from liggaren.moderation import services
from liggaren.moderation.factories import incoming
from liggaren.people.models import User

SOON = 2.0


def heard(person: User, act: Any, *, words: int = 1, within: float = 4.0) -> list[float]:
    """How long after `act` began each of the line's words came; fewer than `words` when time ran out."""

    async def listen() -> list[float]:
        client = AsyncClient()
        await sync_to_async(client.force_login)(person)
        answer: Any = await client.get("/inkorg/linje/")
        assert answer.status_code == 200 and answer["Content-Type"] == "text/event-stream"
        times: list[float] = []
        stream = answer.streaming_content.__aiter__()
        assert await anext(stream) == b"retry: 5000\n\n"
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.7)  # the ear has its connection
        start = time.perf_counter()
        await sync_to_async(act)()
        try:
            while len(times) < words:
                said = await asyncio.wait_for(asyncio.shield(waiting), within)
                if said.startswith(b"data"):
                    times.append(time.perf_counter() - start)
                waiting = asyncio.ensure_future(anext(stream))
        except TimeoutError:
            pass
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await stream.aclose()
        return times

    return list(async_to_sync(listen)())


def test_what_comes_in_is_heard_at_once_by_those_it_concerns(world: World) -> None:
    times = heard(world.cast.anna, lambda: incoming(world, "När öppnar badet?"))
    assert len(times) == 1 and times[0] < SOON + 1.5  # the capture itself is in the time


def test_a_colleagues_claim_is_heard(world: World) -> None:
    item = incoming(world, "När öppnar badet?")
    assert heard(world.cast.second, lambda: services.take(item=item, by=world.cast.anna))[0] < SOON


def test_nobody_hears_of_accounts_that_are_not_theirs(world: World) -> None:
    assert heard(world.cast.erik, lambda: incoming(world, "När öppnar badet?"), within=1.5) == []


def test_the_word_says_nothing_of_what_happened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(hub.Ear, "_wake", lambda self, account: said.append(account))
    heard(world.cast.anna, lambda: incoming(world, "Mitt nummer är hemligt"), within=1.0)
    assert set(said) == {str(world.account.pk)}


def test_a_stranger_and_one_not_signed_in_hold_no_line(world: World) -> None:
    client = Client()
    assert client.get("/inkorg/linje/").status_code == 302
    client.force_login(world.cast.sara)
    assert client.get("/inkorg/linje/").status_code == 404


def test_a_server_that_cannot_hold_a_stream_open_says_so(world: World) -> None:
    client = Client()
    client.force_login(world.cast.anna)
    assert client.get("/inkorg/linje/").status_code == 503


def test_a_person_holds_a_few_lines_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "MOST_EACH", 0)

    async def ask() -> int:
        client = AsyncClient()
        await sync_to_async(client.force_login)(world.cast.anna)
        return (await client.get("/inkorg/linje/")).status_code

    assert async_to_sync(ask)() == 503


def test_a_line_lives_a_while_and_is_then_asked_for_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIFE", 0.3)
    monkeypatch.setattr(live, "HEARTBEAT", 0.1)

    async def whole() -> list[bytes]:
        return [word async for word in live._words(1, frozenset())]

    said = async_to_sync(whole)()
    assert said[0].startswith(b"retry") and b": kvar\n\n" in said and len(said) < 10
    assert not hub.ear._open
