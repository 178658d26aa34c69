"""What follows a decision, on its page: showing again, appeals, the author, the police, the picture."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.factories import world as make_world
from liggaren.actions.models import Outbox
from liggaren.capture.models import Item
from liggaren.desk.tests.deciding import as_, decide, outcome, text
from liggaren.ledger import queries as ledger
from liggaren.moderation import services
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Appeal, AuthorNotice, HandPicture, Removal, Reversal
from liggaren.moderation.states import RemovalState
from liggaren.playground.serve import Playground
from liggaren.register.models import Administrator

pytestmark = pytest.mark.clause("C6.1")


@pytest.fixture(autouse=True)
def grounds(committed: None) -> None:
    plant()


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, "Du är en idiot.", name="Backsippan")


def address() -> str:
    return f"/beslut/{Removal.objects.latest('opened_at').pk}/"


def carry_out(row: Outbox | None) -> None:
    assert row is not None
    actions.send(row.pk)
    services.act_ended(outbox_id=row.pk)


def test_what_was_hidden_is_shown_again_by_a_decision_of_its_own(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item, way="hide")
    assert "Ångra: visa igen" in outcome(client)
    faulty = client.post(f"{address()}visa-igen/", {"reverse_reason": " "})
    assert faulty.status_code == 422 and "Skriv varför det ska visas igen" in text(faulty)
    assert "<title>Fel: " in text(faulty) and 'href="#id_reverse_reason"' in text(faulty)
    client.post(f"{address()}visa-igen/", {"reverse_reason": "Fel person."})
    assert "Vi ber Torget visa kommentaren igen" in text(client.get(address()))
    carry_out(Reversal.objects.get().outbox)
    page = text(client.get(address()))
    assert "<h1>Kommentaren visas igen på Torget</h1>" in page and "Återställd" in page
    assert "Anna beslutade att visa igen: Fel person." in page and "Nytt beslut" in page


def test_what_is_deleted_says_that_it_cannot_be_undone(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    page = outcome(client)
    assert "Det som är borttaget kan inte visas igen." in page and "Ångra: visa igen" not in page


def test_an_appeal_is_entered_answered_by_another_and_told_on_the_page(world: World, item: Item) -> None:
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    decide(anna, item)
    outcome(anna)
    empty = anna.post(f"{address()}omprova/", {})
    assert empty.status_code == 422 and "Skriv vad personen sade" in text(empty)
    said = {"channel": "phone", "received_on": "2026-11-24", "from_whom": "Kim", "text": "Det var skämt."}
    anna.post(f"{address()}omprova/", said)
    appeal = Appeal.objects.get()
    page = text(anna.get(address()))
    assert "Att ompröva" in page and "Någon annan måste ompröva." in page and "Det var skämt." in page
    answer = f"{address()}omprova/{appeal.pk}/"
    changed = {"outcome": "reversed", "answer_reason": "Det var inget angrepp."}
    assert text(anna.post(answer, changed)).count("Du har själv beslutat.") >= 1
    lacking = text(selma.post(answer, changed))
    assert "Skriv rättelsen" in lacking
    selma.post(answer, {**changed, "correction": "Vi tog bort en kommentar som fick stå."})
    carry_out(Outbox.objects.get(decision_ref=f"appeal:{appeal.pk}"))
    page = text(anna.get(address()))
    assert "Beslutet ändrat" in page and "Rättelsen syns i tråden." in page


def test_the_author_is_told_only_when_someone_ticks_it_and_after_the_removal(
    world: World, item: Item
) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    page = text(client.get(address()))
    assert "Meddela avsändaren, eller skriv varför inte" in page and " checked" not in page
    client.post(f"{address()}avsandaren/", {"how": "reply", "author_text": "Vi har tagit bort en kommentar."})
    assert AuthorNotice.objects.get().outbox is None
    assert "Meddelas när åtgärden är bekräftad" in text(client.get(address()))
    outcome(client)
    carry_out(AuthorNotice.objects.get().outbox)
    assert "Meddelad med svar i tråden" in text(client.get(address()))


def test_not_telling_the_author_asks_why(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item)
    assert client.post(f"{address()}avsandaren/", {"how": "not_told"}).status_code == 422
    client.post(f"{address()}avsandaren/", {"how": "not_told", "told_reason": "Polisen ber oss vänta."})
    assert "Polisen ber oss vänta." in text(client.get(address()))


@pytest.mark.clause("C6.6")
def test_the_polices_number_is_added_later(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    decide(client, item, police="on")
    assert "Numret saknas än." in outcome(client)
    faulty = client.post(f"{address()}polis/", {"number": "inget", "reported_on": "i går"})
    assert faulty.status_code == 422 and "Skriv polisens nummer" in text(faulty)
    client.post(f"{address()}polis/", {"number": "5000-k123456-26", "reported_on": "24/11/2026"})
    page = text(client.get(address()))
    assert "5000-K123456-26" in page and "24 november 2026" in page


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 300)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return SimpleUploadedFile("skärm.png", out.getvalue(), "image/png")


@pytest.mark.clause("C6.13")
def test_a_picture_confirms_where_nothing_can_be_looked_up_and_is_shown_blurred(
    world: World, item: Item
) -> None:
    client = as_(world.cast.anna)
    decide(client, item, way="by_hand")
    assert "Visa det med en bild" in outcome(client)
    assert client.post(f"{address()}bild/", {}).status_code == 422
    world.play.admin.switch(world.page, "down")
    client.post(f"{address()}bild/", {"picture": picture()})
    services.catch_up()
    page = text(client.get(address()))
    assert "En uppladdad bild visar det." in page and "Uppladdad för hand" in page
    row = HandPicture.objects.get()
    seen = client.get(f"{address()}bild/{row.pk}/")
    assert seen["Content-Type"] == "image/png" and Image.open(io.BytesIO(seen.content)).size == (320, 240)
    before = len(ledger.about(f"removal:{row.removal_id}"))
    opened = client.post(f"{address()}bild/{row.pk}/oppna/")
    assert Image.open(io.BytesIO(opened.content)).size == (400, 300) and "no-store" in opened["Cache-Control"]
    assert len(ledger.about(f"removal:{row.removal_id}")) == before + 1
    assert as_(world.cast.sara).get(f"{address()}bild/{row.pk}/").status_code == 404


@pytest.mark.clause("C6.13")
def test_a_look_up_that_still_sees_it_counts_more_than_the_picture(committed: None, play: Playground) -> None:
    world = make_world(play, profile="reply")
    item, client = incoming(world, "Du är en idiot."), as_(world.cast.anna)
    decide(client, item, way="by_hand")
    outcome(client)
    page = text(client.post(f"{address()}bild/", {"picture": picture()}, follow=True))
    assert "det syns fortfarande" in page and "Görs för hand" in page and "Uppladdad för hand" in page
    assert Removal.objects.get().state == RemovalState.DECIDED


def test_a_role_that_ends_in_the_middle_meets_no_page_and_nothing_is_ordered(
    world: World, item: Item
) -> None:
    client = as_(world.cast.anna)
    decide(client, item, way="hide")
    outcome(client)
    mine = Administrator.objects.filter(account=world.account, user=world.cast.anna)
    mine.update(valid_from=date(2026, 1, 1), valid_to=date(2026, 11, 1))
    acts = Outbox.objects.count()
    for path in ("visa-igen", "omprova", "avsandaren", "polis", "bild", "instam"):
        assert client.post(f"{address()}{path}/", {"reverse_reason": "x"}).status_code == 404
    assert Outbox.objects.count() == acts


def test_the_information_function_words_the_grounds_and_others_meet_no_page(world: World, item: Item) -> None:
    disa = as_(world.cast.disa)
    assert as_(world.cast.anna).get("/beslut/grunder/").status_code == 404
    assert "Läst i källan" in text(disa.get("/beslut/grunder/"))
    assert disa.post("/beslut/grunder/sprak/", {"name": " "}).status_code == 422
    words = {"name": "Grovt språk", "author_text": "Hej från {konto}.", "reasons": "Svär | Kommentaren svär."}
    assert disa.post("/beslut/grunder/sprak/", words).status_code == 302
    page = text(as_(world.cast.anna).get(f"/ta-bort/{item.pk}/"))
    assert "Grovt språk" in page and 'value="Kommentaren svär."' in page


def test_a_ready_reason_tapped_without_script_fills_in_reason_and_category(world: World, item: Item) -> None:
    client = as_(world.cast.anna)
    said = "Kommentaren angriper en enskild person."
    response = client.post(f"/ta-bort/{item.pk}/", {"fras": said, "version": str(item.latest_id)})
    page = text(response)
    assert response.status_code == 200 and f"{said}</textarea>" in page
    assert page.count(" checked") == 1
