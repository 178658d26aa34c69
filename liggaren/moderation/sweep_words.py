"""The sentence above the button when many are decided on at once."""

from __future__ import annotations

from liggaren.lib import dates
from liggaren.moderation.judging import Decision
from liggaren.moderation.models import Removal
from liggaren.moderation.sentences import sentence
from liggaren.register import media
from liggaren.register.models import Account

Way = Removal.Way


def sentence_for(decision: Decision, account: Account, count: int) -> str:
    """`Du beslutar att ta bort 60 saker från Torget. …`; one decision each, all with the same words."""
    place = media.get(account.platform).name
    said = sentence(decision, kind="post", sender="", place=place)
    many = said.replace("inlägget", f"{dates.number(count)} saker", 1)
    return f"{many} Var och en får ett eget beslut och ett eget bevis."


def button_for(way: str, account: Account, count: int) -> str:
    """`Ta bort 60 från Torget`."""
    place, number = media.get(account.platform).name, dates.number(count)
    words = {
        Way.DELETE: f"Ta bort {number} från {place}",
        Way.HIDE: f"Dölj {number} på {place}",
        Way.REJECT: f"Avvisa {number} på {place}",
        Way.BY_HAND: f"Besluta om {number} för hand på {place}",
        Way.COUNTER_REPLY: f"Svara offentligt på {number} på {place}",
        Way.NOTED: f"Anteckna {number} utan åtgärd på {place}",
    }
    return words[Way(way)]
