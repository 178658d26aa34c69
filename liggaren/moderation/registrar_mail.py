"""Whether the registrars know of what waits: nobody to tell, a mail still here, a mail that came back.

A mail may come back days later: as long as a request waits, its mails are looked at each time (C7.2).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta

from liggaren.lib import clock, dates
from liggaren.moderation.models import RegistrationRequest
from liggaren.moderation.registering import LIST, link
from liggaren.notices.models import Delivery, Notice

MAIL_TAKES = timedelta(minutes=15)
BEFORE = timedelta(days=5)  # a shared mail went out with the first request of its day, over a long weekend
BAD_ADDRESS = ("5.1.", "5.2.1")
STANDS = "Begäran finns ändå här."
NOBODY = (
    "Ingen var registrator för nämnden när begäran gjordes. Ingen har fått besked. Be informationsfunktionen "
    "utse en."
)


def mail_trouble(row: RegistrationRequest) -> str:
    """Why the registrar may not know of the request, and what to do about it; "" when all is well."""
    return mail_troubles([row]).get(row.pk, "")


def mail_troubles(rows: Iterable[RegistrationRequest]) -> dict[uuid.UUID, str]:
    """`mail_trouble` of each request that has one. Two queries."""
    rows = list(rows)
    told = (
        Notice.objects.filter(link__in={LIST, *map(link, rows)})
        .select_related("user")
        .prefetch_related("deliveries")
    )
    by_link: dict[str, list[Notice]] = {}
    for notice in told.order_by("made_at", "pk") if rows else ():
        by_link.setdefault(notice.link, []).append(notice)
    found = {row.pk: _words(_latest(row, by_link)) for row in rows}
    return {pk: words for pk, words in found.items() if words}


def _latest(row: RegistrationRequest, by_link: Mapping[str, list[Notice]]) -> list[Notice]:
    """The last notice to each person about the request; for one made quietly, that of its day."""
    own = by_link.get(link(row), [])
    if row.reason == RegistrationRequest.Reason.ORDER:
        from_, to = row.requested_at - BEFORE, row.requested_at + timedelta(minutes=1)
        own = own + [one for one in by_link.get(LIST, []) if from_ <= one.made_at <= to]
    return list({one.user_id: one for one in own}.values())


def _words(told: list[Notice]) -> str:
    if not told:
        return NOBODY
    unread = [one for one in told if one.read_at is None]
    back = [one for one in unread if one.bounced_at]
    if back:
        return " ".join(_came_back(one) for one in back)
    stuck = sorted({one.user.name for one in unread if one.mailed_at is None and _is_stuck(one)})
    if stuck:
        return f"Mejlet till {', '.join(stuck)} har inte gått iväg. Säg till på annat sätt. {STANDS}"
    return ""


def _is_stuck(notice: Notice) -> bool:
    """Whether its mail failed, or should have left a while ago; one who wants mails later is not stuck."""
    late = clock.now() - MAIL_TAKES
    return any(
        one.to_id == notice.user_id
        and (one.state == Delivery.State.FAILED or one.attempts or one.next_at < late)
        for one in notice.deliveries.all()
    ) or (not notice.deliveries.all() and notice.made_at < late)


def _came_back(notice: Notice) -> str:
    assert notice.bounced_at is not None
    when = dates.date_and_time(notice.bounced_at)
    if notice.bounce_code.startswith(BAD_ADDRESS):
        why = "adressen tar inte emot post. Be systemförvaltaren rätta den"
    else:
        why = f"e-postservern svarade {notice.bounce_code or 'utan skäl'}. Be e-postens förvaltare se efter"
    return f"Mejlet till {notice.user.name} kom tillbaka {when}: {why}. {STANDS}"
