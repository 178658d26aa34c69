"""The whole journey without a browser: from a plan to a proof that a stranger checks.

It runs on a database of its own against the playground over HTTP, through the rooms' own services and queue.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path

from liggaren.config import embedded, places
from liggaren.config.cli import exits
from liggaren.config.running.refusal import CannotRun
from liggaren.config.tour.steps import Steps
from liggaren.lib import file_faults

__all__ = ["main"]
LEFT = ("snapshot.pdf", "log.pub", "tour.json")


def main(out: Path, as_json: bool) -> int:
    """Walk the journey, leave its files in `out`; exit code by the weakest step (see `cli.exits`)."""
    _clear(out)
    steps = Steps(quiet=as_json)
    with _own_installation() as folder, ExitStack() as ending:
        try:
            _walk(out, steps, folder, ending)
        except embedded.CannotStart as fault:
            print(fault, file=sys.stderr)
            return exits.USAGE
    steps.write(out / "tour.json")
    if as_json:
        print((out / "tour.json").read_text())
    return steps.exit_code()


def _clear(out: Path) -> None:
    """Make the folder; what an earlier tour left goes, so that evidence and key are of one log.

    Raises CannotRun.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if (out / "tour.json").is_file() and (out / "log.pub").is_file():
            for path in (*out.glob("evidence-*.zip"), *(out / name for name in LEFT)):
                path.unlink(missing_ok=True)
        (out / "tour.json").touch()
    except OSError as problem:
        raise CannotRun(f"Mappen {out} går inte att skriva i ({file_faults.reason(problem)}).") from None


def _walk(out: Path, steps: Steps, folder: Path, ending: ExitStack) -> None:
    cluster = embedded.Cluster(
        data=folder / "postgres", socket=folder / "s", facts=folder / "keys" / "database.json"
    )
    ending.callback(embedded.stop, embedded.start(cluster))
    from liggaren.playground.serve import running

    platform = ending.enter_context(running(folder / "playground.sqlite3"))
    os.environ["LIGGAREN_LOOPBACK_ORIGINS"] = platform.origin
    import django

    django.setup()
    from django.db import connections

    from liggaren.config.running.prepare import migrate
    from liggaren.config.tour import journey

    ending.callback(connections.close_all)
    with redirect_stdout(sys.stderr):  # standard output holds the steps, or the JSON, and nothing else
        migrate()
    journey.walk(steps=steps, platform=platform, out=out)


@contextmanager
def _own_installation() -> Iterator[Path]:
    """A data folder that nobody else uses, removed at the end; the environment points to it meanwhile."""
    base = places.SYSTEM_HOME / "tours" if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    folder = Path(tempfile.mkdtemp(prefix="tour-", dir=base))
    folder.chmod(0o711)
    for name in ("", "OWNER_", "READER_"):
        os.environ.pop(f"LIGGAREN_{name}DATABASE_URL", None)
    os.environ.update(
        LIGGAREN_DATA=str(folder), LIGGAREN_DEMO="1", DJANGO_SETTINGS_MODULE="liggaren.config.settings"
    )
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
