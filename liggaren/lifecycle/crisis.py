"""Crisis mode: ordered by a named role with a reason, ended by a decision (G3.5).

While it is on the accounts are watched more often, ready texts may be used and one answer may go to many. An
extra snapshot is asked for at its start and at its end. The public directory says nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.lifecycle.models import Crisis, CrisisAccount
from liggaren.lifecycle.rights import NotYours
from liggaren.moderation import watch_raising
from liggaren.moderation.watch_plans import WATCHED, keepers
from liggaren.notices.services import tell_all
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account

LINK = "/krislage/"


def may_order(user: User, account: Account) -> bool:
    """The information function, and the director (or a deputy) of the account's own administration."""
    if people.has_role(user, RoleKind.INFORMATION, account.unit):
        return True
    administration = people.administration_of(account.unit)
    return administration is not None and people.has_role(user, RoleKind.DIRECTOR, administration)


def orderable(user: User) -> list[Account]:
    """The open accounts for which the person may order a crisis mode that is not on already."""
    found = register.visible_accounts(user).filter(status__in=WATCHED)
    on = set(CrisisAccount.objects.filter(is_on=True).values_list("account", flat=True))
    return [account for account in found if account.pk not in on and may_order(user, account)]


@transaction.atomic
def order(
    *, accounts: Iterable[Account], name: str, reason: str, every: int, opens: int, closes: int, by: User
) -> Crisis:
    """Set crisis mode for the accounts now. `every` minutes between looks, from `opens` to `closes` (minutes
    after midnight).

    Raises NotYours; Refusal without accounts, name or reason, and where a crisis is on already.
    """
    chosen = list(dict.fromkeys(accounts))
    if not all(may_order(by, account) for account in chosen):
        raise NotYours
    name, reason = " ".join(clean(name).text.split()), clean(reason).text.strip()
    if not (chosen and name and reason):
        raise Refusal("Välj minst ett konto, och skriv vad som har hänt och varför.", "crisis_incomplete")
    if taken := CrisisAccount.objects.filter(account__in=chosen, is_on=True).first():
        raise Refusal(f"{taken.account.name} är redan i krisläge.", "crisis_on")
    row = Crisis.objects.create(
        name=name[:120], reason=reason, ordered_by=by, ordered_at=clock.now(), every=every, opens=opens,
        closes=closes,
    )  # fmt: skip
    CrisisAccount.objects.bulk_create(CrisisAccount(crisis=row, account=account) for account in chosen)
    watch_raising.raise_watch(
        accounts=chosen, every=every, opens=opens, closes=closes, reference=row.obj, by=by
    )
    _ask_for_snapshots(row, "start")
    _tell(chosen, "Krisläge", "Kontot ska bevakas tätare än vanligt, och färdiga texter får användas.")
    facts: dict[str, Json] = {
        "accounts": [str(account.pk) for account in chosen], "every": every, "opens": opens, "closes": closes,
        "reason": reason,
    }  # fmt: skip
    row.entry_id = ledger.append(kind="crisis.ordered", actor=by.actor, obj=row.obj, facts=facts)
    row.save(update_fields=["entry_id"])
    return row


def may_end(user: User, crisis: Crisis) -> bool:
    """Whoever may order for every account that it concerns."""
    return all(may_order(user, row.account) for row in crisis.accounts.all())


@transaction.atomic
def end(*, crisis: Crisis, reason: str, by: User) -> Crisis:
    """End it by decision: the plans' own watch holds again, and a last snapshot is asked for. Twice is once.

    Raises NotYours; Refusal without a reason.
    """
    row = Crisis.objects.select_for_update().get(pk=crisis.pk)
    if not may_end(by, row):
        raise NotYours
    if row.ended_at:
        return row
    if not (reason := clean(reason).text.strip()):
        raise Refusal("Skriv varför krisläget kan avslutas.", "crisis_end_reason")
    row.ended_at, row.ended_by, row.end_reason = clock.now(), by, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    CrisisAccount.objects.filter(crisis=row).update(is_on=False)
    watch_raising.lower_watch(reference=row.obj, by=by)
    _ask_for_snapshots(row, "end")
    accounts = [one.account for one in row.accounts.select_related("account")]
    _tell(accounts, "Krisläget är slut", "Planens tider för bevakning gäller igen.")
    ledger.append(kind="crisis.ended", actor=by.actor, obj=row.obj, facts={"reason": reason})
    return row


def _ask_for_snapshots(crisis: Crisis, when: str) -> None:
    from liggaren.lifecycle.tasks import crisis_snapshot

    for pk in crisis.accounts.values_list("pk", flat=True):
        crisis_snapshot.defer(crisis_account_id=pk, when=when)


def _tell(accounts: Sequence[Account], subject: str, body: str) -> None:
    for account in accounts:
        tell_all(
            users=keepers(account), subject=f"{subject}: {account.name}"[:150], body=body, link=LINK,
            urgent=True,
        )  # fmt: skip


def current(accounts: Iterable[Account] | None = None) -> dict[object, Crisis]:
    """The crisis that is on, by account's id, for these accounts (all when None). One query."""
    found = CrisisAccount.objects.filter(is_on=True).select_related("crisis")
    if accounts is not None:
        found = found.filter(account__in=[account.pk for account in accounts])
    return {row.account_id: row.crisis for row in found}


def names_on(accounts: Iterable[object]) -> list[tuple[str, int]]:
    """The crises that are on among accounts (ids): each name, and how many of the accounts it concerns."""
    found = CrisisAccount.objects.filter(is_on=True, account__in=list(accounts))
    counted = Counter(found.order_by("crisis").values_list("crisis__name", flat=True))
    return sorted(counted.items())
