"""Tests run on a real PostgreSQL with the three roles of real use: migrations as owner, code as application.

The cluster is the embedded one, started once for a run and ended with it; a worker has a database of its own.
`committed` is for tests that need real commits: rows are emptied by the owner afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

_CLUSTER: dict[str, Any] = {}
_FILLED_BY_MIGRATIONS: set[str] = set()
_QUESTION = """SELECT '{0}' WHERE EXISTS (SELECT FROM "{0}")"""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the database before Django reads its settings; workers find it by the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = (
        "liggaren.config.settings"  # not in the ini: it would be read too early
    )
    if "PYTEST_XDIST_WORKER" not in os.environ and not os.environ.get("LIGGAREN_TEST_EXTERNAL"):
        _start_cluster()
    import django

    django.setup()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs Chromium skips without it."""
    if item.get_closest_marker("browser") and not chromium():
        pytest.skip("Chromium is missing: make extras")


# Not for want of anything on the machine: these do not apply, or are run elsewhere.
_RIGHTLY_SKIPPED = ("no key", "reads only", "run by scripts/smoke_debian_postgres")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With LIGGAREN_REQUIRE_EVERYTHING, as in CI, a skip for want of something is a failure."""
    report = yield
    if report.skipped and os.environ.get("LIGGAREN_REQUIRE_EVERYTHING") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(reason.endswith(word) for word in _RIGHTLY_SKIPPED):
            report.outcome, report.longrepr = "failed", f"demanded, yet {reason}"
    return report


def chromium() -> str | None:
    """The system's Chromium, which Playwright drives; it never downloads one of its own."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _start_cluster() -> None:
    from liggaren.config import embedded

    base = Path("/var/lib/liggaren/tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True, mode=0o711)
    folder = Path(tempfile.mkdtemp(prefix="t-", dir=base))
    folder.chmod(0o711)
    os.environ["LIGGAREN_DATA"] = str(folder)
    for name in ("LIGGAREN_DATABASE_URL", "LIGGAREN_OWNER_DATABASE_URL", "LIGGAREN_READER_DATABASE_URL"):
        os.environ.pop(name, None)
    cluster = embedded.Cluster(
        data=folder / "postgres", socket=folder / "s", facts=folder / "keys" / "database.json", fast=True
    )
    _CLUSTER.update(process=embedded.start(cluster), cluster=cluster, folder=folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if process := _CLUSTER.get("process"):
        from liggaren.config import embedded

        embedded.stop(process)
        shutil.rmtree(_CLUSTER["folder"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """One database for each worker, migrated as owner; Django then connects as application."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    name = f"liggaren_test_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    settings.LEDGER_KEY_FILE = settings.LEDGER_KEY_FILE.with_name(f"{name}.key")  # a log for each database
    with django_db_blocker.unblock():
        if not os.environ.get("LIGGAREN_TEST_EXTERNAL"):  # else the address names an empty database
            _fresh_database(name)
            for alias in connections:
                settings.DATABASES[alias]["NAME"] = name
                connections[alias].settings_dict["NAME"] = name
        call_command("migrate", database="owner", verbosity=0)
        _FILLED_BY_MIGRATIONS.update(_filled_tables())
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def _filled_tables() -> set[str]:
    """Tables that migrations have put rows in: a house starts with them, so they are never emptied."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        names = [row[0] for row in cursor.fetchall()]
        filled = set()
        for name in names:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{name}")')  # noqa: S608 - the database's own names
            filled |= {name} if cursor.fetchone()[0] else set()
    return filled


def _fresh_database(name: str) -> None:
    from psycopg import sql

    from liggaren.config import embedded, places, roles

    folder = places.data_folder()
    cluster = embedded.Cluster(data=folder / "postgres", socket=folder / "s", facts=places.database_file())
    with roles.superuser(cluster) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    roles.make_database(cluster, name)


@pytest.fixture(autouse=True)
def own_media() -> Iterator[None]:
    """The media's names are read once for the process: a test's own platforms must not stay among them."""
    yield
    if media := sys.modules.get("liggaren.register.media"):
        media.every.cache_clear()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real commits, seen by other connections; every table is emptied afterwards, by the owner."""
    from django.db import connections

    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections["default"].close()
            empty_database()


def empty_database() -> None:
    """Empty every table but the migrations' own; the owner lifts its own triggers for it.

    The mark of what the log has signed goes too: the next log is another one.
    """
    from django.conf import settings
    from django.db import connections

    settings.LEDGER_KEY_FILE.with_name(f"{settings.LEDGER_KEY_FILE.name}.signed").unlink(missing_ok=True)
    kept = {"django_migrations", "django_content_type", "auth_permission", *_FILLED_BY_MIGRATIONS}
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        tables = [row[0] for row in cursor.fetchall() if row[0] not in kept]
        cursor.execute(" UNION ALL ".join(_QUESTION.format(table) for table in tables))
        touched = [row[0] for row in cursor.fetchall()]
        if touched:
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
                [tables],
            )
            guarded = [row[0] for row in cursor.fetchall()]  # CASCADE may reach any of them
            named = ", ".join(f'"{table}"' for table in touched)
            for table in guarded:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute(f"TRUNCATE {named} RESTART IDENTITY CASCADE")
            for table in guarded:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    connections["owner"].close()


@pytest.fixture
def database_facts() -> dict[str, Any]:
    """The embedded cluster's facts, for tests that connect by themselves as one of the roles."""
    from liggaren.config import places

    return dict(json.loads(places.database_file().read_text()))
