"""How diary numbers are written: each board may say, the municipality for those that have not (C7.2).

A pattern is written as people write numbers: `KFN ÅÅÅÅ/#` takes KFN 2026/17.
"""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import DiaryPattern
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, Unit, UnitKind, User

PARTS = {"ÅÅÅÅ": r"(?:19|20)\d\d", "#": r"\d{1,9}"}
TOKEN = re.compile(r"ÅÅÅÅ|#")
AUTHORITIES = frozenset({UnitKind.BOARD, UnitKind.COMPANY, UnitKind.MUNICIPALITY})
LONGEST = 60


def fits(pattern: str, number: str) -> bool:
    """Whether a number is written as the pattern says; any number fits an empty one."""
    if not pattern:
        return True
    pieces, at = [], 0
    for found in TOKEN.finditer(pattern):
        pieces += [re.escape(pattern[at : found.start()]), PARTS[found[0]]]
        at = found.end()
    return re.fullmatch("".join((*pieces, re.escape(pattern[at:]))), number) is not None


def example(pattern: str, on: date) -> str:
    """A number as the pattern wants it, `KFN 2026/17`."""
    return pattern.replace("ÅÅÅÅ", str(on.year)).replace("#", "17")


def pattern_of(board: Unit) -> str:
    """The pattern that holds for a board: its own, else that of what is above it; "" where none is chosen."""
    chain = [unit.pk for unit in people.ancestors(board)]
    rows = DiaryPattern.objects.filter(unit__in=chain).order_by("-number")
    newest: dict[int, str] = {}
    for row in rows:
        newest.setdefault(row.unit_id, row.pattern)
    return next((newest[pk] for pk in chain if newest.get(pk)), "")


def history(units: list[Unit]) -> list[DiaryPattern]:
    """Every order of the units, the newest first."""
    rows = DiaryPattern.objects.filter(unit__in=units).select_related("by", "unit")
    return list(rows.order_by("-at", "-pk"))


def may_choose(user: User) -> list[Unit]:
    """The authorities whose pattern the person may choose: where they are registrar, the top one first."""
    reached = people.reach(user, [RoleKind.REGISTRAR])
    today = people.swedish_day()
    units = [people.every_unit()[pk] for pk in sorted(reached)]
    return [unit for unit in units if unit.kind in AUTHORITIES and unit.holds(today)]


@transaction.atomic
def choose_pattern(*, unit: Unit, pattern: str, by: User) -> DiaryPattern:
    """A new order for how the unit's numbers are written; an empty one ends it.

    Raises NotYours for others than the unit's registrar, Incomplete for a pattern without a running number.
    """
    held = Unit.objects.select_for_update().get(pk=unit.pk)
    if held not in may_choose(by):
        raise NotYours
    pattern = " ".join(clean(pattern).text.split())
    if pattern and (len(pattern) > LONGEST or "#" not in pattern):
        raise Incomplete([Problem("pattern", "Skriv # där löpnumret står, till exempel KFN ÅÅÅÅ/#")])
    before = DiaryPattern.objects.filter(unit=held).order_by("-number").first()
    entry_id = ledger.append(
        kind="registration.pattern_chosen", actor=by.actor, obj=f"unit:{held.pk}",
        facts={"before": before.pattern if before else "", "after": pattern},
    )  # fmt: skip
    return DiaryPattern.objects.create(
        unit=held, number=before.number + 1 if before else 1, pattern=pattern, by=by, at=clock.now(),
        entry_id=entry_id,
    )  # fmt: skip
