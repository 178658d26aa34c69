"""A real playground over HTTP and the cast's account on it. Django is not set up when this is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def play() -> Iterator[Any]:
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    with running() as playground:
        registry.configure(loopback_origins=[playground.origin])
        yield playground
    registry.client().close()
    registry.configure()


@pytest.fixture
def world(committed: None, play: Any) -> Any:
    from liggaren.actions import factories

    return factories.world(play)


@pytest.fixture(params=["delete", "hide", "reject"])
def ordered(request: pytest.FixtureRequest, committed: None, play: Any) -> Any:
    """A removal of each kind, ordered: the world and its outbox row."""
    from liggaren.actions import factories

    world = factories.world(play, holds_comments=request.param == "reject")
    return world, world.order(request.param, world.comment("Du är en idiot."))
