"""What a platform says or keeps silent about, a law that no longer holds, and a role that ends meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.duties.models import Duty
from liggaren.lib import clock
from liggaren.moderation import removing, second_thoughts, services
from liggaren.moderation.factories import decision, incoming, plant
from liggaren.moderation.models import Provision, Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.tests.deciding import carried_out, decide
from liggaren.people.models import Municipality, User
from liggaren.register import services as register
from liggaren.register.models import Administrator

pytestmark = pytest.mark.clause("C6.1", "G5.5")


@pytest.mark.parametrize("way", ["delete", "hide"])
def test_a_platform_that_says_yes_and_does_nothing_is_never_believed(world: World, way: str) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna, way=way)
    world.play.admin.switch(world.page, "pretends")
    removal = carried_out(removal)
    row = Outbox.objects.get()
    assert row.state == "sent" and removal.state == RemovalState.DECIDED and removal.gone_at is None
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        actions.sweep()
        services.catch_up()
    removal.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, row.note) == ("failed", "still_there") and removal.state == RemovalState.NOT_DONE
    assert len(world.acts(item)) == 1, "nothing is sent again by itself"
    duty = Duty.objects.get(kind="removal.not_done")
    assert duty.owner == world.cast.anna and duty.closed_at is None


def test_a_key_without_the_right_is_refused_and_nothing_is_called_done(world: World) -> None:
    removal = decide(incoming(world, "Du är en idiot."), world.cast.anna)
    reads_only = world.play.admin.token(world.page, "read")
    register.connect(
        world.account, origin=world.play.origin, native_id=world.page, token=reads_only, by=world.cast.disa,
        profile="full",
    )  # fmt: skip
    removal = carried_out(removal)
    assert removal.state == RemovalState.NOT_DONE and removal.outbox is not None
    assert (removal.outbox.state, removal.outbox.answer["status"]) == ("refused", 403)


def test_a_provision_that_no_longer_holds_bears_no_new_decision_and_the_old_one_keeps_it(
    world: World,
) -> None:
    facts = {"name": "en lag", "reference": "1 §", "is_duty": True, "source": "test", "valid_to": None}
    law, _ = Provision.objects.update_or_create(key="en-lag", defaults=facts)
    old = decide(incoming(world, "Jag vet var du bor."), world.cast.anna, basis="duty_by_law", provision=law)
    law.valid_to = removing.today()
    law.save()
    with pytest.raises(services.Incomplete, match="gäller inte i dag"):
        decide(incoming(world, "Jag kommer."), world.cast.anna, basis="duty_by_law", provision=law)
    old.refresh_from_db()
    assert old.provision == law and carried_out(old).state == RemovalState.DONE


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        (None, None, True),
        (date(2026, 11, 24), None, True),
        (date(2026, 11, 25), None, False),
        (None, date(2026, 11, 24), False),
        (None, date(2026, 11, 25), True),
    ],
)
def test_a_provision_holds_from_its_first_day_and_until_its_last(begins: Any, ends: Any, holds: bool) -> None:
    assert Provision(valid_from=begins, valid_to=ends).is_in_force(date(2026, 11, 24)) is holds


def end_the_role(person: User) -> None:
    Administrator.objects.filter(user=person).update(valid_from=date(2026, 1, 1), valid_to=date(2026, 11, 1))


def test_a_role_that_ends_while_the_platform_is_asked_decides_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = services.open_removal(item=item, by=world.cast.anna)

    def meanwhile(*args: object) -> bool:
        with transaction.atomic():
            end_the_role(world.cast.anna)
        return True

    monkeypatch.setattr(removing, "look_again", meanwhile)
    with pytest.raises(services.NotYours):
        services.decide_removal(
            removal=removal, decision=decision(), version_id=item.latest_id or 0, by=world.cast.anna
        )
    assert Removal.objects.get().state == RemovalState.OPENED and not Outbox.objects.exists()


def test_a_role_that_ends_before_agreeing_agrees_to_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Municipality.objects.update(two_deciders=True)
    plant()
    item, law = incoming(world, "Jag vet var du bor."), Provision.objects.get(key="olaga-hot")
    removal = decide(item, world.cast.anna, basis="duty_by_law", provision=law)

    def meanwhile(*args: object) -> bool:
        end_the_role(world.cast.second)
        return True

    monkeypatch.setattr(second_thoughts, "look_again", meanwhile)
    with pytest.raises(services.NotYours):
        services.agree(removal=removal, version_id=item.latest_id or 0, by=world.cast.second)
    assert Removal.objects.get().state == RemovalState.SECOND and not Outbox.objects.exists()


@pytest.mark.clause("G5.1", "C6.2")
def test_our_own_post_passes_the_same_gate(world: World) -> None:
    from liggaren.capture import services as capture
    from liggaren.capture.models import Item

    capture.capture_account(world.account)
    post = Item.objects.get(native_id=world.post, is_ours=True)
    removal = carried_out(decide(post, world.cast.anna))
    assert removal.state == RemovalState.DONE and removal.outbox is not None
    assert removal.outbox.verification is not None
