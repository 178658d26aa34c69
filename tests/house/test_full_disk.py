"""A disk without room: refused before anything is written, and said while running."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from liggaren.config.running import disk
from liggaren.config.running.refusal import CannotRun

Usage = namedtuple("Usage", "total used free")


def free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 10**12 - size, size))


def test_a_start_on_a_full_disk_is_refused_with_the_numbers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    free(monkeypatch, 50_000_000)
    with pytest.raises(CannotRun, match="50 MB ledigt .*minst 200 MB") as refused:
        disk.check(tmp_path)
    assert "LIGGAREN_DATA" in str(refused.value)


def test_little_room_is_said_but_no_hindrance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    free(monkeypatch, 500_000_000)
    disk.check(tmp_path)
    assert "500 MB ledigt" in disk.warning(tmp_path)


def test_plenty_of_room_is_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    free(monkeypatch, 50_000_000_000)
    assert disk.warning(tmp_path) == ""
