"""The grounds of a decision as data: the guideline's categories and the provisions of law (C6.3-C6.10, design
3.13).

Certainty is told for each provision: *verified* was read in the statute's own text, *general* is common
knowledge
that someone must read up before it bears a decision.
"""

from __future__ import annotations

from datetime import date
from typing import Any

# key, number, name, clause, needs own words
CATEGORIES = (
    ("personangrepp", 1, "Personangrepp, förtal eller förolämpning", "C6.3", False),
    ("hets", 2, "Hets mot folkgrupp, sexism eller trakasserier", "C6.4", False),
    ("vald", 3, "Våldsskildring eller pornografi som inte är tillåten", "C6.5", False),
    ("brott", 4, "Uppmaning till brott, eller brott i sig", "C6.6", False),
    ("upphovsratt", 5, "Någon annans verk utan lov", "C6.7", False),
    ("sprak", 6, "Svordomar och grovt språk", "C6.8", False),
    ("reklam", 7, "Reklam och försäljning", "C6.9", False),
    ("annat", 8, "Något annat", "C6.10", True),
)

BBS = "Lagen om ansvar för elektroniska anslagstavlor (1998:112) 5 §, lydelse SFS 2018:1314"
BRB = "Brottsbalken (1962:700)"
SINCE = date(2018, 7, 1)

# key, name, reference, is a duty to remove, source, certainty, valid from, categories
Row = tuple[str, str, str, bool, str, str, date | None, tuple[str, ...]]


def _duty(key: str, name: str, reference: str, *categories: str) -> Row:
    """A crime that 5 § names: when it is obvious, removing is a duty."""
    return key, name, reference, True, BBS, "verified", SINCE, categories


def _crime(key: str, name: str, reference: str, certainty: str, *categories: str) -> Row:
    """A crime that 5 § does not name: a ground to remove, never a duty."""
    return key, name, reference, False, BRB, certainty, None, categories


TERROR_SOURCE = "Ersatte år 2022 den lag som 5 § nämner; den lydelsen är inte läst"
PROVISIONS: tuple[Row, ...] = (
    _duty("olaga-hot", "olaga hot", "4 kap. 5 § brottsbalken", "personangrepp", "brott"),
    _duty(
        "olaga-integritetsintrang", "olaga integritetsintrång", "4 kap. 6 c § brottsbalken", "personangrepp"
    ),
    _duty("uppvigling", "uppvigling", "16 kap. 5 § brottsbalken", "brott"),
    _duty("hets-mot-folkgrupp", "hets mot folkgrupp", "16 kap. 8 § brottsbalken", "hets"),
    _duty("barnpornografibrott", "barnpornografibrott", "16 kap. 10 a § brottsbalken", "vald"),
    _duty("olaga-valdsskildring", "olaga våldsskildring", "16 kap. 10 c § brottsbalken", "vald"),
    ("uppmaning-terrorism", "offentlig uppmaning till terroristbrott", "terroristbrottslagen (2022:666)",
     True, TERROR_SOURCE, "general", None, ("brott",)),
    _duty(
        "upphovsrattsintrang", "intrång i upphovsrätt", "5 kap. upphovsrättslagen (1960:729)", "upphovsratt"
    ),
    _crime("fortal", "förtal", "5 kap. 1 § brottsbalken", "general", "personangrepp"),
    _crime("forolampning", "förolämpning", "5 kap. 3 § brottsbalken", "verified", "personangrepp"),
    _crime("ofredande", "ofredande", "4 kap. 7 § brottsbalken", "verified", "personangrepp", "hets"),
    _crime("olaga-forfoljelse", "olaga förföljelse", "4 kap. 4 b § brottsbalken", "general", "hets"),
)  # fmt: skip


def plant(category: Any, provision: Any) -> None:
    """Enter what is missing; words already there are left alone. Takes the two models (a migration's own, or
    today's).
    """
    found = {}
    for key, number, name, clause, words in CATEGORIES:
        facts = {"number": number, "name": name, "clause": clause, "needs_words": words}
        found[key], _ = category.objects.get_or_create(key=key, defaults=facts)
    for key, name, reference, duty, source, certainty, since, keys in PROVISIONS:
        facts = {
            "name": name, "reference": reference, "is_duty": duty, "source": source, "certainty": certainty,
            "valid_from": since,
        }  # fmt: skip
        row, made = provision.objects.get_or_create(key=key, defaults=facts)
        if made:
            row.categories.set([found[name] for name in keys])
