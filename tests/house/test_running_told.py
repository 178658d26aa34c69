"""A running house tells what commands beside it must know; one that has ended tells nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from liggaren.config import checking
from liggaren.config.running import single


def test_check_beside_a_running_house_says_what_may_be_called(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOOPBACK_ORIGINS, settings.DEMO = [], False
    monkeypatch.setenv("LIGGAREN_DATA", str(tmp_path))
    assert checking.origins().text == "Bara till öppna adresser."
    lock = single.take(tmp_path, address="http://localhost:8500")
    single.tell(lock, address="http://localhost:8500", loopback=["http://127.0.0.1:8501"])
    found = checking.origins()
    assert found.ok and "också till övningsplattformen på http://127.0.0.1:8501" in found.text
    os.close(lock)
    assert checking.origins().text == "Bara till öppna adresser."
