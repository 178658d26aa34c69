"""The auditor's pages: who reads them, what they answer when there is nothing and when there is much."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liggaren.capture.models import Item, StateChange, Version
from liggaren.lib import clock
from liggaren.moderation import services
from liggaren.moderation.models import Category, ClockTarget, Removal
from liggaren.moderation.tests import decisions
from liggaren.people.factories import Cast, cast

DAY = timedelta(days=1)

PAGES = (
    "/granskning/", "/granskning/likabehandling/", "/granskning/likabehandling.csv", "/granskning/beslut/",
    "/granskning/forsvunnet/", "/granskning/okant/", "/granskning/liggaren/", "/granskning/mal/",
)  # fmt: skip


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.mark.clause("G5.5")
@pytest.mark.parametrize("path", PAGES)
def test_the_auditor_reads_every_page_and_a_stranger_finds_none(people: Cast, path: str) -> None:
    client = Client()
    client.force_login(people.gustav)
    assert client.get(path).status_code == 200
    client.force_login(people.sara)
    assert client.get(path).status_code == 404
    client.force_login(people.anna)
    assert client.get(path).status_code == 404
    assert Client().get(path).status_code == 302


@pytest.fixture
def full(people: Cast) -> Removal:
    """A few decisions of this half-year, two of them alike and ended differently, and one that vanished."""
    account, item = decisions.place(people)
    now = clock.now()
    made = decisions.decided(
        people, account, item, now, {"reason": "Skälet."}, {"way": "hide"},
        {"category": "sprak", "up": DAY * 3},
        {"way": "noted", "legal_basis": "data_protection", "gone_at": None, "decided_by": people.disa},
    )  # fmt: skip
    gone = decisions.comment(account)
    gone.state = "deleted"
    gone.save()
    StateChange.objects.create(item=gone, before="present", after="deleted", at=now, entry_id=0)
    return made[0]


def page(people: Cast, path: str, by: str = "gustav") -> str:
    client = Client()
    client.force_login(getattr(people, by))
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.clause("G5.5", "C6.1")
def test_the_audit_page_answers_removals_first_and_every_figure_opens_something(
    people: Cast, full: Removal
) -> None:
    text = page(people, "/granskning/")
    assert text.index("Det som tagits bort") < text.index("Konton</h2>") < text.index("Inte byggt än")
    said = (
        "2 av 3</a> var borta inom målet", "4 av 4 beslut</a> har sin grund", "Två personer</a> har",
        "En grupp</a> av beslut", "Ett inlägg</a> är borta utan vårt beslut", "Bara läsning",
        "0 av 3</a> beslut säger",
    )  # fmt: skip
    assert [words for words in said if words not in text] == []
    client = Client()
    client.force_login(people.gustav)
    links = {
        unescape(link) for link in re.findall(r'href="(/(?:granskning|konton|arkiv|liggare)/[^"#]*)', text)
    }
    assert len(links) > 10 and {client.get(link).status_code for link in links} == {200}


def test_with_nothing_to_answer_it_says_so(people: Cast) -> None:
    text = page(people, "/granskning/")
    assert "Inget har begärts borttaget under perioden." in text and "Inga beslut" not in text
    assert "Inga beslut att jämföra" in page(people, "/granskning/likabehandling/")
    assert "Inget har försvunnit utan beslut" in page(people, "/granskning/forsvunnet/")


def test_nothing_that_an_author_wrote_or_is_called_stands_in_lists_or_exports(
    people: Cast, full: Removal
) -> None:
    written = {word for pair in Version.objects.values_list("text", "sender_name") for word in pair if word}
    assert written
    for path in (*PAGES, f"/granskning/beslut/{full.pk}/"):
        shown = page(people, path)
        assert not [word for word in written if word in shown], path


def test_like_cases_are_read_with_their_reasons_by_those_who_may_read_the_item(
    people: Cast, full: Removal
) -> None:
    path = "/granskning/beslut/?kategori=personangrepp&stod=house_rule"
    assert "Skälet." in page(people, path) and "Skälet." in page(people, path, by="disa")
    Item.objects.update(visibility="restricted")
    assert "Skälet." not in page(people, path) and "Skälet." not in page(people, path, by="disa")
    services.open_masked(item=Item.objects.get(pk=full.item_id), by=people.gustav)
    assert "Skälet." in page(people, path) and "Skälet." not in page(people, path, by="disa")
    assert "Skälet." not in page(people, f"/granskning/beslut/{full.pk}/", by="disa")


@pytest.mark.clause("G5.5")
def test_a_decision_shows_its_clock_in_the_order_things_happened(people: Cast, full: Removal) -> None:
    text = page(people, f"/granskning/beslut/{full.pk}/")
    assert text.index(">Sedd<") < text.index(">Öppnad<") < text.index(">Borta<")
    assert "Målet är 4 timmar. Det tog 1 tim" in text


@pytest.mark.clause("G5.5", "C6.1")
def test_the_information_function_sets_the_targets_and_the_auditor_only_reads_them(
    people: Cast, full: Removal
) -> None:
    client = Client()
    client.force_login(people.gustav)
    assert client.post("/granskning/mal/", {}).status_code == 404
    assert "<form method=" not in client.get("/granskning/mal/").content.decode()
    client.force_login(people.disa)
    sent = {f"{key}-time": "2 dygn" for key in Category.objects.values_list("key", flat=True)}
    wrong = client.post("/granskning/mal/", {**sent, "hets-time": "strax"})
    assert wrong.status_code == 422 and "Skriv till exempel 45 minuter" in wrong.content.decode()
    assert not ClockTarget.objects.exists()
    assert (
        client.post("/granskning/mal/", {**sent, "hets-time": "45 min", "hets-alarm": "on"}).status_code
        == 302
    )
    assert ClockTarget.objects.get(category__key="hets").minutes == 45
    assert ClockTarget.objects.get(category__key="hets").is_alarmed


def test_the_export_has_every_dimension_and_no_formulas(people: Cast, full: Removal) -> None:
    type(full.account).objects.update(name="=HYPERLINK(1)")
    rows = list(csv.reader(io.StringIO(page_bytes(people).decode("utf-8-sig")), delimiter=";"))
    assert {row[0] for row in rows[1:]} == {
        "Alla",
        "Kategori",
        "Stöd",
        "Konto",
        "Beslutare",
        "Plattform",
        "Månad",
    }
    assert ["Konto", "'=HYPERLINK(1)", "4"] in [row[:3] for row in rows]


def page_bytes(people: Cast) -> bytes:
    client = Client()
    client.force_login(people.gustav)
    return client.get("/granskning/likabehandling.csv").content


@pytest.mark.parametrize(
    "query",
    ["fran=2026-13-45", "fran=x&till=y", "fran=2026-12-01&till=2026-01-01", "fran=0001-01-01&till=9999-12-31",
     "kategori=%00&konto=x&beslutare=9999999999999&utfall=allt&sida=-1&uppenbart=kanske", "efter=allt"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/granskning/", "/granskning/likabehandling/", "/granskning/beslut/"])
def test_addresses_that_mean_nothing_show_the_usual_period(
    people: Cast, full: Removal, path: str, query: str
) -> None:
    assert "<h1>" in page(people, f"{path}?{query}")


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/granskning/liggaren/"])
def test_queries_are_at_most_fifteen_and_do_not_grow_with_rows(
    people: Cast, full: Removal, path: str
) -> None:
    client, counts = Client(), []
    client.force_login(people.gustav)
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        counts.append(len(seen))
        decisions.decided(people, full.account, full.item, clock.now(), *[{}] * 40)
    assert counts[0] == counts[1] <= 15
