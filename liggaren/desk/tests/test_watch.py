"""The watch, crisis mode, advice, notices and the information text on screen: who may, how few questions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liggaren.lib import clock
from liggaren.lib.clock import STOCKHOLM
from liggaren.lifecycle import account_notice, advice, crisis, crisis_texts
from liggaren.lifecycle.models import Crisis
from liggaren.moderation import watch_absence, watch_keeping
from liggaren.moderation.models import Absence, WatchLook, WatchRule
from liggaren.moderation.watch_looks import note_look
from liggaren.notices.models import Preferences
from liggaren.notices.services import tell
from liggaren.people.factories import Cast, cast
from liggaren.people.models import User
from liggaren.register import factories
from liggaren.register.models import Account

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=STOCKHOLM)
MOST_QUERIES = 15


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def who() -> Cast:
    return cast()


def watched(who: Cast, monkeypatch: pytest.MonkeyPatch, **facts: Any) -> Account:
    """An account started on the Thursday before."""
    free = {"from": "10.00", "to": "16.00", "times_per_day": 2}
    watch = {"days": [0, 1, 2, 3, 4], "from": "08.00", "to": "17.00", "times_per_day": 3, "free": free}
    monkeypatch.setattr(factories, "WATCH", {**watch, "deputy": who.second.pk, "off_hours": ""})
    with clock.frozen(MONDAY - timedelta(days=4)):
        return factories.started(who, **facts)


def look(person: User, account: Account, day: int, hour: int) -> None:
    with clock.frozen(datetime(2026, 11, day, hour, 5, tzinfo=STOCKHOLM)):
        note_look(by=person, accounts=[account.pk])


@pytest.mark.clause("B.9")
def test_on_monday_the_page_says_that_the_weekend_was_kept_and_by_whom(
    who: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = watched(who, monkeypatch)
    for hour in (8, 11, 14):
        look(who.anna, account, 20, hour)
    for day in (21, 22):
        for hour in (10, 14):
            look(who.second, account, day, hour)
    with clock.frozen(MONDAY):
        watch_keeping.keep()
        page = text(as_(who.disa).get("/bevakning/"))
        month = text(as_(who.anna).get(f"/bevakning/konto/{account.pk}/?manad=2026-11"))
    assert "Bevakningen hölls hela helgen" in page
    assert "2 av 2 hållna av Selma" in page and "3 av 3 hållna av Anna" in page
    assert "7 av 7" in page and "lördag" in month and "Selma" in month


@pytest.mark.clause("B.9")
def test_a_gap_stands_with_its_hours_and_who_has_been_told(
    who: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = watched(who, monkeypatch)
    with clock.frozen(MONDAY):
        watch_keeping.keep()
        page = text(as_(who.anna).get("/bevakning/"))
        shown = text(as_(who.anna).get(f"/konton/{account.pk}/"))
    assert "Ett konto väntar på tillsyn" in page and "Nu vet administratörerna" in page
    assert "10.00–13.00" in page and "Bevakning missad" in shown


def test_opening_the_inbox_is_the_look_and_a_filtered_view_is_none(
    who: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(who, monkeypatch)
    as_(who.anna).get("/inkorg/?vy=mina")
    assert not WatchLook.objects.exists()
    as_(who.anna).get("/inkorg/")
    assert WatchLook.objects.get().user == who.anna


@pytest.mark.parametrize("number", [1, 6])
def test_pages_ask_the_database_few_times_however_many_rows(
    number: int, who: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = [
        watched(who, monkeypatch, name=f"Konto {n}", address=f"https://lekplatsen.example/@konto{n}")
        for n in range(number)
    ]
    with clock.frozen(MONDAY):
        watch_keeping.keep()
        for n in range(number):
            crisis_texts.write(title=f"Text {n}", text="Vi vet inte mer.", by=who.anna)
            advice.ask(text=f"Fråga {n}?", by=who.anna)
            tell(user=who.disa, subject=f"Sak {n}", body="Läs.")
        account_notice.write(account=accounts[0], text="Kommunens konto.", by=who.anna)
        crisis.order(
            accounts=accounts, name="Läcka", reason="Rör.", every=60, opens=0, closes=1440, by=who.disa
        )
        found = Crisis.objects.get()
        for path in (
            "/bevakning/", f"/bevakning/konto/{accounts[0].pk}/", "/bevakning/borta/", "/bevakning/larm/",
            "/jag/aviseringar/", "/krislage/", f"/krislage/{found.pk}/avsluta/",
            f"/krislage/{found.pk}/svara/", "/krislage/texter/", "/rad/", "/rad/fraga/", "/rad/fragor/",
            f"/konton/{accounts[0].pk}/informationstext/",
        ):  # fmt: skip
            client = as_(who.disa)
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200, path
            assert len(asked) <= MOST_QUERIES, (path, len(asked))


def test_strangers_and_the_wrong_roles_meet_no_page(who: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account = watched(who, monkeypatch)
    found = crisis.order(
        accounts=[account], name="Läcka", reason="Rör.", every=60, opens=0, closes=1440, by=who.disa
    )
    row = crisis_texts.write(title="Text", text="Vi vet inte mer.", by=who.anna)
    question = advice.ask(text="Får man?", by=who.anna)
    own = f"/konton/{account.pk}/informationstext/"
    for path in (
        "/bevakning/",
        "/krislage/",
        "/rad/",
        "/jag/aviseringar/",
        own,
        f"/bevakning/konto/{uuid4()}/",
    ):
        assert as_(who.sara).get(path).status_code == 404, path
    for path in ("/bevakning/larm/", "/krislage/nytt/", f"/krislage/{found.pk}/avsluta/", "/rad/fragor/"):
        assert as_(who.anna).get(path).status_code == 404, path
    assert as_(who.second).get(f"/rad/fragor/{question.pk}/").status_code == 404
    assert as_(who.sara).get("/krislage/texter/").status_code == 404
    posts = [
        (who.anna, f"/krislage/texter/{row.pk}/", {"gor": "godkann"}),
        (who.anna, f"/rad/fragor/{question.pk}/", {"answer": "Ja."}),
        (who.erik, own, {"gor": "skriv", "text": "Nej."}),
    ]
    for person, path, given in posts:
        assert as_(person).post(path, given).status_code == 404, path
    row.refresh_from_db()
    assert row.approver_one is None


@pytest.mark.clause("G3.5")
def test_crisis_mode_is_ordered_shown_in_the_inbox_and_ended_on_screen(
    who: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = watched(who, monkeypatch)
    director = as_(who.cecilia)
    blank = director.post("/krislage/nytt/", {"name": ""})
    assert blank.status_code == 422 and "Fel:" in text(blank)
    given = {"accounts": [str(account.pk)], "name": "Vattenläcka", "reason": "Röret är av.", "every": "60",
             "opens": "06", "closes": "22.00"}  # fmt: skip
    assert director.post("/krislage/nytt/", given).status_code == 302
    assert "Vattenläcka" in text(as_(who.anna).get("/inkorg/"))
    assert "Krisläge" in text(as_(who.anna).get(f"/konton/{account.pk}/"))
    assert "Krisläge" not in text(Client().get("/"))
    found = Crisis.objects.get()
    assert director.post(f"/krislage/{found.pk}/avsluta/", {"reason": ""}).status_code == 422
    assert director.post(f"/krislage/{found.pk}/avsluta/", {"reason": "Lagat."}).status_code == 302
    assert "Vattenläcka" not in text(as_(who.anna).get("/inkorg/"))
    assert "Lagat." in text(director.get("/krislage/"))


@pytest.mark.clause("B.9")
def test_the_watch_is_handed_over_and_answered_on_screen(who: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account = watched(who, monkeypatch)
    anna, today = as_(who.anna), clock.now().date()
    wrong = anna.post("/bevakning/borta/", {"fran": "i morgon", "till": ""})
    assert wrong.status_code == 422 and "Skriv den första dagen" in text(wrong)
    given = {"fran": f"{today}", "till": f"{today + timedelta(days=3)}", f"tar-{account.pk}": who.second.pk}
    assert anna.post("/bevakning/borta/", given).status_code == 302
    row = Absence.objects.get()
    assert as_(who.disa).post(f"/bevakning/borta/{row.pk}/", {"gor": "ja"}).status_code == 404
    assert "Du har fått frågan" in text(as_(who.second).get("/bevakning/borta/"))
    as_(who.second).post(f"/bevakning/borta/{row.pk}/", {"gor": "ja"})
    row.refresh_from_db()
    assert row.state == Absence.State.ACCEPTED
    assert who.second.name in text(as_(who.anna).get(f"/bevakning/konto/{account.pk}/"))
    watch_absence.withdraw(absence=row, by=who.anna)


def test_alarm_times_and_own_choices_are_kept_and_faults_are_told(who: Cast) -> None:
    disa = as_(who.disa)
    times = {"administrators_after": "0", "deputy_after": "30", "information_after": "20"}
    assert "växer" in text(disa.post("/bevakning/larm/", times))
    assert disa.post("/bevakning/larm/", {**times, "information_after": "45"}).status_code == 302
    assert WatchRule.objects.get().information_after == 45
    half = disa.post("/jag/aviseringar/", {"quiet_from": "18"})
    assert half.status_code == 422 and "när det slutar" in text(half)
    assert disa.post("/jag/aviseringar/", {"digest_at": "kl 7.30"}).status_code == 302
    assert f"{Preferences.objects.get().digest_at:%H.%M}" == "07.30"


@pytest.mark.clause("G4.2")
def test_every_screen_leads_to_the_information_function_and_says_where_one_was(who: Cast) -> None:
    page = text(as_(who.anna).get("/planer/?q=hemligt"))
    assert 'href="/rad/fraga/?fran=/planer/"' in page
    as_(who.anna).post("/rad/fraga/?fran=/planer/", {"text": "Hur då?", "screen": "/planer/"})
    assert "/planer/" in text(as_(who.disa).get("/rad/fragor/"))
