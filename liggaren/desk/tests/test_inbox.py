"""The inbox on screen: what each may see, the thread, the answer, and what works without script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.lib import clock
from liggaren.moderation import services
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Answer, Handling, QueueStep
from liggaren.people.models import User
from liggaren.register.models import WorkingFacts

MOST_QUERIES = 15  # of an item nothing has been done with yet


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def signed(world: World) -> World:
    anna, bertil = world.cast.anna, world.cast.bertil
    WorkingFacts.objects.create(
        account=world.account, version=1, signature="Anna, badhuset Vågen", reply_hours=24, watch={},
        plan_ref="1", approver_one_id=anna.pk, approver_two_id=bertil.pk, approval_entry_id=1,
        made_at=clock.now(),
    )  # fmt: skip
    return world


def test_a_stranger_and_the_wrong_roles_meet_no_page(world: World) -> None:
    item = incoming(world, "När öppnar badet?")
    page = f"/inkorg/{item.pk}/"
    assert as_(world.cast.sara).get("/inkorg/").status_code == 404
    for person in (world.cast.sara, world.cast.bertil, world.cast.erik):
        client = as_(person)
        assert client.get(page).status_code == 404
        for act in ("ta", "slapp", "klar", "utkast", "svara"):
            assert client.post(f"{page}{act}/", {"text": "Hej"}).status_code == 404
    assert as_(world.cast.anna).get(f"/inkorg/{uuid4()}/").status_code == 404
    assert Client().get(page).status_code == 302  # to sign in, and back
    assert not Outbox.objects.exists() and not Answer.objects.exists()


def test_acts_are_posted_never_fetched(world: World) -> None:
    item = incoming(world, "När öppnar badet?")
    for act in ("ta", "slapp", "klar", "utkast", "svara"):
        assert as_(world.cast.anna).get(f"/inkorg/{item.pk}/{act}/").status_code == 405


def test_an_empty_inbox_says_that_it_is_good(world: World) -> None:
    page = text(as_(world.cast.anna).get("/inkorg/"))
    assert "Allt är läst och besvarat" in page and "allt är hanterat" in page


def test_the_queue_has_late_first_with_words_and_right_counts(signed: World) -> None:
    late, soon, fresh = (incoming(signed, words) for words in ("Sen fråga", "Snar fråga", "Ny fråga"))
    now = clock.now()
    Handling.objects.filter(item=late).update(due_at=now - timedelta(hours=2))
    Handling.objects.filter(item=soon).update(due_at=now + timedelta(hours=2))
    page = text(as_(signed.cast.anna).get("/inkorg/"))
    order = [page.index(words) for words in ("Svarstiden har gått ut", "Sen fråga", "Snar fråga", "Ny fråga")]
    assert order == sorted(order)
    assert "2 tim sen" in page and re.search(r'Alla <span class="num">3</span>', page)


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "Rad ett\nrad två", "\u202eöppet baklänges", "👋" * 500, "x" * 100_000],
)
def test_what_citizens_write_is_shown_as_plain_text(world: World, words: str) -> None:
    item = incoming(world, words)
    page = as_(world.cast.anna).get(f"/inkorg/{item.pk}/").content.decode()
    assert "<script>alert" not in page
    assert words.replace("<", "&lt;").replace(">", "&gt;") in page
    assert len(page) < 400_000


def test_a_link_from_outside_is_only_followed_on_the_web(world: World) -> None:
    item = incoming(world, "Hej")
    assert item.latest is not None
    type(item.latest).objects.filter(pk=item.latest.pk).update(address="javascript:alert(1)")
    assert "javascript:" not in as_(world.cast.anna).get(f"/inkorg/{item.pk}/").content.decode()


def test_a_restricted_item_is_in_the_queue_without_name_or_words(world: World) -> None:
    item = incoming(world, "Lisa i 4B har fått diagnosen", name="Backsippan")
    capture.restrict(item=item, level="restricted", by=world.cast.erik, reason="Sekretess")
    Handling.objects.update(urgency=Handling.Urgency.SECRECY)
    client = as_(world.cast.anna)
    page = text(client.get("/inkorg/"))
    assert "diagnosen" not in page and "Backsippan" not in page
    assert "Avsändaren visas inte" in page and "Kan innehålla sekretess" in page
    assert client.get(f"/inkorg/{item.pk}/").status_code == 404


def test_taking_and_giving_back_show_who_has_it(world: World) -> None:
    item = incoming(world, "När öppnar badet?")
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    page = f"/inkorg/{item.pk}/"
    anna.post(f"{page}ta/")
    assert "Du har den." in text(anna.get(page)) and "Anna har tagit den." in text(selma.get(page))
    assert "Anna har tagit den." in text(selma.post(f"{page}ta/", follow=True))
    selma.post(f"{page}slapp/")
    assert "Ingen har tagit den." in text(anna.get(page))


def test_done_goes_on_to_the_next_and_can_be_undone(world: World) -> None:
    first, second = incoming(world, "Första"), incoming(world, "Andra")
    client = as_(world.cast.anna)
    response = client.post(f"/inkorg/{first.pk}/klar/")
    step = QueueStep.objects.get()
    assert response["Location"] == f"/inkorg/{second.pk}/?steg={step.pk}"
    page = text(client.get(response["Location"]))
    assert "Markerad som klar." in page and f"/inkorg/angra/{step.pk}/" in page
    client.post(f"/inkorg/angra/{step.pk}/")
    assert Handling.objects.get(item=first).state == "untaken"
    assert client.post(f"/inkorg/angra/{step.pk}/").status_code == 404
    client.post(f"/inkorg/{second.pk}/klar/")
    assert client.post(f"/inkorg/{first.pk}/klar/")["Location"].startswith("/inkorg/?steg=")


def test_many_are_marked_and_more_than_twenty_are_shown_first(world: World) -> None:
    items, client = [incoming(world, f"Tack {number}") for number in range(3)], as_(world.cast.anna)
    posts = [str(item.pk) for item in items]
    words = {"gor": "klar", "post": posts[:2], "lage": "otagen"}
    page = text(client.post("/inkorg/flera/", words, follow=True))
    assert "Markerad som klar: 2." in page and "/inkorg/angra/" in page
    assert Handling.objects.filter(state="done").count() == 2
    assert "Välj minst en i kön." in text(client.post("/inkorg/flera/", {"gor": "ta"}, follow=True))
    world.play.admin.many(world.post, 30)
    capture.capture_account(world.account)
    services.enter_missed()
    shown = text(client.post("/inkorg/flera/", {"gor": "ta", "alla": "1"}))
    assert "Ta: 31 i inkorgen" in shown and not Handling.objects.filter(state="taken").exists()
    assert client.post("/inkorg/flera/", {"gor": "skicka", "post": posts}).status_code == 404


def test_a_hand_over_asks_to_whom_and_why_and_shows_both(world: World) -> None:
    item, client = incoming(world, "Fråga"), as_(world.cast.anna)
    asked = text(client.post("/inkorg/flera/", {"gor": "lamna", "post": str(item.pk)}))
    assert "Till vem?" in asked and world.cast.second.name in asked and "Varför?" in asked
    words = {"gor": "lamna", "post": str(item.pk), "sakert": "1", "till": "", "varfor": "Du kan badet"}
    wrong = client.post("/inkorg/flera/", words)
    assert wrong.status_code == 422 and 'value="Du kan badet"' in text(wrong)
    client.post("/inkorg/flera/", {**words, "till": str(world.cast.second.pk)})
    page = text(as_(world.cast.second).get(f"/inkorg/{item.pk}/"))
    assert "lämnade över till" in page and "Du kan badet" in page and "Du har den." in page


def test_the_same_button_pressed_twice_does_no_harm(signed: World) -> None:
    item, client = incoming(signed, "Första"), as_(signed.cast.anna)
    for act in ("klar", "klar", "slapp", "slapp", "ta", "ta", "slapp"):
        assert client.post(f"/inkorg/{item.pk}/{act}/").status_code == 302
    Handling.objects.update(state="answered")
    told = text(client.post(f"/inkorg/{item.pk}/klar/", follow=True))
    assert "Läget har ändrats medan du tittade." in told and "Besvarad" in told


def test_a_draft_saves_itself_and_is_there_again(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    client = as_(signed.cast.anna)
    saved = client.post(f"/inkorg/{item.pk}/utkast/", {"text": "Vi öpp"})
    assert saved.json()["message"].startswith("Sparat kl. ")
    assert "Vi öpp</textarea>" in text(client.get(f"/inkorg/{item.pk}/"))
    assert "Vi öpp" not in text(as_(signed.cast.second).get(f"/inkorg/{item.pk}/"))
    assert client.post(f"/inkorg/{item.pk}/utkast/", {"text": "x" * 100_001}).status_code == 422


@pytest.mark.clause("C4.1", "C5.2")
def test_an_answer_is_previewed_signed_sent_and_seen_in_the_thread(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    client, page = as_(signed.cast.anna), f"/inkorg/{item.pk}/"
    preview = text(client.post(f"{page}svara/", {"text": "Klockan tio.", "visa": "1"}))
    assert "Anna, badhuset Vågen</p>" in preview and not Outbox.objects.exists()
    client.post(f"{page}svara/", {"text": "Klockan tio."})
    assert "Svaret är på väg till Torget." in text(client.get(page))
    row = Outbox.objects.get()
    actions.send(row.pk)
    services.act_ended(outbox_id=row.pk)
    shown = text(client.get(page))
    assert "Svaret syns på Torget." in shown and "Klockan tio." in shown and "vårt" in shown
    assert "Besvarad" in shown


def test_an_answer_that_cannot_go_out_says_what_to_mend_and_keeps_the_words(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    client = as_(signed.cast.anna)
    empty = client.post(f"/inkorg/{item.pk}/svara/", {"text": " "})
    assert empty.status_code == 422 and "<title>Fel: " in text(empty) and "Skriv ett svar" in text(empty)
    long = client.post(f"/inkorg/{item.pk}/svara/", {"text": "å" * 100_000})
    assert long.status_code == 422 and "tecken för lång" in text(long) and "å" * 1000 in text(long)


def test_an_unknown_answer_is_told_in_amber_and_never_as_sent(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    client = as_(signed.cast.anna)
    client.post(f"/inkorg/{item.pk}/svara/", {"text": "Klockan tio."})
    signed.play.admin.switch(signed.page, "reset")
    actions.send(Outbox.objects.get().pk)
    page = text(client.get(f"/inkorg/{item.pk}/"))
    assert "Vi vet inte ännu om svaret kom fram." in page and 'class="note amber"' in page
    assert "Besvarad" not in page


def test_beside_the_thread_stands_the_sender_and_what_was_decided_before(world: World) -> None:
    incoming(world, "Förra frågan", name="Backsippan")
    item = incoming(world, "Nya frågan", name="Backsippan")
    page = text(as_(world.cast.anna).get(f"/inkorg/{item.pk}/"))
    assert "2 kommentarer" in page and "Förra frågan" in page and "Badhuset Vågen, Torget" in page


def test_the_page_asks_as_many_questions_for_one_as_for_sixty(world: World) -> None:
    item, client = incoming(world, "En"), as_(world.cast.anna)
    client.get("/inkorg/")

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    pages = ("/inkorg/", f"/inkorg/{item.pk}/")
    few = [asked(page) for page in pages]
    world.play.admin.many(world.post, 60)
    capture.capture_account(world.account)
    services.enter_missed()
    assert [asked(page) for page in pages] == few
    assert max(few) <= MOST_QUERIES
    assert 'aria-label="Sidor"' in text(client.get("/inkorg/"))
    assert Item.objects.filter(is_ours=False).count() == 61
