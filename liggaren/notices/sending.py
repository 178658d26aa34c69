"""Sending what is due: once, in one letter where several are due together, tried again when it fails.

A letter is marked as sent and committed with the sending. What fails is tried again, later each time; after
the last try it is shown to the person and to the information function, and no longer tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from liggaren.lib import clock
from liggaren.lib.http import ForbiddenAddress, NotSent
from liggaren.notices import ways
from liggaren.notices.models import Delivery, Notice
from liggaren.people import queries as people
from liggaren.people.models import RoleKind

S = Delivery.State
AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
UNDELIVERED = "Ett besked har inte nått fram"
MOST = 500  # deliveries of one run of the sweep
FAULTS = (OSError, SMTPException, ways.NotDelivered, ForbiddenAddress, NotSent)


def send_notice(notice: Notice) -> None:
    """Send the notice's deliveries that are due now."""
    due = Delivery.objects.filter(notice=notice, state=S.WAITING, next_at__lte=clock.now())
    for pk in list(due.values_list("pk", flat=True)):
        send([pk])


def send_due() -> int:
    """The sweep: everything that is due, what goes the same way to the same person in one letter. How many
    letters.
    """
    due = Delivery.objects.filter(state=S.WAITING, next_at__lte=clock.now())
    rows = due.order_by("to", "way", "notice__is_urgent", "pk").values_list(
        "pk", "to", "way", "notice__is_urgent"
    )
    letters: dict[tuple[int, str, int], list[int]] = {}
    for pk, to, way, urgent in rows[:MOST]:
        letters.setdefault((to, way, pk if urgent else 0), []).append(pk)
    for ids in letters.values():
        send(ids)
    return len(letters)


def send(ids: Sequence[int]) -> bool:
    """Send deliveries to one person by one way as one letter; False where it failed or there was nothing."""
    try:
        with transaction.atomic():
            return _send(ids)
    except FAULTS as fault:
        _failed(ids, _why(fault))
        return False


def _send(ids: Sequence[int]) -> bool:
    waiting = Delivery.objects.select_for_update(of=("self",), skip_locked=True).filter(
        pk__in=list(ids), state=S.WAITING
    )
    rows = list(waiting.select_related("notice__user", "to").order_by("pk"))
    if not rows:
        return False
    person, now = rows[0].to, clock.now()
    if not person.is_active or not person.email:
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=S.FAILED, note="Personen har ingen adress eller har slutat."
        )
        return False
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=S.SENT, sent_at=now, attempts=F("attempts") + 1, note=""
    )
    own = [row.notice_id for row in rows if row.to_id == row.notice.user_id and row.way == ways.MAIL]
    mark = message_id(rows[0].notice_id)
    Notice.objects.filter(pk__in=own).update(mailed_at=now, message_id=mark)
    subject, words = letter(rows)
    if rows[0].way == ways.MAIL:
        headers = {"Message-ID": mark, "Auto-Submitted": "auto-generated"}
        EmailMessage(subject, words, settings.DEFAULT_FROM_EMAIL, [person.email], headers=headers).send()
    else:
        ways.send(rows[0].way, subject=subject, body=words)
    return True


def message_id(notice_id: int) -> str:
    """A name for one letter with a word that nobody guesses, so that a return can be told from a forgery."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")[:70]
    return f"<notice.{notice_id}.{token_hex(12)}@{domain}>"


def letter(rows: Sequence[Delivery]) -> tuple[str, str]:
    """Subject and plain text: one notice as it stands, several as a list with an address to each."""
    if len(rows) == 1:
        row = rows[0]
        stands_in = (
            "\n\nDu får det här i stället för den som är borta." if row.to_id != row.notice.user_id else ""
        )
        return row.notice.subject, f"{row.notice.body}{_where(row.notice)}{stands_in}\n\nLiggaren"
    lines = [f"{row.notice.subject}\n{_address(row.notice)}".rstrip() for row in rows]
    return f"{len(rows)} besked från Liggaren", "\n\n".join([*lines, "Liggaren"])


def _where(notice: Notice) -> str:
    return f"\n\nLäs mer och gör det som behövs:\n{_address(notice)}" if notice.link else ""


def _address(notice: Notice) -> str:
    return f"{settings.BASE_URL}{notice.link}" if notice.link else ""


def _why(fault: Exception) -> str:
    if isinstance(fault, ways.NotDelivered):
        return str(fault)
    if isinstance(fault, (ForbiddenAddress, NotSent)):
        return "Vägens adress går inte att nå härifrån."
    return "Mejlservern tog inte emot det."


@transaction.atomic
def _failed(ids: Sequence[int], why: str) -> None:
    waiting = Delivery.objects.select_for_update(of=("self",)).filter(pk__in=list(ids), state=S.WAITING)
    given_up = []
    for row in waiting.select_related("notice"):
        row.attempts, row.note = row.attempts + 1, why
        if row.attempts > len(AGAIN_AFTER):
            row.state = S.FAILED
            given_up.append(row)
        else:
            row.next_at = _again(row.attempts)
        row.save(update_fields=["attempts", "note", "state", "next_at"])
    if any(row.notice.subject != UNDELIVERED for row in given_up):
        _tell_information()


def _again(attempts: int) -> datetime:
    return clock.now() + AGAIN_AFTER[attempts - 1]


def _tell_information() -> None:
    """Who has not been reached is read on the page. One unread word of it to each is enough."""
    from liggaren.notices.services import tell

    for user in people.users_with(RoleKind.INFORMATION):
        if not Notice.objects.filter(user=user, subject=UNDELIVERED, read_at__isnull=True).exists():
            tell(
                user=user,
                subject=UNDELIVERED,
                link="/jag/aviseringar/",
                body="Någon har inte fått det som Liggaren har skickat. Se efter vem, och hör av dig.",
            )
