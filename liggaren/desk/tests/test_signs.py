"""Canary: a personal number that somebody has written stands on no page before it has been opened."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils.html import escape

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Visibility
from liggaren.ledger.models import Record
from liggaren.moderation import services
from liggaren.moderation.factories import decision
from liggaren.moderation.masking import MASK
from liggaren.moderation.models import Finding, Opening
from liggaren.moderation.tasks import enter_items

NUMBER = "198501012382"
CANARY = ("198501012382", "85010123", "070-174 06 05", "Kalle Exempel")
SECRET = f"Kalle Exempel i 4B är {NUMBER} och har adhd, ring 070-174 06 05"
ASIDE = "Badvakten svarar på 070-174 06 05, vattenprov i morgon"


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def arrive(world: World, text: str, name: str = "Kim Exempel") -> Item:
    item = world.comment(text, name=name)
    enter_items.func(account_id=str(world.account.pk), version_ids=[item.latest_id])
    item.refresh_from_db()
    return item


def pages(item: Item) -> list[str]:
    return [
        "/inkorg/",
        f"/inkorg/{item.pk}/",
        f"/inlagg/{item.pk}/",
        f"/ta-bort/{item.pk}/",
        "/start/",
        "/liggare/",
    ]


def searched(client: Client, q: str) -> str:
    """The page of a search, without the words that were typed."""
    return client.get("/sok/", {"q": q}).content.decode().replace(q, "")


@pytest.mark.clause("C7.3", "G4.1")
def test_nothing_of_a_flagged_text_or_its_sender_is_on_any_page_before_it_is_opened(world: World) -> None:
    item, anna = arrive(world, SECRET, name="Rönnbäret"), as_(world.cast.anna)
    near = arrive(world, "Hur mår han?")
    assert item.visibility == Visibility.FLAGGED
    shown = {page: anna.get(page).content.decode() for page in pages(item)}
    shown |= {
        page: anna.get(page).content.decode() for page in (f"/inkorg/{near.pk}/", f"/inlagg/{near.pk}/")
    }
    shown |= {q: searched(anna, q) for q in ("adhd", "rönnbäret", NUMBER, "070-174 06 05")}
    leaks = [(page, word) for page, text in shown.items() for word in (*CANARY, "Rönnbäret") if word in text]
    assert leaks == []
    assert not Opening.objects.exists()


@pytest.mark.clause("C7.3", "G4.1")
def test_a_number_in_an_ordinary_text_is_masked_and_the_rest_is_read(world: World) -> None:
    item, anna = arrive(world, ASIDE), as_(world.cast.anna)
    assert item.visibility == Visibility.OPEN
    for page in (f"/inkorg/{item.pk}/", f"/inlagg/{item.pk}/", f"/ta-bort/{item.pk}/", "/sok/?q=vattenprov"):
        text = anna.get(page).content.decode()
        assert "174 06 05" not in text and MASK in text and "Badvakten svarar" in text, page


@pytest.mark.clause("G4.1")
def test_opening_is_in_the_ledger_and_shows_it_to_that_person_alone(world: World) -> None:
    item, anna = arrive(world, SECRET), as_(world.cast.anna)
    here = f"/inkorg/{item.pk}/"
    answer = anna.post(f"/inlagg/{item.pk}/oppna/", {"nasta": here})
    assert answer.status_code == 302 and answer["Location"] == here
    record = Record.objects.get(kind="finding.opened")
    assert (record.actor, record.obj) == (world.cast.anna.actor, f"item:{item.pk}")
    for page in (here, f"/inlagg/{item.pk}/", f"/ta-bort/{item.pk}/"):
        assert NUMBER in anna.get(page).content.decode(), page
    assert NUMBER not in as_(world.cast.second).get(here).content.decode()


def test_a_stranger_opens_nothing_and_another_address_is_not_followed(world: World) -> None:
    item = arrive(world, SECRET)
    assert as_(world.cast.sara).post(f"/inlagg/{item.pk}/oppna/").status_code == 404
    assert not Opening.objects.exists()
    answer = as_(world.cast.anna).post(f"/inlagg/{item.pk}/oppna/", {"nasta": "//elsewhere.example/"})
    assert answer["Location"] == f"/inlagg/{item.pk}/"


def test_reading_a_page_never_opens(world: World) -> None:
    item = arrive(world, SECRET)
    assert as_(world.cast.anna).get(f"/inlagg/{item.pk}/oppna/").status_code == 405


@pytest.mark.clause("G4.1")
def test_a_personal_number_is_found_by_no_search_not_even_its_count(world: World) -> None:
    arrive(world, SECRET)
    anna = as_(world.cast.anna)
    for q in (NUMBER, "850101", "070-174 06 05", "0701740605"):
        assert anna.get("/sok/", {"q": q}).context["found"].count == 0, q
    assert anna.get("/sok/", {"q": "adhd"}).context["found"].count == 1


@pytest.mark.clause("C7.4")
def test_nobody_decides_about_what_they_have_not_read(world: World) -> None:
    item, anna = arrive(world, SECRET), as_(world.cast.anna)
    page = anna.get(f"/ta-bort/{item.pk}/").content.decode()
    assert "Öppna för att läsa" in page and 'name="category"' not in page
    anna.post(f"/ta-bort/{item.pk}/", {"besluta": "1"})
    assert not item.removals.filter(decided_at__isnull=False).exists()
    anna.post(f"/inlagg/{item.pk}/oppna/")
    assert 'name="category"' in anna.get(f"/ta-bort/{item.pk}/").content.decode()


@pytest.mark.clause("C7.4")
def test_the_outcome_shows_a_colleague_no_more_than_they_have_opened(world: World) -> None:
    item, anna = arrive(world, SECRET, name="Rönnbäret"), world.cast.anna
    services.open_masked(item=item, by=anna)
    opened = services.open_removal(item=item, by=anna)
    assert item.latest_id is not None
    services.decide_removal(
        removal=opened, version_id=item.latest_id, by=anna, decision=decision(way="by_hand")
    )
    text = as_(world.cast.second).get(f"/beslut/{opened.pk}/").content.decode()
    assert "Avsändaren visas inte" in text
    for word in (*CANARY, "Rönnbäret"):
        assert word not in text


@pytest.mark.clause("C7.3")
def test_proposals_stand_numbered_beside_the_text_and_take_a_verdict(world: World) -> None:
    item, anna = arrive(world, ASIDE), as_(world.cast.anna)
    here = f"/inkorg/{item.pk}/"
    text = anna.get(here).content.decode()
    assert "Maskinen föreslår. Du bestämmer." in text and "<sup>1</sup>" in text
    (finding,) = Finding.objects.filter(version=item.latest)
    assert escape(finding.reason) in text
    anna.post(f"/forslag/{finding.pk}/", {"svar": "fel", "nasta": here})
    finding.refresh_from_db()
    assert finding.verdict == "wrong" and finding.judged_by == world.cast.anna
    assert "070-174 06 05" in as_(world.cast.second).get(here).content.decode()
    assert as_(world.cast.sara).post(f"/forslag/{finding.pk}/", {"svar": "ratt"}).status_code == 404
    assert anna.post(f"/forslag/{finding.pk}/", {"svar": "kanske"}).status_code == 404


@pytest.mark.clause("G4.1")
def test_an_edited_text_is_masked_in_its_comparison_too(world: World) -> None:
    item, anna = arrive(world, ASIDE), as_(world.cast.anna)
    world.play.admin.edit(item.native_id, ASIDE.replace("morgon", "kväll"))
    capture.capture_account(world.account)
    text = anna.get(f"/inlagg/{item.pk}/").content.decode()
    assert "kväll" in text and "174 06 05" not in text


@pytest.mark.clause("G4.1")
def test_no_notice_and_no_job_holds_the_number(world: World) -> None:
    arrive(world, SECRET)
    letters = " ".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(args::text, ' '), '') FROM procrastinate_jobs")
        jobs = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(string_agg(n::text, ' '), '') FROM notices_notice n")
        notices = cursor.fetchone()[0]
    assert NUMBER not in letters + jobs + notices
