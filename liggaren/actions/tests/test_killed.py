"""Fault points 9 and 12: a real worker process that is killed, and a database that is restarted under it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.actions.tests.faults import done, judged
from liggaren.config import embedded
from liggaren.playground.serve import Playground

pytestmark = [pytest.mark.clause("G5.6", "C6.1", "C6.2")]
WORKER = Path(__file__).with_name("worker.py")


def environment(play: Playground, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PLAYGROUND": play.origin,
        "DJANGO_SETTINGS_MODULE": "liggaren.config.settings",
        **more,
    }


def here(play: Playground) -> dict[str, str]:
    """The test's own database, for a process beside us."""
    facts = connection.settings_dict
    where = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'])}@/{facts['NAME']}"
    url = f"postgresql://{where}?host={quote(facts['HOST'], safe='')}&port={facts['PORT']}"
    return environment(play, LIGGAREN_DATABASE_URL=url)


def worker(env: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKER), *words],
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def reads(process: subprocess.Popen[str], word: str) -> None:
    """Read what the worker says until `word`."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"the worker ended before {word}")


def says(env: dict[str, str], *words: str) -> list[str]:
    """All that a worker says until it ends by itself."""
    with worker(env, *words) as process:
        said, _ = process.communicate(timeout=60)
    return said.split()


def test_9_a_worker_killed_while_it_waits_for_the_answer(ordered: tuple[World, Outbox]) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, "silent", "hang")
    with worker(here(world.play), "send", str(row.pk)) as process:
        reads(process, "after_sending")
        wait_for(lambda: bool(world.acts(row.item)))
        process.kill()
        process.communicate()
    world.play.admin.switch_all_off(world.page)
    row.refresh_from_db()
    assert row.state == OutboxState.SENDING
    done(row)
    assert judged(world, row.item) == 1


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


@pytest.fixture
def own_cluster() -> Iterator[tuple[embedded.Cluster, Path]]:
    """A database of the test's own that may be restarted, and the data folder it stands in."""
    base = Path("/var/lib/liggaren/tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="r-", dir=base))
    folder.chmod(0o711)
    yield (
        embedded.Cluster(
            data=folder / "postgres", socket=folder / "s", facts=folder / "keys" / "database.json"
        ),
        folder,
    )
    shutil.rmtree(folder, ignore_errors=True)


def test_12_a_database_restarted_between_the_request_and_the_answer(
    play: Playground, own_cluster: tuple[embedded.Cluster, Path]
) -> None:
    cluster, folder = own_cluster
    play.admin.add_page("badet", "Badhuset Vågen")
    native_id = play.admin.comment(play.admin.post("badet", "Utebadet öppnar."), "Du är en idiot.")
    env = environment(play, LIGGAREN_DATA=str(folder))
    env = {name: value for name, value in env.items() if not name.endswith("DATABASE_URL")}
    server = embedded.start(cluster)
    try:
        command = [sys.executable, "-m", "django", "migrate", "--database", "owner", "-v", "0"]
        subprocess.run(command, env=env, check=True)
        (outbox_id,) = says(env, "prepare", "badet", play.admin.token("badet"), native_id)
        with worker(env, "send", outbox_id, "after_answer") as process:
            reads(process, "after_answer")
            embedded.stop(server)
            server = embedded.start(cluster)
            said, _ = process.communicate("\n", timeout=60)
        assert "Error" in said, "the worker could not commit the answer"
        assert says(env, "sweep", outbox_id, "1") == ["confirmed"]
    finally:
        embedded.stop(server)
    lines = play.admin.journal(page_id="badet", item_id=native_id)
    assert [line.performed for line in lines] == [True]
