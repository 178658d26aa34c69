"""Accounts for tests: planned, started and adopted, with a roster of two."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.people.factories import Cast
from liggaren.people.factories import cast as everyone
from liggaren.register import services
from liggaren.register.models import Account
from liggaren.register.services import FactsDraft, RosterLine

WATCH = {"days": [0, 1, 2, 3, 4], "from": "08.00", "to": "17.00", "times_per_day": 3, "off_hours": ""}


def planned(cast: Cast, **facts: Any) -> Account:
    """An account entered as planned, run by Anna and Selma."""
    return services.enter_planned(**_base(cast), by=cast.cecilia, **_facts(facts))


def adopted(cast: Cast, **facts: Any) -> Account:
    """An account that existed before Liggaren."""
    return services.adopt(**_base(cast), by=cast.disa, **_facts(facts))


@transaction.atomic
def approve(cast: Cast, account: Account) -> None:
    """Working facts as if Bertil and Cecilia had approved a plan."""
    entry = ledger.append(kind="plan.approved", actor=cast.cecilia.actor, obj="plan:test")
    facts = FactsDraft(
        watch=WATCH, plan_ref="test", approver_one_id=cast.bertil.pk, approver_two_id=cast.cecilia.pk,
        approval_entry_id=entry, signature="/Badhuset Vågen", reply_hours=24, purposes=("service",),
    )  # fmt: skip
    services.write_working_facts(account=account, facts=facts, by=cast.cecilia)


def started(cast: Cast | None = None, **facts: Any) -> Account:
    """An account in order; makes the cast when none is given."""
    cast = cast or everyone()
    account = planned(cast, **facts)
    approve(cast, account)
    return services.start(account=account, by=cast.anna)


def connected(cast: Cast, *, origin: str, native_id: str, token: str = "", **facts: Any) -> Account:
    """A started account with a connection that is marked alive."""
    account = started(cast, **facts)
    services.connect(account, origin=origin, native_id=native_id, token=token, by=cast.anna)
    services.mark_alive(account)
    return account


def _base(cast: Cast) -> dict[str, Any]:
    lines = [RosterLine(cast.anna, "Anna, badhuset"), RosterLine(cast.second, "Selma, badhuset")]
    return {"unit": cast.unit, "administrators": lines}


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "platform": "playground", "name": "Badhuset Vågen", "address": "https://lekplatsen.example/@badhuset",
        "purpose": "Svara på frågor om badet.", "email": "badhuset.konto@exempelkoping.example",
    }  # fmt: skip
    return {**usual, **given}
