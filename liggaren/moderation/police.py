"""A report to the police, marked on the decision with its number (C6.6; swedish-rules §7)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.cleaning import clean
from liggaren.moderation.errors import Incomplete, Problem
from liggaren.moderation.models import PoliceReport, Removal
from liggaren.moderation.permissions import account_to_decide
from liggaren.people.models import User

LONGEST = 40


@transaction.atomic
def mark_reported(*, removal: Removal, number: str, on: date | None, by: User) -> PoliceReport:
    """Enter the police's number and the day of the report, at once or later.

    Raises NotYours; Incomplete with what to write instead.
    """
    account_to_decide(by, removal.item)
    tidy = " ".join(clean(number).text.split()).upper()
    if problems := _problems(tidy, on):
        raise Incomplete(problems)
    assert on is not None
    try:
        with transaction.atomic():
            found = PoliceReport.objects.create(
                removal=removal, number=tidy, reported_on=on, by=by, at=clock.now()
            )
    except IntegrityError as error:
        raise Incomplete([Problem("number", "Det numret står redan på beslutet")]) from error
    Removal.objects.filter(pk=removal.pk).update(police=True)
    found.entry_id = ledger.append(
        kind="removal.police_reported", actor=by.actor, obj=f"removal:{removal.pk}",
        facts={"number": tidy, "reported_on": on.isoformat()},
    )  # fmt: skip
    found.save()
    return found


def _problems(number: str, on: date | None) -> list[Problem]:
    found = []
    if not any(sign.isdigit() for sign in number) or len(number) > LONGEST:
        found.append(Problem("number", "Skriv polisens nummer, till exempel 5000-K123456-26"))
    if on is None or on > dates.swedish_day(clock.now()):
        found.append(Problem("reported_on", "Skriv dagen för anmälan, till exempel 2026-11-24"))
    return found
