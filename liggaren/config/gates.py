"""The database's own guards, looked at: there, switched on, unchanged, and the application kept out of what
only they may write (design 3.3, 3.4).

A guard's text is held against what the migrations of this very version wrote, so that one replaced by "true"
is found too. Against an owner who changes both database and program, the proof is checkpoints held elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.special import RunSQL

ROOMS = ("ledger", "register", "capture", "actions", "plans", "moderation")
MADE = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\s*\((?:[^()]|\([^()]*\))*\)\s*RETURNS.*?\$\$(.*?)\$\$", re.DOTALL
)
ENDED = re.compile(r"DROP FUNCTION (\w+)")
TRIGGER = re.compile(r"CREATE TRIGGER (\w+) [^;]*? ON (\w+)", re.DOTALL)
TRIGGER_ENDED = re.compile(r"DROP TRIGGER (\w+) ON (\w+)")
NOT_THEIRS = {
    "capture_verification": "INSERT, UPDATE, DELETE, TRUNCATE", "ledger_entry": "UPDATE, DELETE, TRUNCATE",
    "ledger_number": "UPDATE, DELETE, TRUNCATE", "ledger_node": "UPDATE, DELETE, TRUNCATE",
    "ledger_checkpoint": "UPDATE, DELETE, TRUNCATE", "ledger_record": "UPDATE, DELETE, TRUNCATE",
    "actions_outbox": "DELETE", "actions_emergency": "UPDATE, DELETE", "actions_step": "UPDATE, DELETE",
    "register_workingfacts": "UPDATE, DELETE, TRUNCATE",
}  # fmt: skip


def faults(database: BaseDatabaseWrapper) -> list[str]:
    """What does not stand as the migrations wrote it, each in a Swedish sentence; empty when all does."""
    with database.cursor() as cursor:
        return [*_triggers(cursor), *_functions(cursor), *_rights(cursor)]


def _triggers(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT t.tgname, c.relname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'public'"
    )
    standing = {(name, table): str(state) for name, table, state in cursor.fetchall()}
    for name, table in sorted(written()[1]):
        if (name, table) not in standing:
            yield f"Spärren {name} på {table} saknas."
        elif standing[name, table] not in {"O", "A"}:
            yield f"Spärren {name} på {table} är avstängd."


def _functions(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.proname = ANY(%s)",
        [list(written()[0])],
    )
    standing: dict[str, list[str]] = {}
    for name, body in cursor.fetchall():
        standing.setdefault(name, []).append(_plain(body))
    for name, body in sorted(written()[0].items()):
        if standing.get(name) != [_plain(body)]:
            yield f"Funktionen {name} saknas eller är ändrad."


def _rights(cursor: Any) -> Iterator[str]:
    for table, rights in NOT_THEIRS.items():
        for right in rights.split(", "):
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, %s)", [application(), f"public.{table}", right]
            )
            if cursor.fetchone()[0]:
                yield f"Programmet har fått rätten {right} på {table}."


@cache
def written() -> tuple[dict[str, str], frozenset[tuple[str, str]]]:
    """Functions with their bodies, and triggers with their tables, as the migrations leave them."""
    functions: dict[str, str] = {}
    triggers: set[tuple[str, str]] = set()
    for text in _statements():
        for found in TRIGGER_ENDED.findall(text):
            triggers.discard(found)
        for name in ENDED.findall(text):
            functions.pop(name, None)
        functions.update(dict(MADE.findall(text)))
        triggers.update(TRIGGER.findall(text))
    return functions, frozenset(triggers)


def _statements() -> Iterator[str]:
    for room in ROOMS:
        folder = import_module(f"liggaren.{room}.migrations")
        for module in sorted(iter_modules(folder.__path__), key=lambda one: one.name):
            operations = import_module(f"liggaren.{room}.migrations.{module.name}").Migration.operations
            yield from (str(each.sql) for each in operations if isinstance(each, RunSQL))


def _plain(body: str) -> str:
    return " ".join(body.split())


def application() -> str:
    """The role that the program connects as."""
    return str(settings.DATABASE_ROLES["application"])
