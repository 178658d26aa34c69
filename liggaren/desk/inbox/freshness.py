"""How fresh the inbox is: when my accounts were fetched, when they are again, what cannot be, and what came
since the page was drawn.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from liggaren.capture import visits
from liggaren.capture.models import Visit
from liggaren.desk.access import staff, staff_required
from liggaren.lib import clock, dates
from liggaren.moderation import presence, queries, queue_filter
from liggaren.moderation.permissions import Reach, remember
from liggaren.people.memory import kept_while_reading

NAMED = 2  # accounts that cannot be fetched, by name; of more only the number


@dataclass(frozen=True)
class Freshness:
    """The line in the inbox's head. Its times hold for all accounts that are fetched: the oldest time, and
    the time by which every one has been fetched again.
    """

    said: str
    stopped: tuple[Visit, ...]
    more_stopped: int


def look(reach: Reach) -> Freshness | None:
    """The state now. None where nothing is fetched by itself. One read."""
    found = list(visits.among(reach.working))
    if not found:
        return None
    stopped = [one for one in found if one.error]
    said = words([one for one in found if not one.error], clock.now())
    return Freshness(said, tuple(stopped[:NAMED]), max(0, len(stopped) - NAMED))


def words(going: list[Visit], now: datetime) -> str:
    """The line itself, of the accounts that can be fetched, the one fetched longest ago first."""
    if not going:
        return ""
    if (fetched := going[0].fetched_at) is None:
        return "Hämtas för första gången."
    following = max(visits.next_of(one, now) for one in going)
    # Within the minute that has just been said, a time of day would read as already past.
    if following.replace(second=0, microsecond=0) <= max(fetched, now):
        again = "strax"
    else:
        again = f"{'senast ' if len(going) > 1 else ''}{dates.clock_time(following)}"
    day = "" if dates.swedish_day(fetched) == dates.swedish_day(now) else f"{dates.long_date(fetched)} "
    return f"Senast hämtat {day}{dates.clock_time(fetched)}. Hämtas igen {again}."


@require_GET
@kept_while_reading
@staff_required
def news(request: HttpRequest) -> JsonResponse:
    """What has come since the page was drawn, asked for by a page that is looked at; the line with it."""
    reach = remember(staff(request))
    since = request.GET.get("sedan", "")
    visits.opened(reach.roster)
    if item_id := _item_id(request.GET.get("post", "")):
        presence.note(item_id=item_id, reach=reach)
    seen = look(reach)
    marker = int(since) if since.isascii() and since.isdigit() and len(since) < 18 else 0
    count = queries.inbox(reach, queue_filter.read(request.GET.dict())).filter(pk__gt=marker).count()
    message = "Visa 1 ny" if count == 1 else f"Visa {dates.number(count)} nya"
    return JsonResponse({"count": count, "message": message, "line": seen.said if seen else ""})


def _item_id(word: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(word)
    except ValueError:
        return None
