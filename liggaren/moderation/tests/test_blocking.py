"""A block counts its breaches, has its own reason, an end and a review; there is no list to read in."""

from __future__ import annotations

import inspect
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.moderation import blocking
from liggaren.moderation.block_models import BLOCK_MOVES, Block, BlockState
from liggaren.moderation.errors import Incomplete, NotYours, SomeoneWasFirst
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.states import ForbiddenMove
from liggaren.moderation.tests.deciding import carried_out, decide

pytestmark = pytest.mark.clause("C6.13")


@pytest.fixture
def last(world: World) -> Item:
    """The newest of a sender whose three earlier comments were removed, confirmed."""
    plant()
    for number in range(3):
        item = incoming(world, f"Du är en idiot {number}", name="Tisteln")
        carried_out(decide(item, world.cast.anna))
    return incoming(world, "Hej igen", name="Tisteln")


def until(days: int) -> Any:
    return dates.swedish_day(clock.now()) + timedelta(days=days)


def block(item: Item, by: Any, **changed: Any) -> Block:
    words = {"reason": "Tre personangrepp på en månad.", "ends_on": until(60)}
    return blocking.decide_block(item=item, by=by, **{**words, **changed})


@pytest.mark.parametrize(("before", "after"), list(product(BlockState, BlockState)))
def test_every_pair_of_states_is_allowed_or_refused_by_the_table(before: Any, after: Any) -> None:
    row = Block(state=before)
    if after in BLOCK_MOVES[before]:
        blocking.move(row, after)
        assert row.state == after
    else:
        with pytest.raises(ForbiddenMove):
            blocking.move(row, after)


def test_too_few_breaches_are_refused_and_an_account_may_demand_more(world: World, last: Item) -> None:
    other = incoming(world, "Hej", name="Nykomlingen")
    with pytest.raises(Incomplete, match="0 av 3"):
        block(other, world.cast.anna)
    with pytest.raises(NotYours):
        blocking.set_required(account=world.account, number=4, by=world.cast.anna)
    blocking.set_required(account=world.account, number=4, by=world.cast.disa)
    with pytest.raises(Incomplete, match="3 av 4"):
        block(last, world.cast.anna)


def test_a_block_has_its_own_reason_and_an_end_within_a_year(world: World, last: Item) -> None:
    for changed in ({"reason": " "}, {"ends_on": None}, {"ends_on": until(0)}, {"ends_on": until(400)}):
        with pytest.raises(Incomplete):
            block(last, world.cast.anna, **changed)
    row = block(last, world.cast.anna)
    assert (row.counted, row.required, row.breaches.count(), row.sender_name) == (3, 3, 3, "Tisteln")
    with pytest.raises(SomeoneWasFirst):
        block(last, world.cast.second)


def test_there_is_no_way_to_give_more_than_one_sender() -> None:
    named = set(inspect.signature(blocking.decide_block).parameters)
    assert named == {"item", "reason", "ends_on", "by"}


def test_it_is_done_by_hand_reviewed_by_another_and_ended_at_its_day(world: World, last: Item) -> None:
    cast = world.cast
    row = block(last, cast.anna)
    assert Duty.objects.get(kind="block.review").due_at.date() <= row.ends_on
    row = blocking.done_on_platform(block=row, by=cast.anna)
    assert row.state == "active"
    with pytest.raises(Incomplete):
        blocking.review_block(block=row, by=cast.anna)
    blocking.review_block(block=row, by=cast.disa)
    assert Duty.objects.get(kind="block.review").closed_at is not None
    with clock.frozen(clock.now() + timedelta(days=61)):
        assert blocking.end_passed() == 1 and blocking.end_passed() == 0
    row.refresh_from_db()
    assert row.state == "lifting" and Duty.objects.filter(kind="block.lift", closed_at=None).exists()
    row = blocking.done_on_platform(block=row, by=cast.second)
    assert row.state == "lifted" and not Duty.objects.filter(kind="block.lift", closed_at=None).exists()


def test_a_stranger_neither_decides_nor_ends(world: World, last: Item) -> None:
    for person in (world.cast.sara, world.cast.erik, world.cast.bertil):
        with pytest.raises(NotYours):
            block(last, person)
    row = block(last, world.cast.anna)
    for person in (world.cast.sara, world.cast.erik, world.cast.bertil):
        with pytest.raises(NotYours):
            blocking.lift_block(block=row, by=person)
    assert blocking.lift_block(block=row, by=world.cast.second).state == "withdrawn"
