"""`liggaren database sql`: the roles and grants for a PostgreSQL of one's own."""

from __future__ import annotations

import argparse

from liggaren.config.cli import exits, saying

HELP = "skriv ut det som behövs för en egen PostgreSQL"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words this command takes."""
    parser.add_argument("what", metavar="sql", choices=["sql"], help="sql: roller, databas och rättigheter")
    parser.add_argument("--name", default="liggaren", help="databasens namn (annars liggaren)")


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from liggaren.config import database_sql

    lines = database_sql.statements(options.name)
    saying.show({"ok": True, "sql": lines}, lines, as_json=options.json)
    return exits.HOLDS
