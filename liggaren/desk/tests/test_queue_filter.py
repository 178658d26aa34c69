"""Choosing a part of the queue: right numbers, kept in the address, and nothing one may not know of."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.lib import clock
from liggaren.moderation import queries, queue_filter, services
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Handling
from liggaren.people.models import User


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def chosen(**words: str) -> queue_filter.Filter:
    return queue_filter.read(words)


@pytest.fixture
def four(world: World) -> list[Item]:
    """One of each: late, taken, acute mention, ordinary."""
    items = [incoming(world, words) for words in ("Sen fråga", "Tagen fråga", "Akut omnämnande", "Vanlig")]
    now = clock.now()
    Handling.objects.filter(item=items[0]).update(due_at=now - timedelta(hours=2))
    Handling.objects.filter(item=items[2]).update(urgency=Handling.Urgency.ACUTE, relation="mention")
    services.take(item=items[1], by=world.cast.anna)
    return items


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, {0, 1, 2, 3}),
        ({"typ": "omnamnande"}, {2}),
        ({"typ": "kommentar"}, {0, 1, 3}),
        ({"lage": "tagen"}, {1}),
        ({"lage": "otagen", "typ": "kommentar"}, {0, 3}),
        ({"hast": "sen"}, {0}),
        ({"hast": "akut", "vy": "mina"}, set()),
        ({"typ": "meddelande"}, set()),
        ({"typ": "påhitt", "lage": "x", "konto": "inte-ett-konto", "hast": "'"}, {0, 1, 2, 3}),
    ],
)
def test_each_choice_shows_its_part_and_the_numbers_are_of_what_is_shown(
    world: World, four: list[Item], words: dict[str, str], expected: set[int]
) -> None:
    anna, part = world.cast.anna, chosen(**words)
    shown = {row.item_id for row in queries.inbox(anna, part)}
    assert shown == {four[number].pk for number in expected}
    numbers = queries.numbers(anna, part, clock.now())
    assert numbers.views[part.view] == sum(numbers.headings.values()) == len(shown)
    assert numbers.accounts == {world.account.pk: len(shown)}


def test_the_order_is_chosen_and_stands_in_the_address(world: World, four: list[Item]) -> None:
    anna = world.cast.anna
    oldest = Handling.objects.filter(item=four[3])
    oldest.update(came_at=clock.now() - timedelta(days=3))
    firsts = {
        order: next(iter(queries.inbox(anna, chosen(ordning=order)))).item_id for order in queue_filter.ORDERS
    }
    assert firsts == {"viktigast": four[2].pk, "svarstid": four[0].pk, "alder": four[3].pk}
    page = text(as_(anna).get("/inkorg/?ordning=alder&lage=otagen"))
    assert "Äldst först" in page and f"/inkorg/{four[3].pk}/?lage=otagen&amp;ordning=alder" in page


def test_acts_come_back_to_the_part_of_the_queue_one_works_in(world: World, four: list[Item]) -> None:
    client = as_(world.cast.anna)
    words = {"lage": "otagen", "konto": str(world.account.pk)}
    answer = client.post(f"/inkorg/{four[0].pk}/klar/", words)
    assert answer["Location"].startswith(f"/inkorg/{four[3].pk}/?konto={world.account.pk}&lage=otagen")


def test_an_unknown_account_has_nothing_and_says_so(world: World, four: list[Item]) -> None:
    page = text(as_(world.cast.anna).get("/inkorg/?konto=00000000-0000-4000-8000-000000000000"))
    assert "Inget i den här vyn" in page and 'Alla <span class="num">0</span>' in page


@pytest.mark.clause("C5.7")
def test_neither_numbers_nor_choices_tell_of_a_message_to_one_who_may_not_read_it(world: World) -> None:
    item = incoming(world, "Hemligt till er")
    Item.objects.filter(pk=item.pk).update(kind="message")
    Handling.objects.filter(item=item).update(relation="message", urgency=Handling.Urgency.ACUTE)
    for part in (chosen(), chosen(typ="meddelande"), chosen(vy="meddelanden"), chosen(hast="akut")):
        mine = queries.numbers(world.cast.anna, part, clock.now())
        others = queries.numbers(world.cast.disa, part, clock.now())
        assert mine.views[part.view] == mine.headings["acute"] == 1
        assert not any(others.views.values()) and not any(others.headings.values())
        assert not any(others.accounts.values()) and queries.inbox(world.cast.disa, part).count() == 0
    assert "Hemligt" not in text(as_(world.cast.disa).get("/inkorg/?typ=meddelande"))
