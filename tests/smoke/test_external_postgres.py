"""The same house on a PostgreSQL of one's own: run by `scripts/smoke_debian_postgres`, skipped otherwise."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    not os.environ.get("LIGGAREN_TEST_EXTERNAL"), reason="run by scripts/smoke_debian_postgres"
)


def test_the_server_is_not_the_embedded_one(db: None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_user, rolsuper"
            " FROM pg_roles WHERE rolname = current_user"
        )
        version, user, is_super = cursor.fetchone()
    assert version >= 150_000
    assert (user, is_super) == ("liggaren_application", False)


def test_the_whole_journey_holds(
    committed: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from django.db import connections

    from liggaren.config.tour import journey
    from liggaren.config.tour.steps import Steps
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    # The queue's threads would keep their connections for the next job.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with running(tmp_path / "playground.sqlite3") as platform:
        settings.LOOPBACK_ORIGINS = [platform.origin]
        registry.configure(loopback_origins=settings.LOOPBACK_ORIGINS)
        steps = Steps(quiet=True)
        journey.walk(steps=steps, platform=platform, out=tmp_path)
    assert len(steps.found) > 10
    assert [step for step in steps.found if step.ok is False] == []


def test_run_starts_on_it_makes_the_town_and_its_check_holds(committed: None, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "LIGGAREN_DATA": str(tmp_path), "PORT": str(port)}
    command = [sys.executable, "-m", "liggaren.config.cli"]
    with subprocess.Popen([*command, "run"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "igång" in line:
                break
        try:
            assert process.poll() is None, "".join(lines)
            with urllib.request.urlopen(f"http://localhost:{port}/", timeout=30) as answer:
                assert "Badhuset Vågen" in answer.read().decode()
            done = subprocess.run(
                [*command, "check", "--json"], env=environment, capture_output=True, check=False
            )
            assert json.loads(done.stdout)["ok"], done.stdout.decode()
        finally:
            process.send_signal(signal.SIGINT)
            process.stdout.read()
    assert process.returncode == 0
    assert not (tmp_path / "postgres").exists()
