"""A decision that was not carried out is gone on with by a person: after a look-up, never blindly."""

from __future__ import annotations

import pytest

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.duties.models import Duty
from liggaren.moderation import services
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.tests.deciding import carried_out, decide

pytestmark = pytest.mark.clause("C6.1")


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, "Du är en idiot.")


@pytest.fixture
def not_done(world: World, item: Item) -> Removal:
    """A decision that the platform refused."""
    removal = decide(item, world.cast.anna)
    world.play.admin.switch(world.page, "refuse")
    removal = carried_out(removal)
    world.play.admin.switch_all_off(world.page)
    assert removal.state == RemovalState.NOT_DONE
    return removal


def open_duties() -> int:
    return Duty.objects.filter(kind="removal.not_done", closed_at=None).count()


def test_what_was_not_done_is_a_duty_until_it_is_ordered_again(
    world: World, item: Item, not_done: Removal
) -> None:
    assert open_duties() == 1
    again = services.order_again(removal=not_done, by=world.cast.second)
    assert open_duties() == 0 and again.pk != not_done.pk and again.decided_by == world.cast.second
    same = ("category_id", "legal_basis", "obvious", "reason", "way", "version_id")
    assert [getattr(again, name) for name in same] == [getattr(not_done, name) for name in same]
    assert carried_out(again).state == RemovalState.DONE
    assert sum(line.performed for line in world.acts(item)) == 1


@pytest.mark.parametrize("switch", ["down", "forbidden"])
def test_nothing_is_ordered_again_while_nobody_can_see_the_item(
    world: World, item: Item, not_done: Removal, switch: str
) -> None:
    world.play.admin.switch(world.page, switch)
    with pytest.raises(services.NotSeen):
        services.order_again(removal=not_done, by=world.cast.anna)
    assert len(world.acts(item)) == 1 and open_duties() == 1


def test_what_has_been_changed_is_read_before_it_is_ordered_again(
    world: World, item: Item, not_done: Removal
) -> None:
    world.play.admin.edit(item.native_id, "Tack för hjälpen.")
    with pytest.raises(services.Changed):
        services.order_again(removal=not_done, by=world.cast.anna)
    assert len(world.acts(item)) == 1


def test_what_its_author_took_away_meanwhile_is_not_ordered_again(
    world: World, item: Item, not_done: Removal
) -> None:
    world.play.admin.delete(item.native_id)
    with pytest.raises(services.Gone):
        services.order_again(removal=not_done, by=world.cast.anna)
    from liggaren.moderation import disappearing

    disappearing.went_away(item_id=item.pk)
    assert open_duties() == 0


def test_a_decision_that_still_goes_on_is_not_ordered_again(world: World, item: Item) -> None:
    removal = decide(item, world.cast.anna)
    with pytest.raises(services.SomeoneWasFirst):
        services.order_again(removal=removal, by=world.cast.anna)
    assert actions.send(removal.outbox_id) == "confirmed"  # type: ignore[arg-type]


def test_the_item_handled_in_another_way_ends_the_duty(world: World, item: Item, not_done: Removal) -> None:
    services.mark_done(item=item, by=world.cast.anna)
    assert open_duties() == 0


def test_what_we_have_taken_away_is_not_decided_on_twice(world: World, item: Item) -> None:
    second = services.open_removal(item=item, by=world.cast.second)
    carried_out(decide(item, world.cast.anna))
    item.refresh_from_db()
    from liggaren.moderation.factories import decision

    with pytest.raises(services.RemovedByUs, match="Borttaget av oss, beslut av Anna"):
        services.decide_removal(
            removal=second, decision=decision(), version_id=item.latest_id or 0, by=world.cast.second
        )
    assert sum(line.performed for line in world.acts(item)) == 1
