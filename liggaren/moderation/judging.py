"""Pure deciders on decisions: which ways a platform leaves open, and whether a decision is whole
(C6.11-C6.13).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from liggaren.actions.platforms import Act, Capability
from liggaren.moderation.errors import Problem
from liggaren.moderation.models import Category, Provision, Removal

Basis, Way = Removal.Basis, Removal.Way
BY_API = {Way.DELETE: Act.DELETE, Way.HIDE: Act.HIDE, Way.REJECT: Act.REJECT, Way.COUNTER_REPLY: Act.REPLY}
ORDER = (Way.HIDE, Way.DELETE, Way.REJECT, Way.BY_HAND, Way.COUNTER_REPLY, Way.NOTED)
MISSING = "Finns inte här."
NOTES = {
    Way.BY_HAND: "Du gör det i plattformens egen app, steg för steg. Sedan slår vi upp om det är borta.",
    Way.NOTED: "Inget skickas. Beslutet och skälet sparas.",
}


@dataclass(frozen=True)
class Choice:
    """One way as the decision page shows it: possible or not, its side effect, and when that was checked."""

    way: Removal.Way
    possible: bool
    note: str
    source: str = ""
    checked: date | None = None


@dataclass(frozen=True)
class Standing:
    """How the thing decided on stands on its platform: what cannot be done to it as it is."""

    is_held: bool = False  # waits there for approval, shown to nobody
    is_hidden: bool = False


def choices(capabilities: Iterable[Capability], standing: Standing | None = None) -> tuple[Choice, ...]:
    """Every way in order, from the account's dated capabilities (design 2; C6.11-C6.13). With `standing`,
    what cannot apply to that very thing is left impossible, with the reason as its note.
    """
    known = {capability.act: capability for capability in capabilities}
    found = (_choice(way, known.get(BY_API[way]) if way in BY_API else None) for way in ORDER)
    return tuple(_as_it_stands(choice, standing) if standing else choice for choice in found)


def _as_it_stands(choice: Choice, standing: Standing) -> Choice:
    why = ""
    if choice.way is Way.REJECT and not standing.is_held:
        why = "Det syns redan för alla."
    elif choice.way is Way.HIDE and standing.is_hidden:
        why = "Det är redan dolt."
    elif choice.way is Way.COUNTER_REPLY and standing.is_held:
        why = "Det syns inte för någon ännu."
    return replace(choice, possible=False, note=why) if why and choice.possible else choice


def _choice(way: Removal.Way, capability: Capability | None) -> Choice:
    if way not in BY_API:
        return Choice(way, True, NOTES[way])
    if capability is None:
        return Choice(way, False, MISSING)
    return Choice(way, capability.possible, capability.note, capability.source, capability.checked)


@dataclass(frozen=True)
class Decision:
    """What a person has filled in. None or empty where nothing is chosen: nothing is chosen beforehand."""

    category: Category | None = None
    category_words: str = ""
    basis: str = ""
    provision: Provision | None = None
    obvious: bool | None = None
    reason: str = ""
    way: str = ""
    distance: str = ""  # first half of a counter-reply: the municipality does not stand behind it
    rule: str = ""  # second half: such posts are not allowed here
    police: bool = False
    emergency_reason: str = ""


def judge(decision: Decision, ways: Iterable[Choice], on: date) -> list[Problem]:
    """What is missing or impossible in a decision of that day, in the page's order; empty when whole."""
    return [*_why(decision, on), *_how(decision, {choice.way: choice for choice in ways})]


def _why(decision: Decision, on: date) -> list[Problem]:
    found = []
    if decision.category is None:
        found.append(Problem("category", "Välj den kategori som stämmer bäst"))
    elif decision.category.needs_words and not decision.category_words.strip():
        found.append(Problem("category_words", "Skriv med några ord vad det gäller"))
    if decision.basis not in Basis.values:
        found.append(Problem("basis", "Välj vad som bär beslutet"))
    found += _provision(decision, on)
    if decision.obvious is None:
        found.append(Problem("obvious", "Svara om det är uppenbart eller inte"))
    if not decision.reason.strip():
        found.append(Problem("reason", "Skriv en eller två meningar om varför"))
    return found


def _provision(decision: Decision, on: date) -> list[Problem]:
    if decision.basis != Basis.DUTY_BY_LAW:
        return []
    if decision.provision is None:
        return [Problem("provision", "Välj den bestämmelse som gör att vi måste ta bort")]
    if not decision.provision.is_in_force(on):
        return [Problem("provision", "Den bestämmelsen gäller inte i dag. Välj en annan")]
    if not decision.provision.is_duty:
        return [
            Problem("provision", "Den bestämmelsen ger ingen skyldighet att ta bort. Välj en annan grund")
        ]
    return []


def _how(decision: Decision, ways: dict[Removal.Way, Choice]) -> list[Problem]:
    if decision.way not in Way.values:
        return [Problem("way", "Välj vad som ska göras")]
    way = Way(decision.way)
    if not ways[way].possible:
        return [Problem("way", f"Det går inte här. {ways[way].note}")]
    if way is not Way.COUNTER_REPLY:
        return []
    found = []
    if not decision.distance.strip():
        found.append(Problem("distance", "Skriv att kommunen inte står bakom det som sägs"))
    if not decision.rule.strip():
        found.append(Problem("rule", "Skriv att sådana inlägg inte är tillåtna här"))
    return found


def needs_second(decision: Decision, *, two_deciders: bool) -> bool:
    """Whether another person must agree: by the municipality's own choice for law, always on the emergency
    path.
    """
    return bool(decision.emergency_reason.strip()) or (two_deciders and decision.basis == Basis.DUTY_BY_LAW)
