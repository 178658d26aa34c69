"""Words made ready in quiet times: texts for a crisis, an answered question, the pool's information text."""

from __future__ import annotations

from liggaren.config.demonstration.cast import Town
from liggaren.config.demonstration.plans import POOL
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import account_notice, advice, crisis_texts
from liggaren.lifecycle.models import AccountNotice, AdviceQuestion, CrisisText
from liggaren.register.models import Account

RULES = (
    "Ja, om den som syns på bilden har sagt ja, och en vårdnadshavare när det gäller ett barn. Fråga "
    "skriftligt och spara svaret. Är det många på bilden räcker det att ingen går att känna igen."
)


def enter(town: Town) -> None:
    """All of it, each part unless it is there."""
    who = town.people
    if not CrisisText.objects.exists():
        ready = crisis_texts.write(
            title="Vattnet är avstängt", by=who["Lovanna"],
            text="Tack för att du frågar. Vattnet är avstängt medan vi lagar en läcka. Ny information kommer "
            "på kommunens webbplats så fort vi vet mer.",
        )  # fmt: skip
        for name in ("Ymerika", "Rådvina"):
            crisis_texts.approve(text=ready, by=who[name])
        crisis_texts.write(
            title="Vi vet inte mer än", by=who["Ymerika"],
            text="Tack för din fråga. Vi vet inte mer just nu. Vi svarar här så fort vi kan.",
        )  # fmt: skip
    if not AdviceQuestion.objects.exists():
        asked = advice.ask(
            by=who["Bokvinda"], screen="/inkorg/", text="Får vi lägga ut bilder från en sagostund med barn?"
        )
        advice.answer(question=asked, text=RULES, by=who["Ymerika"])
        advice.publish(question=asked, title="Bilder på barn", text=RULES, by=who["Ymerika"])
        advice.ask(by=who["Munvarda"], screen="/planer/", text="Hur ofta behöver en plan ses över?")
    pool = Account.objects.get(name=POOL)
    if not AccountNotice.objects.exists():
        account_notice.write(account=pool, text=account_notice.propose(pool), by=who["Lovanna"])
        try:
            account_notice.check(account=pool, by=who["Lovanna"])
        except Refusal:
            return  # the platform is off: the text stands there unchecked, and the screen says so
