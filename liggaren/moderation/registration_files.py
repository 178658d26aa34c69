"""Requests out as CSV, numbers in as CSV: UTF-8, one row for each record, bad rows told one by one (C7.2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import RegistrationRequest
from liggaren.moderation.registering import is_registrar
from liggaren.moderation.registrar_acts import register_number
from liggaren.moderation.registrations import requests_for
from liggaren.people.models import User

PUBLIC = (
    "id", "namnd", "diarienummer", "registrerad", "inkom_utc", "inkom", "riktning", "handlingstyp",
    "klassifikation", "part", "rubrik", "plattform", "konto", "skal", "begard", "relaterat_arende",
    "polisens_nummer", "bevis_post", "lage", "handlaggare", "registrator",
)  # fmt: skip
PROTECTED = ("skyddad_part", "skyddad_rubrik", "lank")
LARGEST = 1_000_000
MOST_ROWS = 5_000
RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One row of an imported file: its number in the file, what became of it; `why` is empty when taken."""

    number: int
    diary_number: str
    why: str = ""


def cell(value: object) -> str:
    """A value that a spreadsheet reads as text and never as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


@transaction.atomic
def write(rows: Iterable[RegistrationRequest], *, by: User, protected: bool = False) -> str:
    """The rows as CSV; the protected set only when asked for, entered in the ledger before it is given.

    Raises NotYours when the protected set is asked for and the person isn't registrar of every row's board.
    """
    rows = list(rows)
    if protected:
        if not all(is_registrar(by, row.board) for row in rows):
            raise NotYours
        ledger.append(
            kind="registration.protected_exported", actor=by.actor, obj="registrations",
            facts={"requests": [str(row.pk) for row in rows]},
        )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(PUBLIC + (PROTECTED if protected else ()))
    for row in rows:
        writer.writerow([cell(one) for one in (*_public(row), *(_protected(row) if protected else ()))])
    return out.getvalue()


def _public(row: RegistrationRequest) -> tuple[object, ...]:
    came = row.received_at
    return (
        row.pk, row.board.name, row.diary_number, row.registered_on, came.isoformat(),
        came.astimezone(clock.STOCKHOLM).isoformat(), row.get_direction_display(), row.record_type,
        row.class_code, row.public_party, row.public_summary, row.account.platform, row.account.name,
        row.get_reason_display(), row.requested_at.isoformat(), row.related_case, row.police_number,
        row.evidence_entry, row.get_state_display(), row.responsible.name if row.responsible else "",
        row.registrar.name if row.registrar else "",
    )  # fmt: skip


def _protected(row: RegistrationRequest) -> tuple[object, ...]:
    return row.protected_party, row.protected_summary, row.permalink


def read(data: bytes, *, by: User) -> list[Line]:
    """Enter the numbers of a file with the columns id, diarienummer, registrerad. A bad row stops no other.

    Comma or semicolon, with or without a byte order mark. Raises Refusal for a file that is no such table.
    """
    if len(data) > LARGEST:
        raise Refusal("Filen är för stor. Dela den i filer under 1 MB.", "too_large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("Filen är inte UTF-8. Spara den som CSV UTF-8 och försök igen.", "not_utf8") from error
    first = text.split("\n", 1)[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        rows = list(table)
    except csv.Error as error:
        raise Refusal("Filen går inte att läsa som CSV.", "not_csv") from error
    if missing := {"id", "diarienummer", "registrerad"} - set(table.fieldnames or ()):
        raise Refusal(f"Kolumnen {', '.join(sorted(missing))} saknas i filens första rad.", "no_columns")
    if len(rows) > MOST_ROWS:
        raise Refusal("Filen har fler än 5 000 rader. Dela den.", "too_many_rows")
    return [_take(number, row, by) for number, row in enumerate(rows, 2)]


def _take(number: int, row: dict[str, str | None], by: User) -> Line:
    diary, given = (row["diarienummer"] or "").strip().lstrip("'"), (row["registrerad"] or "").strip()
    try:
        found = requests_for(by).filter(pk=UUID((row["id"] or "").strip())).first()
    except ValueError:
        found = None
    if found is None:
        return Line(number, diary, "Ingen begäran hos din nämnd har det id:t.")
    if found.diary_number and found.diary_number == diary:
        return Line(number, diary)
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return Line(number, diary, "Dagen ska skrivas åååå-mm-dd.")
    try:
        register_number(request=found, number=diary, on=day, by=by)
    except Refusal as refusal:
        return Line(number, diary, refusal.message)
    return Line(number, diary)
