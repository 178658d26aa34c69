"""The start checklist (C2.1-C2.8): each step checked by the system where it can, else confirmed by a
named person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from liggaren.lib.dates import long_date
from liggaren.lifecycle import account_notice
from liggaren.lifecycle.models import Tick
from liggaren.people import queries as people
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register.models import Account, Administrator, ConnectionState, ConnectionStatus, WorkingFacts
from liggaren.register.rules import LEAST_ADMINISTRATORS, looks_personal

BY_HAND = frozenset({"page", "sender", "login", "archiving"})


@dataclass(frozen=True)
class Step:
    """One step. `by_system`: we checked it; otherwise a named person confirms it (`who`, `at`)."""

    code: str
    clause: str
    title: str
    done: bool
    text: str  # what is so, or what to do
    by_system: bool = True
    who: str = ""
    at: datetime | None = None
    note: str = ""
    stops: bool = True  # else it is shown here and chased by a duty after the start


@dataclass(frozen=True)
class _Facts:
    account: Account
    working: WorkingFacts | None
    roster: list[Administrator]
    connection: ConnectionState | None
    has_connector: bool
    approvers: list[str]
    domains: list[str]
    known: set[str]
    ticks: dict[str, Tick]


def start_checklist(account: Account) -> list[Step]:
    """The steps in the order they are taken. The account may start when every one that stops it is done."""
    facts = _gather(account)
    connected = (
        _connection(facts)
        if facts.has_connector
        else _by_hand(facts, "archiving", "", ARCHIVING, BY_HAND_TEXT)
    )
    return [
        _approved(facts), _address(facts), _email(facts), _administrators(facts), _profiles(facts),
        _by_hand(facts, "page", "C2.5", "Det finns en offentlig sida om verksamheten", PAGE_TEXT),
        _by_hand(facts, "sender", "C2.6", "Det syns att kontot är kommunens", SENDER_TEXT),
        _by_hand(facts, "login", "C2.4", "Inloggningsuppgifterna ligger i förvar", LOGIN_TEXT),
        connected, _notice(facts),
    ]  # fmt: skip


ARCHIVING = "Det är bestämt hur kontot arkiveras"
PAGE_TEXT = (
    "Ange adressen till sidan på kommunens webbplats, och bekräfta att den berättar om kontots uppdrag."
)
SENDER_TEXT = "Bekräfta att namn, bild och beskrivning visar att det är kommunen, med logotyp där det går."
LOGIN_TEXT = "Bekräfta att användarnamn och lösenord är lämnade, och att alla administratörer når dem."
BY_HAND_TEXT = "Mediet kan inte anslutas. Bekräfta att någon sparar innehållet för hand."


def _gather(account: Account) -> _Facts:
    working = register.working_facts(account)
    ids = [working.approver_one_id, working.approver_two_id] if working else []
    users = list(User.objects.filter(Q(pk__in=ids) | Q(email__iexact=account.email)))
    names = {user.pk: user.name for user in users}
    return _Facts(
        account=account,
        working=working,
        roster=register.administrators(account),
        connection=register.connection_state(account),
        has_connector=register.has_connector(account),
        approvers=[names[pk] for pk in ids if pk in names],
        domains=people.municipality().mail_domains.split(),
        known={user.email for user in users if user.email.lower() == account.email.lower()},
        ticks={tick.code: tick for tick in Tick.objects.filter(account=account).select_related("user")},
    )


def _approved(facts: _Facts) -> Step:
    title = "Planen är godkänd och informationsfunktionen har en kopia"
    if facts.working is None:
        return Step("approved", "C2.1", title, False, "Planen måste godkännas av två chefer först.")
    text = f"Godkänd av {' och '.join(facts.approvers)} den {long_date(facts.working.made_at)}."
    return Step("approved", "C2.1", title, True, text, at=facts.working.made_at)


def _address(facts: _Facts) -> Step:
    done = bool(facts.account.address_key)
    text = facts.account.address if done else "Skapa kontot på plattformen och ange dess riktiga adress här."
    return Step("address", "B.2", "Kontot har en adress", done, text)


def _email(facts: _Facts) -> Step:
    title = "Kontot har en egen e-postadress"
    email, own_words = facts.account.email, [facts.account.name, facts.account.unit.name]
    if not email:
        return Step("email", "C2.3", title, False, "Ange en funktionsadress som alla administratörer når.")
    if looks_personal(email, domains=facts.domains, known=facts.known, own_words=own_words):
        return Step(
            "email", "C2.3", title, False, f"{email} ser ut som en persons egen adress. Byt till en annan."
        )
    return Step("email", "C2.3", title, True, email)


def _administrators(facts: _Facts) -> Step:
    names = [row.user.name for row in facts.roster]
    done = len(names) >= LEAST_ADMINISTRATORS
    text = ", ".join(names) if done else "Ange minst två administratörer."
    return Step("administrators", "C2.8", "Minst två personer är administratörer", done, text)


def _profiles(facts: _Facts) -> Step:
    without = [row.user.name for row in facts.roster if not row.work_profile]
    done = bool(facts.roster) and not without
    text = (
        "Alla har angett sin arbetsprofil."
        if done
        else f"Ange arbetsprofil för {', '.join(without) or 'alla'}."
    )
    return Step("profiles", "C2.2", "Administratörerna använder arbetsprofiler", done, text)


def _connection(facts: _Facts) -> Step:
    title, state = "Kontot är anslutet och allt sparas", facts.connection
    if state is None or state.state == ConnectionStatus.NONE:
        return Step("connection", "G5.1", title, False, "Anslut kontot, så prövar vi anslutningen.")
    if state.state == ConnectionStatus.BROKEN:
        text = f"Plattformen svarade inte som väntat: {state.note} Anslut igen."
        return Step("connection", "G5.1", title, False, text, at=state.checked_at)
    return Step(
        "connection",
        "G5.1",
        title,
        True,
        "Plattformen svarade när vi prövade anslutningen.",
        at=state.checked_at,
    )


def _notice(facts: _Facts) -> Step:
    title, found = "Informationstexten står på kontot", account_notice.standing(facts.account)
    if found.notice is None:
        text = "Skriv vad den som besöker kontot ska få veta, och lägg det på kontot."
        return Step("notice", "", title, False, text, stops=False)
    if found.check is None:
        return Step("notice", "", title, False, "Texten är skriven. Pröva om den är på plats.", stops=False)
    who = found.check.by.name if found.check.by and found.is_in_place else ""
    text = "Texten är på plats." if found.is_in_place else f"{found.check.get_result_display()}."
    return Step("notice", "", title, found.is_in_place, text, who=who, at=found.check.at, stops=False)


def _by_hand(facts: _Facts, code: str, clause: str, title: str, todo: str) -> Step:
    tick = facts.ticks.get(code)
    if tick is None:
        return Step(code, clause, title, False, todo, by_system=False)
    text = facts.account.public_page if code == "page" else f"Bekräftat av {tick.user.name}."
    return Step(code, clause, title, True, text, False, tick.user.name, tick.at, tick.note)
