"""The archive's choices: level and kind of PDF/A for each account, and the run's window. Versions, never
changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from liggaren.archive.models import Choice, Level, Window
from liggaren.archive.permissions import MAKERS, demand
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.people import queries as people
from liggaren.people.models import User
from liggaren.register.models import Account

MAKE_AFTER, ANSWER_WITHIN, LONGEST = 0, 14, 90  # days after the half-year's end, when nothing is chosen


class NotChosen(Refusal):
    """The choice is none that can be made."""

    code = "archive_choice"


def current(account: Account) -> tuple[Level, str]:
    """The account's (level, flavour): what was chosen last, else full and "2u"."""
    return of_accounts([account.pk]).get(account.pk, (Level.FULL, "2u"))


def of_accounts(accounts: Iterable[UUID]) -> dict[UUID, tuple[Level, str]]:
    """(level, flavour) of those that have a choice; one query."""
    rows = Choice.objects.filter(account__in=list(accounts)).order_by("version")
    return {one.account_id: (Level(one.level), one.flavour) for one in rows}


@transaction.atomic
def choose(*, account: Account, level: str, flavour: str, by: User) -> Choice:
    """A new version of the account's choice. The same as before is no new one.

    Raises NotYours for others than the information function and the archivist, NotChosen for unknown words.
    """
    allowed = any(people.has_role(by, kind, account.unit) for kind in MAKERS)
    demand(allowed, "Bara informationsfunktionen och arkivarien väljer nivå.")
    if level not in Level.values or flavour not in Choice.Flavour.values:
        raise NotChosen("Välj en nivå och en sorts PDF/A.")
    Account.objects.select_for_update().get(pk=account.pk)
    before = Choice.objects.filter(account=account).order_by("-version").first()
    if before and (before.level, before.flavour) == (level, flavour):
        return before
    row = Choice(account=account, version=before.version + 1 if before else 1, level=level, flavour=flavour)
    row.chosen_by, row.chosen_at = by, clock.now()
    facts: dict[str, Json] = {"version": row.version, "level": level, "flavour": flavour}
    row.entry_id = ledger.append(kind="archive.chosen", actor=by.actor, obj=account.obj, facts=facts)
    row.save()
    return row


def window() -> tuple[int, int]:
    """(days after the period's end until it is made, until it must be received)."""
    row = Window.objects.order_by("-pk").first()
    return (row.make_after, row.answer_within) if row else (MAKE_AFTER, ANSWER_WITHIN)


def answer_within() -> timedelta:
    """From the period's end until the archivist should have the snapshot."""
    return timedelta(days=window()[1])


@transaction.atomic
def set_window(*, make_after: int, answer_within: int, by: User) -> Window:
    """Choose the run's window anew; it holds for what is opened from now on.

    Raises NotChosen when it leaves no time between, NotYours for others than those who make snapshots.
    """
    allowed = any(people.has_role(by, kind) for kind in MAKERS)
    demand(allowed, "Bara informationsfunktionen och arkivarien väljer tiderna.")
    if not 0 <= make_after < answer_within <= LONGEST:
        raise NotChosen(f"Arkivet måste få tid: fler dagar än till framställningen, högst {LONGEST}.")
    facts: dict[str, Json] = {"make_after": make_after, "answer_within": answer_within}
    entry = ledger.append(kind="archive.window_set", actor=by.actor, obj="archive", facts=facts)
    return Window.objects.create(
        make_after=make_after, answer_within=answer_within, chosen_by=by, chosen_at=clock.now(),
        entry_id=entry,
    )  # fmt: skip
