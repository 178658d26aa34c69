"""Many decided on at once: asked, counted, one decision and one seal each, stoppable and safe to kill."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.moderation import services, sweep_run, sweeping
from liggaren.moderation.errors import Incomplete, NotYours, SomeoneWasFirst
from liggaren.moderation.factories import decision, plant
from liggaren.moderation.models import Removal, Sweep
from liggaren.moderation.states import ForbiddenMove
from liggaren.moderation.sweep_models import SWEEP_MOVES, SweepState
from liggaren.people.models import Municipality, User

pytestmark = [pytest.mark.clause("C6.1", "C6.2", "G5.5", "G5.6")]


@pytest.fixture
def many(world: World) -> list[Item]:
    """Sixty comments of one campaign on the real playground."""
    plant()
    world.play.admin.many(world.post, 60)
    capture.capture_account(world.account)
    return list(Item.objects.filter(is_ours=False).order_by("native_id"))


def chosen(world: World, items: list[Item], by: User | None = None) -> Sweep:
    versions = [item.latest_id or 0 for item in items]
    return sweeping.choose(account=world.account, versions=versions, by=by or world.cast.anna)


def decided(world: World, items: list[Item], **changed: Any) -> Sweep:
    sweep = chosen(world, items)
    return sweeping.decide_sweep(
        sweep=sweep, decision=decision(**changed), count=len(items), by=world.cast.anna
    )


def run_out(sweep: Sweep) -> int:
    """The queue's jobs, one batch after another; how many were needed."""
    jobs = 0
    while Sweep.objects.get(pk=sweep.pk).state == "running":
        sweep_run.carry_on(sweep.pk)
        jobs += 1
    return jobs


@pytest.mark.parametrize(("before", "after"), list(product(SweepState, SweepState)))
def test_every_pair_of_states_is_allowed_or_refused_by_the_table(before: Any, after: Any) -> None:
    row = Sweep(state=before)
    if after in SWEEP_MOVES[before]:
        sweeping.move(row, after)
        assert row.state == after
    else:
        with pytest.raises(ForbiddenMove):
            sweeping.move(row, after)


def test_sixty_with_a_kill_in_the_middle_are_each_decided_sealed_and_gone_once(
    world: World, many: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = decided(world, many)
    assert "60 saker" in sweep.sentence
    made = sweep_run.decide_removal
    calls = 0

    def killed_in_the_middle(**named: Any) -> Removal:
        nonlocal calls
        calls += 1
        found = made(**named)
        if calls == 30:
            raise KeyboardInterrupt  # after the decision, before the row is marked
        return found

    monkeypatch.setattr(sweep_run, "decide_removal", killed_in_the_middle)
    sweep_run.carry_on(sweep.pk)
    with pytest.raises(KeyboardInterrupt):
        sweep_run.carry_on(sweep.pk)
    assert sweeping.progress(sweep).decided == 29 and Removal.objects.filter(state="decided").count() == 30
    assert sweep_run.take_up() == 1
    run_out(sweep)
    for outbox_id in Outbox.objects.values_list("pk", flat=True):
        actions.send(outbox_id)
        services.act_ended(outbox_id=outbox_id)
    figures = sweeping.progress(sweep)
    assert (figures.total, figures.decided, figures.left, figures.gone) == (60, 60, 0, 60)
    assert Removal.objects.filter(state="done", sealed_at__isnull=False).count() == 60
    assert Outbox.objects.filter(verification__isnull=False).count() == 60
    assert len([line for line in world.acts() if line.act == "delete"]) == 60


def test_a_batch_is_bounded_and_a_stop_holds_at_once(world: World, many: list[Item]) -> None:
    sweep = decided(world, many)
    assert sweep_run.carry_on(sweep.pk, batch=10) == 10
    sweeping.stop_sweep(sweep=sweep, by=world.cast.second)
    assert sweep_run.carry_on(sweep.pk, batch=10) == 0
    assert sweeping.progress(sweep).decided == 10 and Removal.objects.filter(state="decided").count() == 10
    with pytest.raises(NotYours):
        sweeping.go_on_sweep(sweep=sweep, by=world.cast.second)
    sweeping.go_on_sweep(sweep=sweep, by=world.cast.anna)
    assert sweep_run.carry_on(sweep.pk, batch=5) == 5


def test_one_that_has_changed_or_gone_is_left_with_its_reason_and_stops_no_other(
    world: World, many: list[Item]
) -> None:
    few = many[:4]
    sweep = decided(world, few)
    world.play.admin.edit(few[1].native_id, "Förlåt, jag menade väl.")
    world.play.admin.delete(few[2].native_id)
    run_out(sweep)
    notes = dict(sweep.items.values_list("item", "note"))
    assert (notes[few[1].pk], notes[few[2].pk]) == ("changed", "gone")
    assert sweeping.progress(sweep).decided == 2 and Sweep.objects.get(pk=sweep.pk).state == "done"


def test_the_number_above_the_button_is_the_number_decided_on(world: World, many: list[Item]) -> None:
    sweep = chosen(world, many[:3])
    with pytest.raises(SomeoneWasFirst):
        sweeping.decide_sweep(sweep=sweep, decision=decision(), count=2, by=world.cast.anna)
    with pytest.raises(Incomplete):
        sweeping.decide_sweep(sweep=sweep, decision=decision(reason=""), count=3, by=world.cast.anna)
    sweeping.decide_sweep(sweep=sweep, decision=decision(), count=3, by=world.cast.anna)
    with pytest.raises(SomeoneWasFirst):
        sweeping.decide_sweep(sweep=sweep, decision=decision(), count=3, by=world.cast.anna)


def test_two_deciders_agree_to_all_and_each_decision_names_both(world: World, many: list[Item]) -> None:
    Municipality.objects.update(two_deciders=True)
    from liggaren.moderation.models import Provision

    law = {"basis": "duty_by_law", "provision": Provision.objects.get(key="hets-mot-folkgrupp")}
    sweep = decided(world, many[:3], **law)
    assert sweep.state == "second"
    with pytest.raises(Incomplete):
        sweeping.agree_sweep(sweep=sweep, count=3, by=world.cast.anna)
    sweeping.agree_sweep(sweep=sweep, count=3, by=world.cast.second)
    run_out(sweep)
    found = Removal.objects.filter(sweep_item__sweep=sweep, state="decided")
    assert found.count() == 3
    assert set(found.values_list("decided_by", "second_decider")) == {
        (world.cast.anna.pk, world.cast.second.pk)
    }


def test_only_those_who_work_with_the_account_choose_and_only_what_they_may_read(
    world: World, many: list[Item]
) -> None:
    for person in (world.cast.sara, world.cast.bertil, world.cast.erik, world.cast.gustav):
        with pytest.raises(NotYours):
            chosen(world, many[:2], by=person)
    capture.restrict(many[0], level=Item.Visibility.RESTRICTED, by=world.cast.disa, reason="Sekretess")
    assert chosen(world, many[:2]).items.count() == 1
    with pytest.raises(Incomplete):
        chosen(world, [])
    sweep = chosen(world, many[1:3])
    for person in (world.cast.sara, world.cast.erik):
        with pytest.raises(NotYours):
            sweeping.stop_sweep(sweep=sweep, by=person)
        with pytest.raises(NotYours):
            sweeping.sweep_for(person, sweep.pk)
