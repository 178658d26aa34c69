"""What the connectors' tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def registry_as_before() -> Iterator[None]:
    """Each test may name its own loopback origins; none leaks."""
    from liggaren.connectors import registry

    before = registry._loopback
    yield
    registry.client().close()
    registry.configure(loopback_origins=before)
