"""When a notice goes, what happens when it does not get through, and that it names no person."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from liggaren.lib import clock
from liggaren.lib.clock import STOCKHOLM
from liggaren.lib.errors import Refusal
from liggaren.lib.http import ForbiddenAddress, NotSent
from liggaren.notices import away, preferring, queries, sending, services, ways
from liggaren.notices.models import Delivery, Notice
from liggaren.notices.timing import Choice, due
from liggaren.people.factories import cast, user

db = pytest.mark.django_db
APPRISE = pytest.mark.filterwarnings("ignore:'imghdr'")  # of a module that Apprise itself loads
EVENING = datetime(2026, 11, 24, 21, 0, tzinfo=STOCKHOLM)
NIGHT = {"quiet_from": time(18), "quiet_to": time(7, 30)}


def prefer(person: Any, **chosen: Any) -> None:
    usual = {"digest_at": None, "quiet_from": None, "quiet_to": None, "urgent_breaks": True}
    preferring.prefer(by=person, **{**usual, **chosen})


def swedish(moment: datetime) -> str:
    return f"{moment.astimezone(STOCKHOLM):%d %H.%M}"


def test_urgent_goes_at_once_and_the_rest_when_the_person_wants() -> None:
    digest = Choice(digest_at=time(7, 30))
    assert due(digest, urgent=True, now=EVENING) == EVENING
    assert swedish(due(digest, urgent=False, now=EVENING)) == "25 07.30"
    quiet = Choice(quiet_from=time(18), quiet_to=time(7, 30))
    assert swedish(due(quiet, urgent=False, now=EVENING)) == "25 07.30"
    assert due(quiet, urgent=True, now=EVENING) == EVENING
    firm = Choice(quiet_from=time(18), quiet_to=time(7, 30), urgent_breaks=False)
    assert swedish(due(firm, urgent=True, now=EVENING)) == "25 07.30"


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
walls = st.times().map(lambda found: found.replace(second=0, microsecond=0))


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)), walls, walls, walls
)
def test_nothing_is_sent_before_now_nor_more_than_two_days_late_nor_in_quiet_hours(
    now: datetime, digest: time, starts: time, ends: time
) -> None:
    if starts == ends:
        return
    at = due(Choice(digest, starts, ends, urgent_breaks=False), urgent=False, now=now)
    assert now <= at <= now + timedelta(hours=50)
    wall = at.astimezone(STOCKHOLM).time()
    within = starts <= wall < ends if starts < ends else wall >= starts or wall < ends
    assert not within or at.astimezone(STOCKHOLM).fold or abs(at.astimezone(STOCKHOLM).hour - 2) <= 1


@db
def test_what_waited_comes_in_one_letter_with_an_address_to_each() -> None:
    anna = user("Anna")
    prefer(anna, digest_at=time(7, 30))
    with clock.frozen(EVENING):
        for number in (1, 2, 3):
            services.tell(user=anna, subject=f"Sak {number}", body="Läs.", link=f"/planer/{number}/")
        assert sending.send_due() == 0 and not mail.outbox
    with clock.frozen(EVENING + timedelta(hours=11)):
        assert sending.send_due() == 1 and sending.send_due() == 0
    (letter,) = mail.outbox
    assert letter.subject == "3 besked från Liggaren"
    assert all(f"/planer/{number}/" in letter.body for number in (1, 2, 3))


@db
def test_a_letter_that_fails_is_tried_again_later_each_time_and_then_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = cast()
    now = EVENING
    with clock.frozen(now):
        notice = services.tell(user=who.anna, subject="Väntar", body="Läs mer.")

    def refuse(*_: Any, **__: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    waits = []
    for _ in range(len(sending.AGAIN_AFTER) + 1):
        with clock.frozen(now):
            sending.send_notice(notice)
        row = Delivery.objects.get(notice=notice)
        waits.append(row.next_at - now)
        now = row.next_at
    assert waits[:-1] == list(sending.AGAIN_AFTER)
    assert row.state == Delivery.State.FAILED and row.attempts == len(sending.AGAIN_AFTER) + 1
    assert queries.undelivered(who.anna) == [row] and "Mejlservern" in row.note
    assert Notice.objects.get(user=who.disa).subject == sending.UNDELIVERED
    notice.refresh_from_db()
    assert notice.mailed_at is None
    for told in Notice.objects.filter(user=who.disa):  # its own failure tells nobody again
        for _ in range(20):
            Delivery.objects.filter(notice=told, state="waiting").update(next_at=now)
            with clock.frozen(now):
                sending.send_notice(told)
    assert Notice.objects.filter(user=who.disa).count() == 1


@db
def test_while_a_person_is_away_the_one_who_took_over_is_told_too() -> None:
    who = cast()
    today = date(2026, 11, 24)
    away.hand_over(user=who.anna, to=who.second, starts_on=today, ends_on=today)
    with clock.frozen(EVENING):
        sending.send_notice(services.tell(user=who.anna, subject="Väntar", body="Läs mer."))
    with clock.frozen(EVENING + timedelta(days=1)):
        sending.send_notice(services.tell(user=who.anna, subject="Igen", body="Läs mer."))
    assert [(one.subject, one.to[0]) for one in mail.outbox] == [
        ("Väntar", who.anna.email), ("Väntar", who.second.email), ("Igen", who.anna.email),
    ]  # fmt: skip
    assert "i stället för" in mail.outbox[1].body and who.anna.name not in mail.outbox[1].body


@db
def test_quiet_hours_begin_and_end_and_a_way_must_be_set_up() -> None:
    anna = user("Anna")
    with pytest.raises(Refusal, match="tysta"):
        prefer(anna, quiet_from=time(18))
    with pytest.raises(Refusal, match="väg"):
        prefer(anna, way="något annat")
    with pytest.raises(IntegrityError), transaction.atomic():
        prefer(anna, **NIGHT)
        from liggaren.notices.models import Preferences

        Preferences.objects.update(quiet_to=None)


class Hook(http.server.BaseHTTPRequestHandler):
    """Takes what is posted, and remembers it."""

    bodies: list[bytes] = []

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """A test's output is its own."""


@pytest.fixture
def hook() -> Iterator[int]:
    Hook.bodies = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@db
@APPRISE
def test_another_way_takes_what_is_urgent_where_its_address_may_be_called(hook: int, settings: Any) -> None:
    settings.NOTICE_WAYS = {"Krislarm": f"json://127.0.0.1:{hook}/"}
    settings.LOOPBACK_ORIGINS = [f"http://127.0.0.1:{hook}"]
    anna = user("Anna")
    prefer(anna, way="Krislarm")
    sending.send_notice(services.tell(user=anna, subject="Väntar", body="Läs mer.", urgent=True))
    sending.send_notice(services.tell(user=anna, subject="Inte bråttom", body="Läs mer."))
    assert len(Hook.bodies) == 1 and b"V\\u00e4ntar" in Hook.bodies[0] or b"V\xc3\xa4ntar" in Hook.bodies[0]
    assert len(mail.outbox) == 2


@db
@APPRISE
@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "localhost", "[::1]"])
def test_a_way_to_an_inner_address_is_never_called(hook: int, host: str, settings: Any) -> None:
    settings.NOTICE_WAYS = {"Krislarm": f"json://{host}:{hook}/"}
    with pytest.raises((ForbiddenAddress, NotSent, ways.NotDelivered)):
        ways.send("Krislarm", subject="Hej", body="Hej")
    assert Hook.bodies == []


@db
@pytest.mark.parametrize("canary", ["eva.svensson@hem.example", "19850101-2382", "850101-2382"])
def test_a_canary_never_gets_into_any_letter(canary: str) -> None:
    with pytest.raises(services.NotBland):
        services.tell(user=user("Anna"), subject="Väntar", body=f"Gäller {canary}.")
    assert not Notice.objects.exists() and not Delivery.objects.exists() and not mail.outbox
