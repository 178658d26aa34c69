"""Starting an account: confirm the steps that no machine can check, then start (C2.1-C2.8)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.lib.http import ForbiddenAddress, GuardedClient, Interrupted, NotSent, TooLarge
from liggaren.lifecycle import account_notice
from liggaren.lifecycle.checklist import BY_HAND, Step, start_checklist
from liggaren.lifecycle.models import Tick
from liggaren.lifecycle.rights import NotYours, may_start
from liggaren.people.models import User
from liggaren.register import addresses
from liggaren.register import services as accounts
from liggaren.register.models import Account, Status

__all__ = [
    "NotReady",
    "NotYours",
    "may_start",
    "note_page",
    "page_answers",
    "start",
    "start_checklist",
    "tick",
]


NOTICE_WITHIN = timedelta(days=14)


class NotReady(Refusal):
    """Steps remain; `steps` are those."""

    def __init__(self, steps: list[Step]) -> None:
        names = ", ".join(step.title.lower() for step in steps)
        super().__init__(f"Kontot kan inte startas än. Det här återstår: {names}.", "not_ready")
        self.steps = steps


@transaction.atomic
def tick(*, account: Account, code: str, by: User, note: str = "") -> Tick:
    """A named person confirms a step that no machine can check. Confirming twice is once.

    Raises NotYours, Refusal.
    """
    if not may_start(by, account):
        raise NotYours
    if code not in BY_HAND:
        raise Refusal("Det steget prövas av systemet.", "step_by_system")
    if code == "page" and not account.public_page:
        raise Refusal("Ange sidans adress först.", "page_missing")
    row, is_new = Tick.objects.get_or_create(
        account=account, code=code, defaults={"user": by, "note": note[:300], "at": clock.now()}
    )
    if is_new and code == "login":
        accounts.confirm_login(account=account, by=by)
    if is_new:
        ledger.append(kind="start.confirmed", actor=by.actor, obj=account.obj, facts={"step": code})
    return row


def note_page(*, account: Account, address: str, by: User) -> Tick:
    """Keep the public page's address and confirm the step, noting whether the page answered us (C2.5).

    The call is made outside the transaction. Raises NotYours, BadAddress.
    """
    if not may_start(by, account):
        raise NotYours
    page = addresses.tidy(address)
    answered = page_answers(page)
    note = "Sidan svarade när vi prövade den." if answered else "Vi kunde inte pröva sidan själva."
    with transaction.atomic():
        changed = accounts.change(account=account, by=by, public_page=page)
        return tick(account=changed, code="page", by=by, note=note)


def page_answers(address: str) -> bool:
    """Whether a public page answers with success. False also where it may not be asked."""
    try:
        answer = GuardedClient().request("GET", address, limit=2_000_000, timeout=8.0)
    except (ForbiddenAddress, NotSent, Interrupted, TooLarge):
        return False
    return 200 <= answer.status < 300


@transaction.atomic
def start(*, account: Account, by: User) -> Account:
    """Start an account whose every step is done. Raises NotYours, NotReady, NoSuchStep."""
    if not may_start(by, account):
        raise NotYours
    Account.objects.select_for_update().get(pk=account.pk)
    if remaining := [step for step in start_checklist(account) if step.stops and not step.done]:
        raise NotReady(remaining)
    was_adopted = account.status == Status.ADOPTED
    started = accounts.start(account=account, by=by)
    duties.close_about(f"account.{account.pk}.start", "done", by=by)
    if not account_notice.standing(account).is_in_place:
        _ask_for_notice(started, by)
    if was_adopted:
        duties.close_about(f"account.{account.pk}.plan.", "done", by=by)
    return started


def _ask_for_notice(account: Account, by: User) -> None:
    """The text may need words that only stand on a page once the account is there: it is chased instead."""
    duties.open_duty(
        kind="account.notice", key=account_notice.duty_key(account), owner=by, unit=account.unit,
        title=f"Sätt informationstexten på plats: {account.name}"[:200],
        link=f"/konton/{account.pk}/informationstext/", due_at=clock.now() + NOTICE_WITHIN,
    )  # fmt: skip
