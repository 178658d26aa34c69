"""The embedded database's roles: owner for migrations, application without power, reader (design 3.4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from liggaren.config import places

if TYPE_CHECKING:
    from liggaren.config.embedded import Cluster

PORT = 5432  # only names the socket file; nothing listens on the network


def superuser(cluster: Cluster, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the cluster's superuser: for making roles and databases only."""
    facts = json.loads(cluster.facts.read_text())
    return psycopg.connect(
        host=str(cluster.socket), port=PORT, user="postgres", password=facts["passwords"]["superuser"],
        dbname=database, autocommit=True, connect_timeout=5,
    )  # fmt: skip


def make_roles(cluster: Cluster, passwords: dict[str, str]) -> None:
    with superuser(cluster) as connection:
        found = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in places.ROLES:
            if f"liggaren_{role}" in found:
                continue  # an earlier first start was killed here
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                    sql.Identifier(f"liggaren_{role}"),
                    sql.SQL("CREATEDB" if role == "owner" else "NOCREATEDB"),
                    sql.Literal(passwords[role]),
                )
            )
        connection.execute("DROP DATABASE IF EXISTS liggaren")  # only ever half-made at this point
    make_database(cluster, "liggaren")


def make_database(cluster: Cluster, name: str) -> None:
    """An empty database owned by `owner`, in which `application` and `reader` get their default rights."""
    with superuser(cluster) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER liggaren_owner").format(sql.Identifier(name)))
    with superuser(cluster, name) as connection:
        for statement in ROLE_GRANTS:
            connection.execute(statement)


# Default rights for every table the owner will make; the ledger's migration takes some away again.
ROLE_GRANTS = (
    "ALTER SCHEMA public OWNER TO liggaren_owner",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO liggaren_application, liggaren_reader",
    "ALTER DEFAULT PRIVILEGES FOR ROLE liggaren_owner IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO liggaren_application",
    "ALTER DEFAULT PRIVILEGES FOR ROLE liggaren_owner IN SCHEMA public"
    " GRANT SELECT ON TABLES TO liggaren_reader",
    "ALTER DEFAULT PRIVILEGES FOR ROLE liggaren_owner IN SCHEMA public"
    " GRANT USAGE, SELECT ON SEQUENCES TO liggaren_application",
)
