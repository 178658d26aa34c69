"""Nobody decides about what they have not read: held by the services, whoever asks (design 3.12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from liggaren.actions.factories import World
from liggaren.actions.models import Emergency, Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Visibility
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.moderation import secrecy, services, sweep_run, sweeping
from liggaren.moderation.factories import decision, incoming
from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.tests.deciding import carried_out, decide
from liggaren.people.models import Municipality, User

pytestmark = pytest.mark.clause("C6.2", "C7.1")


@pytest.fixture
def item(world: World) -> Item:
    """A comment that the machine has flagged."""
    found = incoming(world, "Kalle i 7B har adhd, den idioten.")
    capture.restrict(found, level=Visibility.FLAGGED, by=None, reason="Förslag.")
    found.refresh_from_db()
    return found


def agree(removal: Removal, item: Item, by: User) -> Removal:
    return services.agree(removal=removal, version_id=item.latest_id or 0, by=by)


def test_a_decision_needs_that_the_decider_has_opened_it(world: World, item: Item) -> None:
    with pytest.raises(services.NotRead):
        decide(item, world.cast.anna)
    assert not Outbox.objects.exists() and not Removal.objects.filter(decided_at__isnull=False).exists()
    assert not Record.objects.filter(kind="removal.decided").exists()
    services.open_masked(item=item, by=world.cast.anna)
    assert decide(item, world.cast.anna).state == RemovalState.DECIDED


def test_a_colleagues_opening_is_not_ones_own(world: World, item: Item) -> None:
    services.open_masked(item=item, by=world.cast.second)
    with pytest.raises(services.NotRead):
        decide(item, world.cast.anna)


def test_an_opening_of_yesterday_is_no_reading_today(world: World, item: Item) -> None:
    services.open_masked(item=item, by=world.cast.anna)
    with clock.frozen(clock.now() + timedelta(hours=13)), pytest.raises(services.NotRead):
        decide(item, world.cast.anna)


def test_an_opening_of_an_earlier_version_is_no_reading_of_this_one(world: World, item: Item) -> None:
    services.open_masked(item=item, by=world.cast.anna)
    opened = services.open_removal(item=item, by=world.cast.anna)
    world.play.admin.edit(item.native_id, "Kalle i 7B har adhd och bor på Storgatan.")
    with pytest.raises(services.Changed):
        services.decide_removal(
            removal=opened, decision=decision(), version_id=item.latest_id or 0, by=world.cast.anna
        )
    item.refresh_from_db()
    with pytest.raises(services.NotRead):
        decide(item, world.cast.anna)
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("path", ["two_deciders", "emergency"])
def test_the_second_person_must_have_opened_it_too(world: World, item: Item, path: str) -> None:
    Municipality.objects.update(two_deciders=True)
    cast = world.cast
    services.open_masked(item=item, by=cast.anna)
    decision()
    words: dict[str, Any] = {"emergency_reason": "Förseglingen svarar inte och hotet är akut."}
    if path == "two_deciders":
        from liggaren.moderation.models import Provision

        words = {"basis": "duty_by_law", "provision": Provision.objects.get(key="olaga-hot")}
    removal = decide(item, cast.anna, **words)
    assert removal.state == RemovalState.SECOND
    with pytest.raises(services.NotRead):
        agree(removal, item, cast.second)
    assert not Outbox.objects.exists() and not Emergency.objects.exists()
    services.open_masked(item=item, by=cast.second)
    assert agree(removal, item, cast.second).state == RemovalState.DECIDED


def test_what_is_chosen_with_others_must_have_been_opened(world: World, item: Item) -> None:
    plain, anna = incoming(world, "Du är en idiot."), world.cast.anna
    with pytest.raises(services.NotRead):
        sweeping.choose(account=world.account, versions=[item.latest_id or 0], by=anna)
    both = [item.latest_id or 0, plain.latest_id or 0]
    assert sweeping.choose(account=world.account, versions=both, by=anna).items.count() == 1
    services.open_masked(item=item, by=anna)
    sweep = sweeping.choose(account=world.account, versions=both, by=anna)
    assert sweep.items.count() == 2
    with clock.frozen(clock.now() + timedelta(hours=13)), pytest.raises(services.NotRead):
        sweeping.decide_sweep(sweep=sweep, decision=decision(), count=2, by=anna)


def test_what_is_flagged_while_many_are_decided_on_is_left_for_a_reader(world: World, item: Item) -> None:
    plain, anna = incoming(world, "Du är en idiot."), world.cast.anna
    sweep = sweeping.choose(account=world.account, versions=[plain.latest_id or 0], by=anna)
    sweeping.decide_sweep(sweep=sweep, decision=decision(), count=1, by=anna)
    capture.restrict(plain, level=Visibility.FLAGGED, by=None, reason="Förslag.")
    sweep_run.carry_on(sweep.pk)
    assert list(sweep.items.values_list("state", "note")) == [("left", "not_read")]
    assert not Outbox.objects.exists()


def test_the_second_person_reads_every_one_of_many(world: World, item: Item) -> None:
    Municipality.objects.update(two_deciders=True)
    anna, second = world.cast.anna, world.cast.second
    services.open_masked(item=item, by=anna)
    sweep = sweeping.choose(account=world.account, versions=[item.latest_id or 0], by=anna)
    decision()
    from liggaren.moderation.models import Provision

    law = decision(basis="duty_by_law", provision=Provision.objects.get(key="olaga-hot"))
    sweeping.decide_sweep(sweep=sweep, decision=law, count=1, by=anna)
    with pytest.raises(services.NotRead, match="1 kan vara skyddade"):
        sweeping.agree_sweep(sweep=sweep, count=1, by=second)
    services.open_masked(item=item, by=second)
    sweeping.agree_sweep(sweep=sweep, count=1, by=second)
    sweep_run.carry_on(sweep.pk)
    assert Removal.objects.get().second_decider == second


def test_what_is_hidden_is_shown_again_only_by_one_who_has_read_it(world: World, item: Item) -> None:
    services.open_masked(item=item, by=world.cast.anna)
    removal = carried_out(decide(item, world.cast.anna, way="hide"))
    with pytest.raises(services.NotRead):
        services.reverse(removal=removal, reason="Fel person.", by=world.cast.second)
    appeal = services.receive_appeal(
        removal=removal, channel="mail", from_whom="Kim", text="Det var inte så.",
        received_at=clock.now(), by=world.cast.anna,
    )  # fmt: skip
    with pytest.raises(services.NotRead):
        services.answer_appeal(appeal=appeal, outcome="upheld", reason="Rätt.", by=world.cast.second)
    item.refresh_from_db()  # that it is hidden now is a version of its own
    services.open_masked(item=item, by=world.cast.second)
    services.answer_appeal(appeal=appeal, outcome="upheld", reason="Rätt.", by=world.cast.second)


@pytest.fixture
def restricted(world: World, item: Item) -> Item:
    """Marked by Anna, restricted by the registrar, still on the platform."""
    secrecy.suspect(item=item, by=world.cast.anna)
    services.open_masked(item=item, by=world.cast.erik)
    secrecy.restrict(item=item, provision="OSL 23 kap. 2 §", reason="En elevs hälsa.", by=world.cast.erik)
    item.refresh_from_db()
    return item


@pytest.mark.parametrize("name", ["erik", "bertil", "anna"])
def test_what_is_restricted_is_removed_by_those_who_may_decide(
    world: World, restricted: Item, name: str
) -> None:
    """The registrar, the unit's manager, and the administrator who marked it: each reads it first."""
    person = getattr(world.cast, name)
    if name != "erik":
        with pytest.raises(services.NotRead):
            decide(restricted, person, basis="secrecy")
        services.open_masked(item=restricted, by=person)
    removal = carried_out(decide(restricted, person, basis="secrecy"))
    assert removal.state == RemovalState.DONE and removal.sealed_at is not None
    assert len(world.acts(restricted)) == 1


@pytest.mark.parametrize("name", ["second", "disa", "cecilia", "frida", "gustav", "sara"])
def test_what_is_restricted_is_removed_by_nobody_else(world: World, restricted: Item, name: str) -> None:
    """Not by an administrator who only may know of it, and not by the auditor who may read it."""
    person = getattr(world.cast, name)
    with pytest.raises(services.NotYours):
        services.open_removal(item=restricted, by=person)
    assert not Removal.objects.exists()


def test_who_decided_before_the_restriction_follows_the_act_without_the_text(
    world: World, item: Item
) -> None:
    from liggaren.moderation import queries

    cast = world.cast
    services.open_masked(item=item, by=cast.second)
    removal = decide(item, cast.second)
    secrecy.suspect(item=item, by=cast.anna)
    services.open_masked(item=item, by=cast.erik)
    secrecy.restrict(item=item, provision="OSL 23 kap. 2 §", reason="En elevs hälsa.", by=cast.erik)
    found = queries.removal_for(cast.second, removal.pk)
    assert found.item.is_readable is False
    services.withdraw(removal=found, by=cast.second)
    with pytest.raises(services.NotYours):
        queries.removal_for(cast.disa, removal.pk)
