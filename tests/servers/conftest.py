"""Real servers, started when asked for and ended with the run."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


def load(name: str) -> ModuleType:
    """A file beside this one, under the one name that every test knows it by."""
    known = f"liggaren_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, HERE / f"{name}.py")
        assert spec and spec.loader
        sys.modules[known] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[known])
    return sys.modules[known]


@pytest.fixture
def site() -> Iterator[Any]:
    """A real WordPress, emptied around each test. Skips where it is not installed, unless required."""
    module = load("wordpress_site")
    if lacks := module.missing():
        if os.environ.get(module.REQUIRE) == "1":
            pytest.fail(lacks)
        pytest.skip(lacks)
    made = module.shared()
    made.empty()
    yield made
    made.empty()


@pytest.fixture
def door(site: Any) -> Iterator[Any]:
    """A door before the blog that can be shut in all the ways a network has."""
    with load("cutting_proxy").door_to(site.port) as made:
        yield made


@pytest.fixture
def blog(site: Any, door: Any) -> Iterator[Any]:
    """The connector, and a connection through the door."""
    from liggaren.connectors import registry
    from liggaren.connectors.base import Connection

    before = registry._loopback
    through = f"http://127.0.0.1:{door.port}"
    registry.configure(loopback_origins=[site.origin, through])
    yield registry.get("wordpress"), Connection(through, site.origin, site.token, {"rest": "query"})
    registry.client().close()
    registry.configure(loopback_origins=before)
