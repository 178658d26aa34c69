"""When the whole house was last checked, by whom and with what result: an entry like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liggaren.ledger import services
from liggaren.ledger.models import Record

KIND, OBJ = "house.checked", "house"


@dataclass(frozen=True)
class Checked:
    """One full check: `by` is the system account that ran it, `failed` the titles of what did not hold."""

    at: datetime
    ok: bool
    by: str
    failed: tuple[str, ...]


@transaction.atomic
def note(*, ok: bool, failed: Sequence[str], by: str) -> int:
    """Enter that everything was checked; the entry's id. Titles are the program's own words."""
    return services.append(
        kind=KIND, actor="system", obj=OBJ, facts={"ok": ok, "failed": list(failed), "by": by}
    )


def last() -> Checked | None:
    """The latest full check; None when there has been none. One query."""
    row = Record.objects.filter(kind=KIND, made_at__isnull=False).order_by("-made_at").first()
    if row is None or row.made_at is None or not isinstance(row.facts, dict):
        return None
    facts = row.facts
    return Checked(row.made_at, bool(facts["ok"]), str(facts["by"]), tuple(facts["failed"]))
