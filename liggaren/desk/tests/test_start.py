"""The landing page says how things stand, the late first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from liggaren.desk.start import day
from liggaren.duties import services as duties
from liggaren.lib import clock
from liggaren.people import factories
from liggaren.people.factories import Cast

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 7, 1, 9, 42, tzinfo=clock.STOCKHOLM)


def open_duty(cast: Cast, title: str, due: datetime) -> None:
    duties.open_duty(
        kind="account.check",
        key=title,
        title=title,
        link="/start/",
        due_at=due,
        owner=cast.anna,
        unit=cast.unit,
    )


def page(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.anna)
    return client.get("/start/").content.decode()


def test_the_title_says_what_is_late_and_what_is_due_today() -> None:
    cast = factories.cast()
    with clock.frozen(MORNING):
        open_duty(cast, "Första", MORNING - timedelta(hours=3))
        open_duty(cast, "Andra", MORNING - timedelta(days=1))
        open_duty(cast, "Tredje", MORNING + timedelta(hours=1))
        text = page(cast)
    assert "God morgon, Anna. Två saker är sena och en ska göras i dag." in text
    assert text.index("Andra") < text.index("Första") < text.index("Tredje")
    assert "1 dag sen" in text
    assert "före 10.42" in text
    assert "Blir det inte gjort får Bertil veta det." in text


def test_those_who_only_review_land_on_their_own_first_section() -> None:
    client = Client()
    client.force_login(factories.cast().gustav)
    assert client.get("/start/")["Location"] == "/granskning/"


def test_an_empty_day_is_said_to_be_good() -> None:
    with clock.frozen(MORNING):
        text = page(factories.cast())
    assert "Inget väntar på dig." in text
    assert "Allt är gjort" in text


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((1, 0, 0), "En sak är sen."),
        ((2, 0, 0), "Två saker är sena."),
        ((1, 4, 0), "En sak är sen och fyra ska göras i dag."),
        ((0, 1, 0), "En sak ska göras i dag."),
        ((0, 13, 0), "13 saker ska göras i dag."),
        ((0, 0, 2), "Allt är gjort för i dag."),
    ],
)
def test_the_sentence_counts_in_words(counts: tuple[int, int, int], words: str) -> None:
    rows = day.Row("", "", "", "", "", "", "", "")
    found = [
        day.Part(title, [rows] * number)
        for title, number in zip(("Sent", "I dag", "Längre fram"), counts, strict=True)
    ]
    cast = factories.cast()
    assert day.sentence(cast.anna, MORNING, found).endswith(words)


def test_the_page_asks_the_database_a_fixed_number_of_times(django_assert_max_num_queries: object) -> None:
    cast = factories.cast()
    for number in range(8):
        open_duty(cast, f"Sak {number}", clock.now() + timedelta(days=number + 1))
    client = Client()
    client.force_login(cast.anna)
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        client.get("/start/")
