"""The parties and their own channels, and who is elected; the information function keeps both.

C5.5, C5.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Elected, Party, PartyChannel
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

MOST_CHANNELS = 8


def may_edit(user: User) -> bool:
    """Whether the person keeps parties and elected."""
    return people.has_role(user, RoleKind.INFORMATION)


def read_channels(text: str) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Lines of `Namn https://adress` as pairs, and what must be mended. Pure."""
    found: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for number, line in enumerate(filter(None, (line.strip() for line in text.splitlines())), 1):
        name, _, address = line.rpartition(" ")
        if not _is_web(address) or len(address) > 300 or not name.strip() or len(name) > 60:
            problems.append(Problem("channels", f"Rad {number}: skriv ett namn och en adress som börjar med "
                                                "https://"))  # fmt: skip
        elif address not in {known for _, known in found}:
            found.append((name.strip(), address))
    if not found and not problems:
        problems.append(Problem("channels", "Skriv minst en kanal, till exempel Webbplats https://parti.se"))
    if len(found) > MOST_CHANNELS:
        problems.append(Problem("channels", f"Skriv högst {MOST_CHANNELS} kanaler"))
    return found, problems


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        return False


@transaction.atomic
def set_party(*, party: Party | None, name: str, channels: str, by: User) -> Party:
    """Enter a party, or write its name and channels anew. Raises NotYours, Incomplete."""
    if not may_edit(by):
        raise NotYours
    name = " ".join(name.split())
    pairs, problems = read_channels(channels)
    if not name or len(name) > 100:
        problems.insert(0, Problem("name", "Skriv partiets namn"))
    elif _others(party).filter(name__iexact=name).exists():
        problems.insert(0, Problem("name", "Partiet finns redan i listan"))
    if problems:
        raise Incomplete(problems)
    row = party or Party()
    row.name, row.changed_by, row.changed_at = name, by, clock.now()
    row.save()
    row.channels.all().delete()
    PartyChannel.objects.bulk_create(PartyChannel(party=row, name=one, address=at) for one, at in pairs)
    ledger.append(
        kind="party.set", actor=by.actor, obj=f"party:{row.pk}",
        facts={"name": row.name, "channels": [[one, at] for one, at in pairs]},
    )  # fmt: skip
    return row


def _others(party: Party | None) -> QuerySet[Party]:
    return Party.objects.exclude(pk=party.pk) if party else Party.objects.all()


@transaction.atomic
def end_party(*, party: Party, by: User) -> Party:
    """No longer offered; what was referred to it stays. Raises NotYours."""
    if not may_edit(by):
        raise NotYours
    party.ended_on, party.changed_by, party.changed_at = dates.swedish_day(clock.now()), by, clock.now()
    party.save()
    ledger.append(kind="party.ended", actor=by.actor, obj=f"party:{party.pk}")
    return party


def parties() -> Sequence[Party]:
    """The parties offered today, by name, with their channels. Two queries."""
    return list(Party.objects.filter(ended_on=None).prefetch_related("channels").order_by("name"))


@transaction.atomic
def add_elected(*, name: str, handle: str, party: Party | None, by: User) -> Elected:
    """Enter an elected person as they are called on social media. Raises NotYours, Incomplete."""
    if not may_edit(by):
        raise NotYours
    name, handle = " ".join(name.split()), handle.strip().lstrip("@")
    if not name or len(name) > 150 or len(handle) > 150:
        raise Incomplete([Problem("elected_name", "Skriv namnet så som det står på personens profil")])
    try:
        with transaction.atomic():
            row = Elected.objects.create(
                name=name, handle=handle, party=party, made_by=by, made_at=clock.now()
            )
    except IntegrityError as error:
        raise Incomplete([Problem("elected_name", "Personen finns redan i listan")]) from error
    ledger.append(kind="elected.added", actor=by.actor, obj=f"elected:{row.pk}")
    return row


@transaction.atomic
def remove_elected(*, elected: Elected, by: User) -> None:
    """Take someone off the list, when the term is over. Raises NotYours."""
    if not may_edit(by):
        raise NotYours
    name = f"elected:{elected.pk}"
    Elected.objects.filter(pk=elected.pk).delete()
    ledger.append(kind="elected.removed", actor=by.actor, obj=name)
