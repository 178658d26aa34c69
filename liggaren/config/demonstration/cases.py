"""Three comments on the municipality's page that became cases, and the lists behind them.

The broken street lamp is being mended, the hole in the road waits for receipt, the bench is done. Each is
made, received, told of and answered in the thread as people would.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from liggaren.actions import services as actions
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.config.demonstration.accounts import MUNICIPALITY, PAGES, platform_answers
from liggaren.config.demonstration.cast import DOMAIN, Town
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.moderation import (
    case_contacts,
    case_moving,
    case_opening,
    case_vocabulary,
    case_work,
    referral_parties,
)
from liggaren.moderation import services as moderation
from liggaren.moderation.case_work import Word
from liggaren.moderation.models import Case, CaseWord, Party, UnitContact
from liggaren.playground.admin import Admin
from liggaren.playground.limits import Limits
from liggaren.playground.store import Store
from liggaren.register.models import Account

WORDS = {
    "streets": ("gatlykta", "belysning", "lyktstolpe", "trasig", "hål", "gropar", "vägen", "snöröjning"),
    "library": ("låna", "bibliotek", "bokbuss"),
    "pool": ("simskola", "bassäng", "omklädningsrum"),
}
CONTACTS = {
    "service": ("teknik@" + DOMAIN, "Växeln 0000-123 45", "Vardagar 8–16"),
    "culture": ("kultur.fritid@" + DOMAIN, "", ""),
    "leadership": ("kommunen@" + DOMAIN, "Växeln 0000-123 45", "Vardagar 8–16"),
}
PARTIES = {
    "Kvarnpartiet": "Webbplats https://kvarnpartiet.example\nTorget https://torget.example/kvarnpartiet",
    "Skogslistan": "Webbplats https://skogslistan.example",
    "Samlad bygd": "Webbplats https://samladbygd.example\nFrågor https://samladbygd.example/fraga",
}
LAMP = "Nu är gatlyktan vid Kvarnbron trasig igen, tredje gången sedan i mars. Vem lagar den och när?"
HOLE = "Det är ett stort hål i vägen utanför Kvarnskolan. Någon hinner köra sönder ett däck."
DEBATE = "Rösta bort majoriteten, då blir det gångväg på riktigt."
BENCH = "Bänken vid busstorget är trasig, det sticker ut spikar."


def enter(town: Town) -> None:
    """The lists, then the cases. Nothing where they are there already."""
    _lists(town)
    if Case.objects.exists() or not platform_answers():
        return
    lamp, hole, bench = _arrive()
    by = town.people["Lovanna"]
    _mending(_open(lamp, "Trasig gatlykta vid Kvarnbron", town), town)
    _open(hole, "Hål i vägen utanför Kvarnskolan", town)
    _done(_open(bench, "Trasig bänk vid busstorget", town), town)
    for outbox_id in Outbox.objects.filter(prepared_by=by, act="reply", state="prepared").values_list(
        "pk", flat=True
    ):
        actions.send(outbox_id)
        moderation.act_ended(outbox_id=outbox_id)
    ledger.sequence()


def _lists(town: Town) -> None:
    by = town.people["Ymerika"]
    if not CaseWord.objects.exists():
        for key, words in WORDS.items():
            for word in words:
                case_vocabulary.add_word(word=word, unit=town.units[key], by=by)
    if not UnitContact.objects.exists():
        for key, (email, phone, hours) in CONTACTS.items():
            case_contacts.set_contact(unit=town.units[key], email=email, phone=phone, hours=hours, by=by)
    if not Party.objects.exists():
        made = [
            referral_parties.set_party(party=None, name=name, channels=channels, by=by)
            for name, channels in PARTIES.items()
        ]
        referral_parties.add_elected(name="Ledamot Kvarnström", handle="", party=made[0], by=by)


def _arrive() -> list[Item]:
    """The post and its comments as citizens would write them, captured and brought to the inbox."""
    account, now = Account.objects.get(name=MUNICIPALITY), clock.now()
    store = Store(Path(settings.DATA) / "playground.sqlite3")
    try:
        hand = Admin(store, Limits())
        post = hand.post(PAGES[MUNICIPALITY][0], "Vi bygger om gångvägen vid Kvarnbron. Räkna med omvägar.",
                         at=now - timedelta(days=2))  # fmt: skip
        ids = [
            hand.comment(post, text, name=name, at=now - timedelta(hours=hours))
            for text, name, hours in (
                (LAMP, "Backsippan", 28),
                (HOLE, "Kluringen", 3),
                (BENCH, "Frågvis", 40),
            )
        ]
        hand.comment(post, DEBATE, name="Ledamot Kvarnström", at=now - timedelta(hours=2))
    finally:
        store.close()
    capture.capture_account(account)
    moderation.find_missed_signs()
    moderation.enter_missed()
    found = {
        item.native_id: item for item in Item.objects.filter(native_id__in=ids, instance=account.instance)
    }
    return [found[native_id] for native_id in ids]


def _open(item: Item, title: str, town: Town) -> Case:
    wish = case_opening.Wish(unit=town.units["streets"], title=title, reply=case_opening.READY)
    return case_opening.open_case(item=item, wish=wish, by=town.people["Lovanna"])


def _mending(case: Case, town: Town) -> None:
    by = town.people["Lyktvin"]
    case_moving.receive(case=case, by=by)
    case_work.tell(case=case, by=by, word=Word(
        state="in_progress", headline="Reparationen är bokad",
        text="Elektrikern kommer i veckan. Vi byter hela armaturen, eftersom den har gått sönder förut.",
        next_on=dates.swedish_day(clock.now()) + timedelta(days=3),
    ))  # fmt: skip


def _done(case: Case, town: Town) -> None:
    by = town.people["Lyktvin"]
    case_moving.receive(case=case, by=by)
    case_work.tell(case=case, by=by, word=Word(
        state="closed", headline="Bänken är utbytt",
        text="Tack för att du sade till. En ny bänk står på plats.",
    ))  # fmt: skip
