"""Mails that came back: delivery reports (RFC 3464) in a Maildir, matched to the notice by its Message-ID.

A report may come minutes or days after the mail: there is no limit to how late it is read. What is no report
about a mail of ours is left as it is, only marked as seen. Nothing of a report is kept but its code.
"""

from __future__ import annotations

import email
import email.policy
import logging
import mailbox
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.notices.models import Notice

logger = logging.getLogger(__name__)
LARGEST = 1_000_000  # bytes of a report; what is larger is left unread
A_SWEEP = 500
NAME = re.compile(r"<notice\.\d{1,18}\.[0-9a-f]{24}@[^<>\s]{1,80}>")
CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def sweep() -> int:
    """Read what is new in the folder of the settings; how many notices came back. 0 where there is none."""
    return read(Path(settings.RETURNED_MAIL)) if settings.RETURNED_MAIL else 0


def read(folder: Path) -> int:
    """Read the unseen mails of a Maildir. Raises mailbox.NoSuchMailboxError for a folder that is none."""
    box, found = mailbox.Maildir(folder, create=False), 0
    for key, message in _unseen(box, folder):
        if report := _report(message):
            found += _mark(*report)
        box[key] = _seen(box.get_message(key))
    return found


def _unseen(box: mailbox.Maildir, folder: Path) -> Iterator[tuple[str, bytes]]:
    new = [key for key in sorted(box.keys()) if box.get_message(key).get_subdir() == "new"][:A_SWEEP]
    for key in new:
        data = box.get_bytes(key)
        if len(data) > LARGEST:
            logger.warning("a returned mail is too large to read")
        yield key, data[:LARGEST]


def _seen(message: mailbox.MaildirMessage) -> mailbox.MaildirMessage:
    message.set_subdir("cur")
    message.add_flag("S")
    return message


def _report(data: bytes) -> tuple[str, str] | None:
    """The Message-ID and the status code of a mail that failed for good; None for anything else."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    code, name = "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            code = _code(str(part)) or code
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            name = _name(part) or name
    return (name, code) if name and code else None


def _code(text: str) -> str:
    if not re.search(r"^Action:\s*failed\b", text, re.IGNORECASE | re.MULTILINE):
        return ""
    found = CODE.search(text.partition("Status:")[2])
    return found[0] if found else "5.0.0"


def _name(part: EmailMessage) -> str:
    found = NAME.search(part.as_string())
    return found[0] if found else ""


@transaction.atomic
def _mark(name: str, code: str) -> int:
    """Note on each notice of the letter that it came back; once. How many."""
    rows = list(Notice.objects.select_for_update().filter(message_id=name, bounced_at=None))
    for row in rows:
        row.bounced_at, row.bounce_code = clock.now(), code[:12]
        row.save(update_fields=["bounced_at", "bounce_code"])
        facts = {"code": row.bounce_code}
        ledger.append(kind="notice.came_back", actor="system", obj=f"notice:{row.pk}", facts=facts)
    return len(rows)
