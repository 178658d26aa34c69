"""A worker killed while it sets the pages leaves nothing half made, and the work is taken up again."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import pytest
from django.db import connection, connections

from liggaren.archive import making, periods, services
from liggaren.archive.models import Snapshot, Volume
from liggaren.lib import clock, dates

pytestmark = pytest.mark.clause("G6.1")


@pytest.fixture
def account(committed: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    from liggaren.archive import validator
    from liggaren.capture import factories
    from liggaren.connectors import registry
    from liggaren.people import factories as people

    pretend = factories.Pretend()
    monkeypatch.setattr(registry, "get", lambda key: pretend)
    valid = validator.Validation("valid", engine="prov")
    monkeypatch.setattr(validator, "validate_all", lambda paths, *_: [valid for _ in paths])
    account = factories.account(people.cast())
    factories.captured(account, factories.Said("p1", "Vi badar", kind="post"))
    return account


def killed_while_setting(row: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it in a process of its own, and kill that process when its first volume is set."""
    reading, writing = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            making.make(snapshot=row, by=None, progress=lambda *_: (os.write(writing, b"1"), time.sleep(60)))
        finally:
            os._exit(1)
    os.close(writing)
    assert os.read(reading, 1) == b"1"
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_killed_worker_leaves_no_file_and_the_next_one_makes_the_whole(
    account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = services.open_account(account=account, period=dates.half_year(clock.now()), by=None)
    killed_while_setting(row, monkeypatch)
    row.refresh_from_db()
    assert row.state == "making" and not Volume.objects.exists()
    for _ in range(100):  # the server notices the dead connection in its own time
        if services.abandoned() == [row.pk]:
            break
        time.sleep(0.1)
    assert services.abandoned() == [row.pk]
    made = services.make(snapshot=row, by=None)
    assert made.state == "valid" and made.volumes.count() == 2 and services.abandoned() == []


def test_what_someone_is_making_is_not_taken_up_and_two_makers_are_one(
    account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = services.open_account(account=account, period=dates.half_year(clock.now()), by=None)
    reached, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            services.make(snapshot=row, by=None, progress=lambda *_: (reached.set(), go_on.wait(30)))
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert reached.wait(60)
    assert services.abandoned() == []
    with pytest.raises(services.NotMade, match="redan"):
        services.make(snapshot=row, by=None)
    go_on.set()
    thread.join(60)
    row.refresh_from_db()
    assert row.state == "valid"


def test_two_runs_opened_at_once_open_each_snapshot_once(account: Any) -> None:
    period = dates.half_year(clock.now())
    faults: list[BaseException] = []

    def run() -> None:
        try:
            services.open_run(period=period, by=None)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert faults == []
    (row,) = Snapshot.objects.all()
    assert periods.duty_key(row) == f"snapshot:{row.pk}"
