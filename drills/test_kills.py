"""Kill any part of a running house, again and again, while it captures: it comes back and the log holds.

LIGGAREN_DRILL_KILLS says how many times (200). CI kills each part once, in tests/house/test_supervisor.py.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liggaren.config import places

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("supervising", ROOT / "tests" / "house" / "test_supervisor.py")
assert spec and spec.loader
supervising = importlib.util.module_from_spec(spec)
sys.modules["supervising"] = supervising  # dataclasses look their module up by name
spec.loader.exec_module(supervising)
KILLS = int(os.environ.get("LIGGAREN_DRILL_KILLS", "200"))
PARTS = ("postgres.pid", "web.json", "worker.json", "playground.json", "supervisor")


@pytest.fixture
def folder() -> Iterator[Path]:
    base = places.SYSTEM_HOME / "tests" if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    made = Path(tempfile.mkdtemp(prefix="drill-", dir=base))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_it_comes_back_every_time_and_the_log_holds(folder: Path) -> None:
    house = supervising.Running(folder, supervising.free_port(), supervising.free_port())
    house.start()
    chance = random.Random(1)
    for number in range(KILLS):
        part = chance.choice(PARTS)
        house = _kill(house, part)
        supervising.until(house.answers, f"answers after kill {number} ({part})")
        time.sleep(chance.uniform(0.0, 2.0))
    assert _check(house)["ok"], _check(house)
    assert house.end() == 0
    assert house.living() == []


def _kill(house: Any, part: str) -> Any:
    if part != "supervisor":
        if (pid := house.pid(part)) is not None:
            os.kill(pid, signal.SIGKILL)
        return house
    house.process.kill()
    house.process.wait()
    house.process.stdout.close()
    return supervising.Running(house.data, house.port, house.playground_port).start()


def _check(house: Any) -> dict[str, Any]:
    done = subprocess.run(
        [*supervising.COMMAND, "check", "--json"], env=house.environment, capture_output=True, check=False
    )
    return dict(json.loads(done.stdout))
