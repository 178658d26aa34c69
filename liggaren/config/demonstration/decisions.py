"""Earlier days on the library's account: comments that came, waited and were decided about, as people would.

What came is captured and sealed at its own time; each decision is made, verified and carried out now, for a
verification cannot be dated back. So the auditor's pages have something true to count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from liggaren.actions import services as actions
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.config.demonstration.accounts import platform_answers
from liggaren.config.demonstration.cast import Town
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.moderation import services as moderation
from liggaren.moderation.models import Category, Provision, Removal
from liggaren.playground.admin import Admin
from liggaren.playground.limits import Limits
from liggaren.playground.store import Store
from liggaren.register import services as register
from liggaren.register.models import Account

LIBRARY, PAGE = "Stadsbiblioteket i Exempelköping", "stadsbiblioteket"
BEGAN = timedelta(days=9)  # before now: when the town is entered and the account adopted
W, B = Removal.Way, Removal.Basis


@dataclass(frozen=True)
class Case:
    """One comment and what is decided about it. `waited` is how long it has been seen when the page opens."""

    waited: timedelta
    author: str
    text: str
    category: str
    basis: str
    way: str
    reason: str
    by: str
    obvious: bool = True
    provision: str = ""


def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)


CASES = (
    Case(_hours(52), "Rabatt Rabattsson", "Köp begagnade böcker av mig, halva priset!", "reklam",
         B.HOUSE_RULE, W.DELETE, "Reklam för egen försäljning.", "Bokvinda"),
    Case(_hours(29), "Kluringen", "Den här jävla sajten funkar ju aldrig", "sprak", B.HOUSE_RULE, W.HIDE,
         "Svordom, men frågan i sig är rimlig. Dold, inte borttagen.", "Bokvinda", obvious=False),
    Case(_hours(6), "Backsippan", "Hon i disken är en lat kossa, hon heter Exempla Exempelsson.",
         "personangrepp", B.DATA_PROTECTION, W.DELETE, "Namnger en anställd och förolämpar.", "Bokvinda"),
    Case(_hours(3.4), "Kluringen", "Jävla skit att ni stänger", "sprak", B.HOUSE_RULE, W.DELETE,
         "Svordom utan annat innehåll.", "Ymerika"),
    Case(_hours(1.7), "Anonym läsare", "Den som stängde filialen ska få stryk när jag ser honom.", "brott",
         B.DUTY_BY_LAW, W.DELETE, "Hot mot en person.", "Ymerika", provision="olaga-hot"),
    Case(_hours(0.6), "Backsippan", "Bibliotekarien är en idiot.", "personangrepp", B.HOUSE_RULE, W.DELETE,
         "Personangrepp.", "Bokvinda"),
    Case(_hours(0.4), "Frågvis", "Är det sant att ni ska lägga ner bokbussen?", "annat",
         B.HOUSE_RULE, W.NOTED, "Kritisk fråga, bryter inte mot någon regel. Får stå kvar.", "Bokvinda",
         obvious=False),
)  # fmt: skip


def enter(town: Town) -> None:
    """The account, its comments at their own times, and the decisions. Nothing where it is there already."""
    if Account.objects.filter(name=LIBRARY).exists() or not platform_answers():
        return
    now = clock.now()
    store = Store(Path(settings.DATA) / "playground.sqlite3")
    try:
        hand = Admin(store, Limits())
        with clock.frozen(now - BEGAN):
            account, post = _begin(town, hand, now - BEGAN)
        items = [_arrive(case, account, post, hand, now - case.waited) for case in CASES]
    finally:
        store.close()
    for case, item in zip(CASES, items, strict=True):
        _decide(case, item, town)


def _begin(town: Town, hand: Admin, at: datetime) -> tuple[Account, str]:
    hand.add_page(PAGE, LIBRARY, profile="full")
    post = hand.post(PAGE, "Från januari har vi nya öppettider. Vad tycker du?", at=at)
    by = town.people["Ymerika"]
    account = register.adopt(
        platform="playground", name=LIBRARY, unit=town.units["library"], by=by,
        address=f"{settings.PLAYGROUND_ORIGIN}/sidor/{PAGE}",
        administrators=[register.RosterLine(town.people["Bokvinda"], "Bokvinda på biblioteket"),
                        register.RosterLine(town.people["Hyllvard"], "Hyllvard på biblioteket")],
        purpose="Boktips och svar på frågor.", target_group="Alla som läser.",
    )  # fmt: skip
    register.connect(
        account,
        origin=settings.PLAYGROUND_ORIGIN,
        native_id=PAGE,
        token=hand.token(PAGE),
        by=by,
        profile="full",
    )
    register.check_connection(account, by=by)
    account.refresh_from_db()
    return account, post


def _arrive(case: Case, account: Account, post: str, hand: Admin, at: datetime) -> Item:
    """The comment comes, is captured, sealed and put in the inbox at its own time."""
    native_id = hand.comment(post, case.text, name=case.author, at=at)
    with clock.frozen(at):
        capture.capture_account(account)
        moderation.enter_missed()
        ledger.sequence()
    return Item.objects.get(native_id=native_id, instance=account.instance)


def _decide(case: Case, item: Item, town: Town) -> None:
    by = town.people[case.by]
    decision = moderation.Decision(
        category=Category.objects.get(key=case.category), basis=case.basis, obvious=case.obvious,
        reason=case.reason, way=case.way, category_words=case.reason if case.category == "annat" else "",
        provision=Provision.objects.get(key=case.provision) if case.provision else None,
    )  # fmt: skip
    removal = moderation.open_removal(item=item, by=by)
    removal = moderation.decide_removal(
        removal=removal, decision=decision, version_id=item.latest_id or 0, by=by
    )
    if removal.outbox_id is not None:
        actions.send(removal.outbox_id)
        moderation.act_ended(outbox_id=removal.outbox_id)
