"""Two people and one decision: at once, one after the other, and in an emergency."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Emergency, Outbox
from liggaren.ledger import services as sealing
from liggaren.lib import clock
from liggaren.moderation import services
from liggaren.moderation.factories import decision, incoming
from liggaren.moderation.models import Provision, Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.tests.deciding import carried_out, decide
from liggaren.people.models import Municipality, User

pytestmark = pytest.mark.clause("C6.1", "G5.5")


def test_two_who_decide_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    people = [world.cast.anna, world.cast.second, world.cast.disa]
    opened = [services.open_removal(item=item, by=person) for person in people]
    results: list[str] = []
    facts, version = decision(), item.latest_id or 0
    begin = threading.Barrier(3)

    def run(removal: Removal, person: User) -> None:
        try:
            begin.wait()
            services.decide_removal(removal=removal, decision=facts, version_id=version, by=person)
            results.append("won")
        except services.SomeoneWasFirst:
            results.append("told")
        except Exception as error:
            results.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(opened, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["told", "told", "won"]
    assert Outbox.objects.count() == 1
    with pytest.raises(services.SomeoneWasFirst):
        services.open_removal(item=item, by=world.cast.second)


@pytest.fixture
def two(world: World) -> World:
    """The municipality asks for two deciders where law is the ground."""
    Municipality.objects.update(two_deciders=True)
    return world


def by_law() -> dict[str, Any]:
    decision()
    return {"basis": "duty_by_law", "provision": Provision.objects.get(key="olaga-hot")}


def test_by_law_another_person_agrees_before_anything_is_ordered(two: World) -> None:
    item, cast = incoming(two, "Jag vet var du bor."), two.cast
    removal = decide(item, cast.anna, **by_law())
    assert removal.state == RemovalState.SECOND and not Outbox.objects.exists()
    version = item.latest_id or 0
    with pytest.raises(services.Incomplete):
        services.agree(removal=removal, version_id=version, by=cast.anna)
    with pytest.raises(services.NotYours):
        services.agree(removal=removal, version_id=version, by=cast.sara)
    removal = services.agree(removal=removal, version_id=version, by=cast.second)
    assert removal.second_decider == cast.second
    assert carried_out(removal).state == RemovalState.DONE
    with pytest.raises(IntegrityError), transaction.atomic():
        Removal.objects.update(second_decider=cast.anna)


def test_the_second_person_reads_the_item_as_it_is_now(two: World) -> None:
    item, cast = incoming(two, "Jag vet var du bor."), two.cast
    removal = decide(item, cast.anna, **by_law())
    two.play.admin.edit(item.native_id, "Förlåt.")
    with pytest.raises(services.Changed):
        services.agree(removal=removal, version_id=item.latest_id or 0, by=cast.second)
    item.refresh_from_db()
    with pytest.raises(services.Changed):  # the decision was about the other words
        services.agree(removal=removal, version_id=item.latest_id or 0, by=cast.second)
    services.withdraw(removal=removal, by=cast.anna)
    assert not Outbox.objects.exists()


@pytest.mark.clause("C6.2")
def test_the_emergency_path_takes_two_named_people_and_leaves_its_mark(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, cast = incoming(world, "Jag vet var du bor."), world.cast
    removal = decide(item, cast.anna, emergency_reason="Förseglingen svarar inte och hotet är akut.")
    assert removal.state == RemovalState.SECOND and not Outbox.objects.exists()

    def never(*args: object, **kwargs: object) -> None:
        raise sealing.NotSealed("Inte i tid.")

    monkeypatch.setattr(sealing, "checkpoint_for", never)
    removal = services.agree(removal=removal, version_id=item.latest_id or 0, by=cast.second)
    removal = carried_out(removal)
    row = removal.outbox
    assert removal.state == RemovalState.DONE and row is not None
    assert row.verification is None and row.emergency == Emergency.objects.get()
    assert (row.emergency.one, row.emergency.two) == (cast.anna, cast.second)
    assert "emergency" in row.steps.values_list("kind", flat=True)


@pytest.mark.clause("C6.2")
def test_without_the_emergency_path_a_failed_seal_stops_the_removal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = incoming(world, "Jag vet var du bor.")
    removal = decide(item, world.cast.anna)

    def never(*args: object, **kwargs: object) -> None:
        raise sealing.NotSealed("Inte i tid.")

    monkeypatch.setattr(sealing, "checkpoint_for", never)
    assert removal.outbox_id is not None
    for hours in range(1, 12):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            actions.sweep()
    row = Outbox.objects.get()
    assert (row.state, row.note) == ("failed", "not_sealed") and world.acts() == []
