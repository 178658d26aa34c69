"""The decision in words: the sentence that stands above the button and in the ledger (ui.md §6)."""

from __future__ import annotations

from liggaren.moderation.judging import Decision
from liggaren.moderation.models import Removal

Basis, Way = Removal.Basis, Removal.Way
DECIDES = "Du beslutar att"
KINDS = {"post": "inlägg", "comment": "kommentar", "message": "meddelande"}
THE_KINDS = {"post": "inlägget", "comment": "kommentaren", "message": "meddelandet"}
BASES = {
    Basis.DUTY_BY_LAW: "skyldighet enligt lag",
    Basis.DATA_PROTECTION: "dataskydd",
    Basis.SECRECY: "sekretess",
    Basis.HOUSE_RULE: "våra egna regler",
}
BUTTONS = {
    Way.DELETE: "Ta bort från {place}",
    Way.HIDE: "Dölj på {place}",
    Way.REJECT: "Avvisa på {place}",
    Way.BY_HAND: "Besluta att ta bort för hand från {place}",
    Way.COUNTER_REPLY: "Svara offentligt på {place}",
    Way.NOTED: "Anteckna utan åtgärd på {place}",
}
DEEDS = {
    Way.DELETE: "ta bort {thing} från {place}",
    Way.HIDE: "dölja {thing} på {place}",
    Way.REJECT: "avvisa {thing} på {place} före publicering",
    Way.BY_HAND: "ta bort {thing} för hand från {place}",
    Way.COUNTER_REPLY: "svara offentligt på {thing} på {place} att kommunen inte står bakom det",
    Way.NOTED: "låta {thing} ligga kvar på {place} och anteckna det",
}


def the_kind(kind: str) -> str:
    """`kommentaren` for a comment."""
    return THE_KINDS.get(kind, "inlägget")


def a_kind(kind: str) -> str:
    """`kommentar` for a comment."""
    return KINDS.get(kind, "inlägg")


def thing(kind: str, sender: str) -> str:
    """`Backsippans kommentar`; names that take no genitive by a letter stand after: `kommentaren från 👋`."""
    name = sender.strip()
    if not name or not name[-1].isalnum():
        return f"{the_kind(kind)} från {name}" if name else the_kind(kind)
    ending = ":s" if name[-1].isdigit() else "" if name[-1].casefold() in "sxz" else "s"
    return f"{name}{ending} {a_kind(kind)}"


def told_of(said: str, who: str) -> str:
    """The sentence as others read it: `Selma har beslutat att …`."""
    return said.replace(DECIDES, f"{who} har beslutat att", 1)


def button(way: str, place: str) -> str:
    """The button's words: act and place."""
    return BUTTONS[Way(way)].format(place=place)


def sentence(decision: Decision, *, kind: str, sender: str, place: str) -> str:
    """The whole decision in words. The decision must be whole (`judging.judge` gave nothing)."""
    assert decision.category is not None
    words = decision.category_words.strip() if decision.category.needs_words else ""
    category = words or decision.category.name[:1].lower() + decision.category.name[1:]
    law = f", {decision.provision.name} ({decision.provision.reference})" if decision.provision else ""
    deed = DEEDS[Way(decision.way)].format(thing=thing(kind, sender), place=place)
    sure = "Det är uppenbart." if decision.obvious else "Det är inte uppenbart."
    police = " Det är eller ska bli polisanmält." if decision.police else ""
    basis = BASES[Basis(decision.basis)]
    return f"{DECIDES} {deed}. Grunden är {basis}{law}. Kategorin är {category}. {sure}{police}"


def counter_reply(distance: str, rule: str) -> str:
    """Both halves of the public answer, as one text (C6.12)."""
    return f"{distance.strip()}\n\n{rule.strip()}"


def proposed_halves(municipality: str) -> tuple[str, str]:
    """Words to begin from; the person may change both but leave neither empty."""
    return (
        f"{municipality} står inte bakom det som skrivs i inlägget ovan.",
        "Sådana inlägg är inte tillåtna här. Reglerna finns på kommunens webbplats.",
    )
