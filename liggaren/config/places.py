"""Where this installation keeps its things: data folder, keys, database address.

Environment: `LIGGAREN_DATA` (folder), `LIGGAREN_DATABASE_URL` (application role),
`LIGGAREN_OWNER_DATABASE_URL` (migrations), `LIGGAREN_READER_DATABASE_URL` (read only).
Without addresses the embedded database's own file of passwords is read.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from liggaren.config.running.refusal import CannotRun

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_HOME = Path("/var/lib/liggaren")
BAD_ADDRESS = (
    "Databasens adress i LIGGAREN_DATABASE_URL (eller dess syskon) går inte att läsa. "
    "Den ser ut så här: postgresql://användare:lösenord@värd:5432/namn"
)
ROLES = ("application", "owner", "reader")


def clone_digest(root: Path = ROOT) -> str:
    """Ten hex digits that tell this clone from its neighbours."""
    return hashlib.sha256(str(root).encode()).hexdigest()[:10]


def data_folder() -> Path:
    """The folder for keys, database and blobs. As root it lies where a system user can enter."""
    if named := os.environ.get("LIGGAREN_DATA"):
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:
        return SYSTEM_HOME / "data" / clone_digest()
    return ROOT / "data"


def keys_folder() -> Path:
    return data_folder() / "keys"


def database_file() -> Path:
    """JSON written by the embedded database: socket folder, port, name, a password for each role."""
    return keys_folder() / "database.json"


def _from_url(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CannotRun(BAD_ADDRESS) from None
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise CannotRun(BAD_ADDRESS)
    options = parse_qs(parts.query)
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.get("host", [parts.hostname or ""])[0],
        "PORT": str(port or options.get("port", [""])[0]),
    }


def _from_file(role: str) -> dict[str, Any]:
    path = database_file()
    if not path.exists():
        return {
            "NAME": "liggaren",
            "USER": f"liggaren_{role}",
            "PASSWORD": "",
            "HOST": "/nonexistent",
            "PORT": "",
        }
    found = json.loads(path.read_text())
    return {
        "NAME": found["name"],
        "USER": found["users"][role],
        "PASSWORD": found["passwords"][role],
        "HOST": found["socket"],
        "PORT": str(found["port"]),
    }


def database(role: str) -> dict[str, Any]:
    """Connection facts for one of ROLES, from its address or from the embedded database's file."""
    name = "LIGGAREN_DATABASE_URL" if role == "application" else f"LIGGAREN_{role.upper()}_DATABASE_URL"
    url = os.environ.get(name, "")
    facts = _from_url(url) if url else _from_file(role)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        **_keeping(role),
        **facts,
    }


def _keeping(role: str) -> dict[str, Any]:
    # Under ASGI each request has a thread of its own, so kept connections would be one for each request.
    size = int(os.environ.get("LIGGAREN_DATABASE_POOL", "0"))
    if role == "application" and size:
        return {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": {"min_size": 1, "max_size": size, "timeout": 10}}}
    return {"CONN_MAX_AGE": 60}


def uses_embedded_database() -> bool:
    return not os.environ.get("LIGGAREN_DATABASE_URL")
