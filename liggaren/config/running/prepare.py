"""What must be in place before the web server answers: tables, static files, the demonstration's town.

    python -m liggaren.config.running.prepare

Each printed line is progress for the person who waits. Nothing is done twice.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from liggaren.config.running.refusal import CannotRun

if TYPE_CHECKING:
    from django.db.migrations.loader import MigrationLoader

REFUSED = 3  # the exit code of a refusal, whose words are whole


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liggaren.config.settings")
    import django

    django.setup()
    migrate()
    check_keys()
    collect_static()
    from django.conf import settings

    if settings.DEMO:
        from liggaren.config import demonstration

        demonstration.seed(say=_say)


def _say(text: str) -> None:
    print(text, flush=True)


def migrate() -> None:
    """Bring the tables up to date as the owner; the application's role may not.

    Raises CannotRun for a database that newer code has migrated.
    """
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    _refuse_newer(executor.loader)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        _say(f"Uppdaterar databasens tabeller ({len(plan)} steg).")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections["owner"].close()


def _refuse_newer(loader: MigrationLoader) -> None:
    unknown = set(loader.applied_migrations or ()) - set(loader.disk_migrations or ())
    if unknown:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in unknown)[:5])
        raise CannotRun(
            f"Databasen är uppdaterad av en nyare Liggaren än den här ({names}).\nInget är ändrat."
            " Hämta den nyare versionen (git pull) eller välj en annan datamapp med LIGGAREN_DATA."
        )


def check_keys() -> None:
    """Raises CannotRun when a key is missing, open to others, broken, or not the one used before."""
    from liggaren.config import keyring

    if wrong := list(keyring.problems()):
        raise CannotRun("\n".join(wrong))


def collect_static() -> None:
    """Copy and compress style sheets and scripts, when any of them has changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".digest"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    _say("Samlar stilmallar och skript.")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest)


def _static_digest() -> str:
    from django.contrib.staticfiles.finders import get_finders

    lines = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = os.stat(storage.path(path))
            lines.append(f"{path} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


if __name__ == "__main__":
    try:
        main()
    except CannotRun as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(REFUSED)
