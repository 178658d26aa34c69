"""The pretended platform and an account on it, as in capture's own tests."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def platform(monkeypatch: pytest.MonkeyPatch) -> Any:
    from liggaren.capture import factories
    from liggaren.connectors import registry

    pretend = factories.Pretend()
    monkeypatch.setattr(registry, "get", lambda key: pretend)
    return pretend


@pytest.fixture
def cast(db: None) -> Any:
    from liggaren.people import factories

    return factories.cast()


@pytest.fixture
def account(cast: Any) -> Any:
    from liggaren.capture import factories

    return factories.account(cast)
