"""Tell a person something: a row to read in Liggaren, and a mail in the background."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from liggaren.lib import clock
from liggaren.notices.models import Notice
from liggaren.people.models import User

# A notice may be read by anyone near the screen: no addresses, no numbers of people (design 3.14).
TELLING = re.compile(r"[^@\s]+@[^@\s]+\.|\b\d{6,8}-?\d{4}\b")


class NotBland(ValueError):
    """A notice's words would tell something about a person."""


@transaction.atomic
def tell(*, user: User, subject: str, body: str, link: str = "") -> Notice:
    """Write a notice to `user` and queue its mail in the same transaction.

    `link` is a path inside Liggaren. Raises NotBland for e-mail addresses and personal numbers in the words.
    """
    from liggaren.notices.tasks import send_mail

    if TELLING.search(f"{subject}\n{body}"):
        raise NotBland("a notice holds no addresses and no personal numbers")
    notice = Notice.objects.create(
        user=user, subject=" ".join(subject.split())[:150], body=body, link=link, made_at=clock.now()
    )
    send_mail.defer(notice_id=notice.pk)
    return notice


def tell_all(*, users: Iterable[User], subject: str, body: str, link: str = "") -> list[Notice]:
    """`tell` each of `users` once."""
    return [tell(user=user, subject=subject, body=body, link=link) for user in dict.fromkeys(users)]


def mail(notice: Notice) -> None:
    """Send the notice's mail, once; a person without an address, or who is gone, is skipped.

    The row is marked first and committed with the sending: a failed server leaves it unmarked and the queue
    tries again.
    """
    with transaction.atomic():
        row = Notice.objects.select_for_update().select_related("user").get(pk=notice.pk)
        if row.mailed_at or not row.user.email or not row.user.is_active:
            return
        row.mailed_at = clock.now()
        row.save(update_fields=["mailed_at"])
        EmailMessage(row.subject, letter(row), settings.DEFAULT_FROM_EMAIL, [row.user.email]).send()


def letter(notice: Notice) -> str:
    """The mail's plain text: body, then the full address."""
    where = f"\n\nLäs mer och gör det som behövs:\n{settings.BASE_URL}{notice.link}" if notice.link else ""
    return f"{notice.body}{where}\n\nLiggaren"


def mark_read(*, user: User, link: str = "") -> int:
    """Mark the person's unread notices (about `link`, else all) as read; how many they were."""
    unread = Notice.objects.filter(user=user, read_at__isnull=True)
    return (unread.filter(link=link) if link else unread).update(read_at=clock.now())
