"""A person's own views, where the inbox starts, and who else has an item open."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from liggaren.actions.factories import World
from liggaren.lib import clock
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import OpenNow, SavedView
from liggaren.people.models import User


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_view_is_saved_under_a_name_is_ones_own_and_may_be_the_start(world: World) -> None:
    anna, selma = as_(world.cast.anna), as_(world.cast.second)
    words = {"namn": "Morgon", "lage": "otagen", "ordning": "alder", "start": "1"}
    assert anna.post("/inkorg/vyer/", words)["Location"] == "/inkorg/?lage=otagen&ordning=alder"
    assert anna.get("/inkorg/")["Location"] == "/inkorg/?lage=otagen&ordning=alder"
    assert "Morgon" in anna.get("/inkorg/?vy=alla").content.decode()
    assert selma.get("/inkorg/").status_code == 200
    selma.post("/inkorg/vyer/bort/", {"namn": "Morgon"})
    anna.post("/inkorg/vyer/", {"namn": "Kväll", "hast": "sen", "start": "1"})
    assert SavedView.objects.get(is_start=True).name == "Kväll" and SavedView.objects.count() == 2
    anna.post("/inkorg/vyer/bort/", {"namn": "Kväll"})
    assert anna.get("/inkorg/").status_code == 200


def test_a_view_without_a_name_and_a_thirteenth_are_refused_with_words(world: World) -> None:
    anna = as_(world.cast.anna)
    told = anna.post("/inkorg/vyer/", {"namn": "  "}, follow=True).content.decode()
    assert "Skriv ett namn" in told and not SavedView.objects.exists()
    for number in range(13):
        told = anna.post("/inkorg/vyer/", {"namn": f"Vy {number}"}, follow=True).content.decode()
    assert "Du har redan 12 vyer" in told and SavedView.objects.count() == 12


def test_a_colleague_who_has_the_item_open_is_seen_for_a_minute(world: World) -> None:
    item, (anna, selma) = incoming(world, "Fråga"), (world.cast.anna, world.cast.second)
    page, asks = f"/inkorg/{item.pk}/", f"/inkorg/nytt/?post={item.pk}"
    for _ in range(2):
        assert as_(selma).get(asks).status_code == 200
    assert f"{selma.first_name} läser också." in as_(anna).get(page).content.decode()
    assert "läser också" not in as_(selma).get(page).content.decode()
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert "läser också" not in as_(anna).get(page).content.decode()
    as_(world.cast.bertil).get(asks)  # not his to work with
    assert as_(anna).get("/inkorg/nytt/?post=x").status_code == 200 and OpenNow.objects.count() == 1
