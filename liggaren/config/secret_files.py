"""Files that hold one secret each: made on first use, 0600, refused when others can read them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from liggaren.config.running.refusal import CannotRun


class Unsafe(CannotRun):
    """A secret's file can be read by others, or not by us."""


def text(path: Path, *, environment: str = "") -> str:
    """The secret in `path` (or in the file that `environment` names), made if missing.

    Raises Unsafe where group or others may read it.
    """
    if named := os.environ.get(environment, ""):
        path = Path(named)
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise Unsafe(f"{path} kan läsas av andra. Kör: chmod 600 {path}")
    if not (found := path.read_text().strip()):
        raise Unsafe(f"{path} är tom. Lägg tillbaka den från säkerhetskopian av nycklarna.")
    return found


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(48))
    # link, not rename: of two that start at once, the first one's secret stays.
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
