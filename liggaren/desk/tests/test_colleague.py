"""Asking a colleague at the desk, and the page behind the link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.lib import clock
from liggaren.moderation import colleague_links, guessing, referral_parties
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import ColleagueQuestion, Elected, Party, Referral
from liggaren.people.models import User

TEXT = "Varför är bassängen grumlig? Ring 070-174 06 16."


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(answer: Any) -> str:
    return str(answer.content.decode())


def asked(world: World, item: Item) -> ColleagueQuestion:
    sent = {"who": world.cast.bertil.email, "email": "", "question": "Vad beror det på?"}
    assert as_(world.cast.anna).post(f"/inkorg/{item.pk}/kollega/", sent).status_code == 302
    return ColleagueQuestion.objects.get()


@pytest.mark.clause("C5.1")
def test_a_colleague_answers_without_an_account_and_once(world: World) -> None:
    item = incoming(world, TEXT, name="Backsippan Blomqvist")
    question = asked(world, item)
    assert "Väntar på" in said(as_(world.cast.anna).get(f"/inkorg/{item.pk}/"))
    stranger, address = Client(enforce_csrf_checks=True), f"/fraga/{colleague_links.token(question.pk)}/"
    page = stranger.get(address)
    for header, word in (("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
                         ("X-Robots-Tag", "noindex, nofollow")):  # fmt: skip
        assert word in page.headers[header]
    assert "grumlig" in said(page) and "070-174" not in said(page) and "Backsippan" not in said(page)
    assert stranger.get(address).status_code == 200, "reading uses nothing up"
    empty = stranger.post(address, {"text": " "})
    assert empty.status_code == 422 and "Skriv ditt svar" in said(empty)
    assert "Svaret är skickat" in said(stranger.post(address, {"text": "Det är kalk."}))
    again = stranger.post(address, {"text": "En gång till"})
    assert again.status_code == 410 and "redan besvarad" in said(again)
    assert "Det är kalk." in said(as_(world.cast.anna).get(f"/inkorg/{item.pk}/")).split('id="svar"')[1]


def test_what_is_too_much_is_said_and_kept(world: World) -> None:
    question = asked(world, incoming(world, TEXT))
    address = f"/fraga/{colleague_links.token(question.pk)}/"
    long = Client().post(address, {"text": "a" * 20_001})
    assert long.status_code == 422 and "1 tecken för långt" in said(long) and "a" * 20_001 in said(long)
    assert Client().post(address, {"text": "a" * 3_000_000}).status_code in {400, 413}
    assert ColleagueQuestion.objects.get().state == "sent"


def test_a_guess_gets_not_found_and_then_must_wait(world: World) -> None:
    client = Client()
    told = [
        client.get(f"/fraga/{'a' * 40}{number:03}/").status_code for number in range(guessing.FROM_ONE + 5)
    ]
    assert told == [404] * guessing.FROM_ONE + [429] * 5


def test_a_link_whose_time_is_out_says_so(world: World) -> None:
    question = asked(world, incoming(world, TEXT))
    with clock.frozen(question.expires_at + timedelta(hours=1)):
        answer = Client().get(f"/fraga/{colleague_links.token(question.pk)}/")
    assert answer.status_code == 410 and "Tiden har gått ut" in said(answer)


def test_the_asker_may_take_it_back_and_others_find_nothing(world: World) -> None:
    item = incoming(world, TEXT)
    question = asked(world, item)
    address = f"/inkorg/{item.pk}/kollega/{question.pk}/ta-tillbaka/"
    assert as_(world.cast.sara).post(address).status_code == 404
    assert as_(world.cast.anna).post(address).status_code == 302
    answer = Client().get(f"/fraga/{colleague_links.token(question.pk)}/")
    assert answer.status_code == 410 and "tagit tillbaka" in said(answer)


def test_a_wrong_address_is_explained_and_the_question_stays(world: World) -> None:
    item = incoming(world, TEXT)
    sent = {"who": "", "email": "kim@gmail.example", "question": "Vad beror det på?"}
    answer = as_(world.cast.anna).post(f"/inkorg/{item.pk}/kollega/", sent)
    assert answer.status_code == 422 and "adress hos kommunen" in said(answer)
    assert "Vad beror det på?" in said(answer) and "kim@gmail.example" in said(answer)


@pytest.mark.clause("C5.5")
def test_an_item_is_referred_at_the_desk(world: World) -> None:
    referral_parties.set_party(
        party=None, name="Badpartiet", channels="Webb https://badpartiet.example", by=world.cast.disa
    )
    item, client = incoming(world, "Varför höjde ni skatten?"), as_(world.cast.anna)
    address, party = f"/inkorg/{item.pk}/hanvisa/", Party.objects.get()
    assert client.post(address, {"text": "Läs: {länkar}"}).status_code == 422
    preview = client.post(address, {"text": "Läs: {länkar}", "parties": party.pk, "visa": "1"})
    assert "Badpartiet: https://badpartiet.example" in said(preview) and not Referral.objects.exists()
    assert client.post(address, {"text": "Läs: {länkar}", "parties": party.pk}).status_code == 302
    assert "hänvisade" in said(client.get(f"/inkorg/{item.pk}/"))
    assert "En fråga hänvisad" in said(as_(world.cast.disa).get("/partier/"))


def test_the_information_function_keeps_parties_and_elected(world: World) -> None:
    client = as_(world.cast.disa)
    wrong = client.post("/partier/", {"name": "Badpartiet", "channels": "ingen adress"})
    assert wrong.status_code == 422 and "ingen adress" in said(wrong)
    sent = {"name": "Badpartiet", "channels": "Webb https://badpartiet.example"}
    assert client.post("/partier/", sent).status_code == 302
    party = Party.objects.get()
    assert "https://badpartiet.example" in said(client.get(f"/partier/?parti={party.pk}"))
    assert client.post("/partier/", sent | {"name": "Badlistan", "parti": party.pk}).status_code == 302
    assert client.post("/partier/", {"elected_name": "Ledamot", "handle": "", "party": ""}).status_code == 302
    assert client.post(f"/partier/fortroendevalda/{Elected.objects.get().pk}/ta-bort/").status_code == 302
    assert client.post(f"/partier/{party.pk}/avsluta/").status_code == 302
    anna = as_(world.cast.anna)
    assert anna.get("/partier/").status_code == 200 and anna.post("/partier/", sent).status_code == 404
    assert as_(world.cast.bertil).get("/partier/").status_code == 200, "the form links to it"
    assert as_(world.cast.sara).get("/partier/").status_code == 404
