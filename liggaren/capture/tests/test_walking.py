"""Walks through listings: pages, interruptions, disappearances told apart, outages that conclude nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liggaren.capture import absence, queries, services, tasks, walking
from liggaren.capture.events import Gone, Returned, WentMissing
from liggaren.capture.factories import NOON, Pretend, Said
from liggaren.capture.models import Item, ItemState, Sighting, Version, Walk
from liggaren.connectors.base import Mending
from liggaren.ledger import queries as ledger
from liggaren.lib import clock, events
from liggaren.register.models import Account, ConnectionState, ConnectionStatus

pytestmark = pytest.mark.django_db


def _states() -> dict[str, str]:
    return dict(Item.objects.values_list("native_id", "state"))


def _many(count: int) -> list[Said]:
    return [Said(str(number), f"text {number}") for number in range(count)]


@pytest.mark.clause("G5.1")
def test_a_visit_captures_every_page_and_seals_the_batch(account: Account, platform: Pretend) -> None:
    platform.say(*_many(250))
    outcome = services.capture_account(account)
    assert (outcome.new, outcome.edited, outcome.missing, outcome.pages) == (250, 0, 0, 3)
    entries = Version.objects.values_list("entry_id", flat=True)
    assert len(ledger.seals(entries)) == 250


def test_a_second_visit_finds_nothing_new(account: Account, platform: Pretend) -> None:
    platform.say(*_many(3))
    services.capture_account(account)
    outcome = services.capture_account(account)
    assert (outcome.new, outcome.edited, outcome.missing) == (0, 0, 0)


def test_an_edit_is_noticed_by_the_next_visit(account: Account, platform: Pretend) -> None:
    platform.say(Said("1", "a"))
    services.capture_account(account)
    platform.say(Said("1", "b"))
    assert services.capture_account(account).edited == 1


def test_what_the_platform_confirms_as_gone_is_deleted(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.say(*_many(3))
    services.capture_account(account)
    del platform.said["1"]
    told: list[events.Event] = []
    monkeypatch.setattr(events, "emit", told.append)
    assert services.capture_account(account).missing == 1
    item = Item.objects.get(native_id="1")
    assert item.state == ItemState.DELETED
    assert [event for event in told if isinstance(event, WentMissing | Gone)] == [
        WentMissing(item.pk),
        Gone(item.pk),
    ]
    assert [change.after for change in queries.state_changes(item)] == ["missing", "deleted"]


def test_gone_from_the_list_but_there_by_id_is_present_and_not_missed_again(
    account: Account, platform: Pretend
) -> None:
    platform.say(*_many(2))
    services.capture_account(account)
    platform.unlisted["1"] = platform.said.pop("1")
    assert services.capture_account(account).missing == 1
    assert _states()["1"] == ItemState.PRESENT
    assert services.capture_account(account).missing == 0


def test_what_is_there_but_unlisted_is_asked_for_again_later(account: Account, platform: Pretend) -> None:
    platform.say(*_many(2))
    with clock.frozen(NOON):
        services.capture_account(account)
        platform.unlisted["1"] = platform.said.pop("1")
        services.capture_account(account)
        del platform.unlisted["1"]
        services.capture_account(account)
        assert _states()["1"] == ItemState.PRESENT
    with clock.frozen(NOON + timedelta(hours=7)):
        services.capture_account(account)
    assert _states()["1"] == ItemState.DELETED


def test_unavailable_is_not_deleted(account: Account, platform: Pretend) -> None:
    platform.say(*_many(2))
    services.capture_account(account)
    del platform.said["0"]
    platform.unavailable.add("0")
    services.capture_account(account)
    assert _states() == {"0": ItemState.UNAVAILABLE, "1": ItemState.PRESENT}


def test_what_comes_back_is_present_again(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.say(*_many(2))
    services.capture_account(account)
    gone = platform.said.pop("1")
    services.capture_account(account)
    platform.say(gone)
    told: list[events.Event] = []
    monkeypatch.setattr(events, "emit", told.append)
    services.capture_account(account)
    assert _states()["1"] == ItemState.PRESENT
    assert Returned(Item.objects.get(native_id="1").pk) in told


@pytest.mark.parametrize("pages", [0, 1, 2])
def test_an_outage_reads_as_no_disappearance(account: Account, platform: Pretend, pages: int) -> None:
    platform.page_size = 10
    platform.say(*_many(30))
    services.capture_account(account)
    platform.said = {}
    platform.down_after = 0
    platform.say(*_many(pages * 10))
    platform.down_after = pages
    platform.say(*[Said(f"new{n}", "x") for n in range(10)])
    outcome = services.capture_account(account)
    assert outcome.error and outcome.missing == 0
    assert all(_states()[str(n)] == ItemState.PRESENT for n in range(30))
    assert ConnectionState.objects.get().state == ConnectionStatus.BROKEN


def test_an_outage_during_look_ups_leaves_items_missing(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.say(*_many(3))
    services.capture_account(account)
    platform.said.pop("1")
    concluded = absence.conclude
    monkeypatch.setattr(
        absence, "conclude", lambda *a: (setattr(platform, "down_after", 0), concluded(*a))[1]
    )
    assert services.capture_account(account).error
    assert _states()["1"] == ItemState.MISSING


def test_a_page_that_cannot_be_read_concludes_nothing(account: Account, platform: Pretend) -> None:
    platform.page_size = 2
    platform.say(*_many(6))
    services.capture_account(account)
    platform.garbled = {1}
    assert services.capture_account(account).missing == 0
    assert set(_states().values()) == {ItemState.PRESENT}


def test_the_cursor_never_passes_a_page_that_is_not_committed(account: Account, platform: Pretend) -> None:
    platform.page_size = 10
    platform.say(*_many(30))
    platform.down_after = 1
    assert services.capture_account(account).new == 10
    assert Walk.objects.get().cursor == "1"
    platform.down_after = None
    outcome = services.capture_account(account)
    assert (outcome.new, outcome.pages) == (20, 3)
    assert Item.objects.count() == 30 and Walk.objects.exclude(finished_at=None).count() == 1


def test_a_page_that_fails_in_the_database_leaves_the_cursor_before_it(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.page_size = 10
    platform.say(*_many(20))
    take_in, calls = walking.taking.take_in, []

    def fails_once(*args: object, **kwargs: object) -> object:
        calls.append(args)
        taken = take_in(*args, **kwargs)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise OSError("disk full")
        return taken

    monkeypatch.setattr(walking.taking, "take_in", fails_once)
    with pytest.raises(OSError, match="disk full"):
        services.capture_account(account)
    assert Walk.objects.get().cursor == "1" and Item.objects.count() == 10
    services.capture_account(account)
    assert Item.objects.count() == 20


def test_a_cursor_that_never_works_is_begun_anew(account: Account, platform: Pretend) -> None:
    platform.page_size, platform.down_after, platform.mending = 10, 1, Mending.NEVER
    platform.say(*_many(20))
    services.capture_account(account)
    assert Walk.objects.get().cursor == ""


def test_a_platform_that_asked_us_to_wait_is_not_visited(account: Account, platform: Pretend) -> None:
    assert list(queries.accounts_to_visit()) == [account.pk]
    platform.down_after = 0
    with clock.frozen(NOON):
        services.capture_account(account)
        assert list(queries.accounts_to_visit()) == []
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert list(queries.accounts_to_visit()) == [account.pk]


def test_a_large_account_is_walked_whole_every_six_hours(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "SMALL", 0)
    platform.say(*_many(2))
    for hours, since in [(0, None), (1, NOON - walking.OVERLAP), (7, None)]:
        with clock.frozen(NOON + timedelta(hours=hours)):
            services.capture_account(account)
            assert Walk.objects.latest("id").since == since


def test_a_partial_listing_concludes_nothing(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "SMALL", 0)
    platform.say(*_many(2))
    services.capture_account(account)
    platform.said.pop("1")
    assert services.capture_account(account).missing == 0


def test_a_clock_set_back_makes_nothing_missing(account: Account, platform: Pretend) -> None:
    platform.say(*_many(2))
    with clock.frozen(NOON):
        services.capture_account(account)
    with clock.frozen(NOON - timedelta(hours=1)):
        assert services.capture_account(account).missing == 0
    assert set(_states().values()) == {ItemState.PRESENT}


def test_a_look_up_reads_what_it_got(account: Account, platform: Pretend) -> None:
    platform.say(Said("1", "a"))
    services.capture_account(account)
    platform.say(Said("1", "a", hidden=True))
    item = Item.objects.get()
    assert services.look_up(item) == ItemState.PRESENT
    item.refresh_from_db()
    assert item.is_hidden and item.versions.count() == 2


def test_a_visit_is_asked_for_once(account: Account) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    for _ in range(2):
        tasks.sweep(timestamp=0)
    assert ProcrastinateJob.objects.filter(task_name="capture.account").count() == 1


def _queries_of_a_revisit(account: Account, platform: Pretend, count: int) -> int:
    platform.said = {}
    platform.say(*_many(count))
    services.capture_account(account)
    with CaptureQueriesContext(connection) as seen:
        services.capture_account(account)
    return len(seen)


def test_a_revisit_costs_the_same_queries_however_many_items(account: Account, platform: Pretend) -> None:
    platform.page_size = 1_000
    assert _queries_of_a_revisit(account, platform, 5) == _queries_of_a_revisit(account, platform, 300)
    assert Sighting.objects.exclude(walk=Walk.objects.latest("id")).count() == 0


def test_an_account_connected_elsewhere_says_nothing_more_of_what_it_saw_there(
    account: Account, platform: Pretend
) -> None:
    platform.say(*_many(3))
    services.capture_account(account)
    ConnectionState.objects.update(native_id="another page")
    platform.said = {"9": Said("9", "på den andra sidan")}
    platform.unavailable = {"0", "1", "2"}
    for _ in range(2):
        assert services.capture_account(account).missing == 0
    assert platform.looked_up == []
    assert set(_states().values()) == {ItemState.PRESENT}
    assert services.look_up(Item.objects.get(native_id="1")) == ItemState.PRESENT
