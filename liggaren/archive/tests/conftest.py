"""An account on the pretended platform, a delivery folder, and a validator that answers as told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
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
def account(cast: Any, platform: Any) -> Any:
    from liggaren.capture import factories

    return factories.account(cast)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DELIVERY_FOLDER = tmp_path / "leverans"
    return tmp_path / "leverans"


@pytest.fixture
def verdict(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Say what the validator finds: the engine itself is tried in test_validator."""
    from liggaren.archive import validator

    def say(result: str, reason: str = "") -> None:
        answer = validator.Validation(result, engine="prov", reason=reason)  # type: ignore[arg-type]
        monkeypatch.setattr(validator, "validate_all", lambda paths, *_: [answer for _ in paths])

    say("valid")
    return say
