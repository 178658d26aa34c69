"""How an item stands on its platform, in the one word of ui.md §8 and in one sentence: never more than is
known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liggaren.actions.models import Outbox, OutboxAct
from liggaren.actions.states import OutboxState
from liggaren.capture.models import Item, ItemState, Sighting
from liggaren.desk.state_marks import platform
from liggaren.desk.templatetags.swedish import moment

ENDED = (OutboxAct.DELETE, OutboxAct.REJECT)
OURS = (OutboxAct.HIDE, OutboxAct.UNHIDE, *ENDED)
SAYS = {
    "present": "Syns på {platform}.",
    "hidden_by_us": "Dolt av oss på {platform}. Den som skrev kan ännu se det, andra inte.",
    "removed_by_us": "Borttaget av oss från {platform}, och bekräftat. Vår säkrade kopia finns kvar här.",
    "missing": "Finns inte i listan från {platform}. Vi vet inte ännu om det är borta.",
    "deleted": "Borta från {platform}, men inte genom Liggaren. Vår säkrade kopia finns kvar här.",
    "unavailable": "Går inte att nå på {platform}. Vår säkrade kopia finns kvar här.",
}


def our_acts(item: Item) -> list[Outbox]:
    """What we did to the item on the platform and know was done, the first first."""
    done = Outbox.objects.filter(item=item, act__in=OURS, state=OutboxState.CONFIRMED)
    return list(done.order_by("confirmed_at", "prepared_at"))


def word(item: Item, acts: Sequence[Outbox]) -> str:
    """The key of the state word: ours only when an act of ours is confirmed and the platform still says
    so."""
    last = acts[-1].act if acts else ""
    if last in ENDED and item.state == ItemState.DELETED:
        return "removed_by_us"
    if last == OutboxAct.HIDE and item.state == ItemState.PRESENT and item.is_hidden:
        return "hidden_by_us"
    return item.state


def sentence(item: Item, key: str, seen: datetime | None) -> str:
    """The state in words, and when we last saw for ourselves."""
    name = platform(item.platform)[1]
    if key == ItemState.PRESENT and item.is_hidden:
        return f"Dolt på {name}, men inte genom Liggaren."
    said = SAYS[key].format(platform=name)
    return f"{said} Vi såg efter {moment(seen)}." if seen and key == ItemState.PRESENT else said


def last_look(item: Item, sightings: Sequence[Sighting]) -> datetime:
    """When we last saw it: in a listing, by its id, or when it was first seen."""
    walks = [sighting.walk.started_at for sighting in sightings if sighting.walk]
    return max([item.first_seen_at, *walks, *([item.looked_up_at] if item.looked_up_at else [])])
