"""New rows by PostgreSQL's COPY: three times as fast as INSERT for a page of comments, in the same
transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from django.db import models

from liggaren.ledger.rows import copy_in


def add(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, all or none with an id of their own. Constraints and defaults hold
    as ever."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not (field.primary_key and rows[0].pk is None)]
    copy_in(meta.db_table, [str(field.column) for field in fields], _values(fields, rows))


def _values(fields: Sequence[models.Field[Any, Any]], rows: Sequence[models.Model]) -> Iterator[list[Any]]:
    """Plain values: Django's own preparation costs more than the COPY."""
    names = [field.attname for field in fields]
    as_json = [at for at, field in enumerate(fields) if isinstance(field, models.JSONField)]
    for row in rows:
        values = [_plain(getattr(row, name)) for name in names]
        for at in as_json:
            values[at] = json.dumps(values[at], ensure_ascii=False)
        yield values


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value  # psycopg would write an enum's name
