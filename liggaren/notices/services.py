"""Tell a person something: a row to read in Liggaren, and a mail (and other ways) in the background."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction

from liggaren.lib import clock
from liggaren.notices import away, sending, timing
from liggaren.notices.models import Delivery, Notice, Preferences
from liggaren.notices.ways import MAIL
from liggaren.people.models import User

# A notice may be read by anyone near the screen: no addresses, no numbers of people (design 3.14).
TELLING = re.compile(r"[^@\s]+@[^@\s]+\.|\b\d{6,8}-?\d{4}\b")


class NotBland(ValueError):
    """A notice's words would tell something about a person."""


@transaction.atomic
def tell(*, user: User, subject: str, body: str, link: str = "", urgent: bool = False) -> Notice:
    """Write a notice to `user` and queue its mail in the same transaction.

    `link` is a path inside Liggaren. An urgent one goes at once; others when the person wants them. While the
    person is away the one who took over gets it too. Raises NotBland for e-mail addresses and personal
    numbers in the words.
    """
    from liggaren.notices.tasks import send_mail

    if TELLING.search(f"{subject}\n{body}"):
        raise NotBland("a notice holds no addresses and no personal numbers")
    now = clock.now()
    notice = Notice.objects.create(
        user=user, subject=" ".join(subject.split())[:150], body=body, link=link, made_at=now,
        is_urgent=urgent,
    )  # fmt: skip
    rows = _deliveries(notice, [user, *away.deputies([user]).get(user.pk, [])])
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.next_at <= now for row in rows):
        send_mail.defer(notice_id=notice.pk)
    return notice


def _deliveries(notice: Notice, people: Iterable[User]) -> list[Delivery]:
    people = list(dict.fromkeys(people))
    chosen = {row.user_id: row for row in Preferences.objects.filter(user__in=people)}
    rows = []
    for person in people:
        mine = chosen.get(person.pk)
        at = timing.due(choice_of(mine), urgent=notice.is_urgent, now=notice.made_at)
        ways = [MAIL, *([mine.way] if mine and mine.way and notice.is_urgent else [])]
        rows += [Delivery(notice=notice, to=person, way=way, next_at=at) for way in ways]
    return rows


def choice_of(row: Preferences | None) -> timing.Choice:
    """What a person has chosen, for the decider."""
    if row is None:
        return timing.Choice()
    return timing.Choice(row.digest_at, row.quiet_from, row.quiet_to, row.urgent_breaks)


def tell_all(
    *, users: Iterable[User], subject: str, body: str, link: str = "", urgent: bool = False
) -> list[Notice]:
    """`tell` each of `users` once."""
    return [
        tell(user=user, subject=subject, body=body, link=link, urgent=urgent) for user in dict.fromkeys(users)
    ]


def mail(notice: Notice) -> None:
    """Send what of the notice is due now, each delivery once. A person who is gone gets nothing."""
    sending.send_notice(notice)


def mark_read(*, user: User, link: str = "") -> int:
    """Mark the person's unread notices (about `link`, else all) as read; how many they were."""
    unread = Notice.objects.filter(user=user, read_at__isnull=True)
    return (unread.filter(link=link) if link else unread).update(read_at=clock.now())
