"""Fetching now and how fresh things are: what the account's page and the inbox say, and to whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Visit
from liggaren.lib import clock, dates
from liggaren.moderation import services
from liggaren.people.models import User


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page_of(world: World) -> str:
    return f"/konton/{world.account.pk}/"


def test_a_person_fetches_now_and_reads_what_it_brought(world: World) -> None:
    client = as_(world.cast.anna)
    world.play.admin.comment(world.post, "När öppnar badet?")
    answer = client.post(f"{page_of(world)}hamta/", follow=True)
    assert "Hämtar …" in text(answer) and 'hx-trigger="load delay:2s"' in text(answer)
    capture.capture_account(world.account)
    part = text(client.get(f"{page_of(world)}hamtning/"))
    assert re.search(r"Senast hämtat i dag \d\d\.\d\d: 2 nya\. Hämtas igen \d\d\.\d\d\.", part), part
    assert "hx-get" not in part and "<html" not in part
    capture.capture_account(world.account)
    assert "inget nytt. Hämtas igen" in text(client.get(page_of(world)))


def test_only_who_runs_the_account_may_fetch_now(world: World) -> None:
    assert as_(world.cast.sara).post(f"{page_of(world)}hamta/").status_code == 404
    assert as_(world.cast.erik).post(f"{page_of(world)}hamta/").status_code == 404
    assert as_(world.cast.anna).get(f"{page_of(world)}hamta/").status_code == 405
    assert "Hämta nu" not in text(as_(world.cast.erik).get(page_of(world)))
    assert not Visit.objects.exclude(asked_at=None).exists()


def test_a_platform_that_is_down_or_asks_us_to_wait_is_told_as_it_is(world: World) -> None:
    client = as_(world.cast.anna)
    capture.capture_account(world.account)
    world.play.admin.switch(world.page, "limited", 600)
    capture.capture_account(world.account)
    page = text(client.get(page_of(world)))
    assert "Gick inte att hämta i dag" in page and "Senast hämtat i dag" in page
    again = re.search(r"Vi försöker igen (\d\d\.\d\d)", page)
    assert again
    asked = text(client.post(f"{page_of(world)}hamta/", follow=True))
    assert f"Plattformen har bett oss vänta till {again[1]}. Då hämtar vi av oss själva." in asked
    assert "Hämtas inte" in text(client.get("/inkorg/"))


def test_a_visit_that_nobody_begins_is_said_to_wait(world: World) -> None:
    client = as_(world.cast.anna)
    client.post(f"{page_of(world)}hamta/")
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert "Väntar på att hämtningen ska börja, sedan i dag" in text(client.get(page_of(world)))


def test_the_inbox_says_when_the_oldest_of_my_accounts_was_fetched(world: World) -> None:
    client = as_(world.cast.anna)
    capture.capture_account(world.account)
    visit = Visit.objects.get()
    client.get("/inkorg/")  # from now it is watched
    page = text(client.get("/inkorg/"))
    assert visit.fetched_at and visit.tried_at
    said, soon = (dates.clock_time(at) for at in (visit.fetched_at, visit.tried_at + timedelta(seconds=30)))
    again = "strax" if soon == said else soon  # never the minute that has just been said
    assert f"Senast hämtat {said}. Hämtas igen {again}." in page or "Hämtas igen strax." in page
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert "Hämtas igen strax." in text(client.get("/inkorg/"))


def test_an_open_inbox_is_watched_and_one_of_another_is_not(world: World) -> None:
    capture.capture_account(world.account)
    as_(world.cast.disa).get("/inkorg/")
    assert Visit.objects.get().opened_at is None
    as_(world.cast.anna).get("/inkorg/nytt/")
    assert Visit.objects.get().opened_at is not None


def test_news_counts_what_came_after_the_page_was_drawn(world: World) -> None:
    client = as_(world.cast.anna)
    world.comment("Första")
    services.enter_missed()
    found = re.search(r'data-news="([^"]+)"', client.get("/inkorg/").content.decode())
    assert found
    address = found[1].replace("&amp;", "&")
    assert client.get(address).json()["count"] == 0
    world.comment("Andra")
    services.enter_missed()
    news = client.get(address).json()
    assert (news["count"], news["message"]) == (1, "Visa 1 ny") and news["line"].startswith("Senast hämtat")
    assert client.get("/inkorg/nytt/?sedan=²&vy=x").json()["count"] == 2
    assert as_(world.cast.sara).get(address).status_code == 404
