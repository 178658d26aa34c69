"""The SQL that makes the three roles and the database on a PostgreSQL of one's own (15 or newer)."""

from __future__ import annotations

from liggaren.config import embedded, places, roles


def statements(name: str = "liggaren") -> list[str]:
    """Lines for `psql`, run once by the server's superuser; passwords are left for the person to choose."""
    if not name.isidentifier():
        raise ValueError("a database name of letters, digits and _ only")
    return [
        "-- Byt varje lösenord. Kör som superanvändare: liggaren database sql | psql",
        *(
            f"CREATE ROLE liggaren_{role} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB"
            f" PASSWORD 'byt-mig-{role}';"
            for role in places.ROLES
        ),
        *(
            f"ALTER ROLE liggaren_{role} SET {setting.replace('=', ' = ')};"
            for role in places.ROLES
            for setting in embedded.QUIET
        ),
        f"CREATE DATABASE {name} OWNER liggaren_owner ENCODING 'UTF8' TEMPLATE template0;",
        f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {name} TO liggaren_application, liggaren_reader;",
        f"\\connect {name}",
        *(f"{statement!s};" for statement in roles.ROLE_GRANTS),
        "-- Peka sedan Liggaren hit:",
        f"-- LIGGAREN_DATABASE_URL=postgresql://liggaren_application:...@värd:5432/{name}",
        f"-- LIGGAREN_OWNER_DATABASE_URL=postgresql://liggaren_owner:...@värd:5432/{name}",
        f"-- LIGGAREN_READER_DATABASE_URL=postgresql://liggaren_reader:...@värd:5432/{name}",
    ]
