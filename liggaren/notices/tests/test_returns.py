"""Mails that come back are noted on their notices, however late; nothing else in the folder does anything."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.notices import returns, services
from liggaren.notices.models import Notice
from liggaren.notices.tests.mail_server import MailServer, running
from liggaren.people.factories import cast
from liggaren.people.models import User


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[MailServer]:
    with running(tmp_path / "retur") as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.RETURNED_MAIL = str(found.folder)
        yield found


@pytest.fixture
def erik(db: None) -> User:
    return cast().erik


def told(user: User) -> Notice:
    notice = services.tell(user=user, subject="En handling", body="Något väntar.", link="/att-diariefora/")
    services.mail(notice)
    notice.refresh_from_db()
    return notice


def test_a_mail_carries_a_name_that_nobody_guesses(server: MailServer, erik: User) -> None:
    first, second = told(erik), told(erik)
    assert returns.NAME.fullmatch(first.message_id) and first.message_id != second.message_id
    assert first.message_id.encode() in server.mails[0][1]


@pytest.mark.parametrize("later", [timedelta(minutes=16), timedelta(hours=30), timedelta(days=6)])
def test_a_mail_that_comes_back_late_is_noted(server: MailServer, erik: User, later: timedelta) -> None:
    notice = told(erik)
    assert returns.sweep() == 0
    with clock.frozen(clock.now() + later):
        server.send_back(code="5.1.1")
        assert returns.sweep() == 1
        assert returns.sweep() == 0  # read once
        notice.refresh_from_db()
        assert notice.bounced_at == clock.now() and notice.bounce_code == "5.1.1"
    assert Record.objects.filter(kind="notice.came_back", obj=f"notice:{notice.pk}").count() == 1


def test_a_report_of_delay_is_no_return(server: MailServer, erik: User) -> None:
    notice = told(erik)
    server.send_back(code="4.4.1", action="delayed")
    assert returns.sweep() == 0
    server.send_back(code="5.4.1")
    assert returns.sweep() == 1
    notice.refresh_from_db()
    assert notice.bounce_code == "5.4.1"


def test_a_mail_refused_at_once_stays_unsent_and_is_tried_again(server: MailServer, erik: User) -> None:
    server.refuses = {erik.email}
    notice = services.tell(user=erik, subject="En handling", body="Något väntar.")
    services.mail(notice)
    notice.refresh_from_db()
    assert notice.mailed_at is None and notice.message_id == ""
    server.refuses = set()
    with clock.frozen(clock.now() + timedelta(hours=1)):
        services.mail(notice)
    notice.refresh_from_db()
    assert notice.mailed_at is not None


def test_other_mail_is_left_and_marked_as_seen(server: MailServer, erik: User) -> None:
    notice = told(erik)
    box = mailbox.Maildir(server.folder)
    box.add(b"From: a@b.example\nSubject: Hej\n\nHej.")
    box.add(f"Subject: Re\nIn-Reply-To: {notice.message_id}\n\nTack, borta till 3 december.".encode())
    forged = f"<notice.{notice.pk}.{0:024d}@exempelkoping.example>"
    server.mails = [("erik@b.example", f"Message-ID: {forged}\r\n\r\nx".encode())]
    server.send_back()
    assert returns.sweep() == 0
    notice.refresh_from_db()
    assert notice.bounced_at is None
    assert all(box.get_message(key).get_subdir() == "cur" for key in box.iterkeys())


def test_a_folder_that_is_none_is_told_and_no_folder_is_no_fault(settings: Any, tmp_path: Path) -> None:
    settings.RETURNED_MAIL = ""
    assert returns.sweep() == 0
    settings.RETURNED_MAIL = str(tmp_path / "saknas")
    with pytest.raises(mailbox.NoSuchMailboxError):
        returns.sweep()


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000))
def test_no_bytes_are_more_than_a_mail_that_is_not_ours(data: bytes) -> None:
    assert returns._report(data) is None
    head = b'Content-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: message/delivery-status\n\n'
    assert returns._report(head + data) is None
