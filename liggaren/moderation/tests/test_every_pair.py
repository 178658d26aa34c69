"""Every pair of states of item, removal and registration request: what the tables hold happens and is in the
ledger, all else is refused, by the services and by the database (issue of removal and secrecy)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.capture import moving
from liggaren.capture import services as capture
from liggaren.capture.models import Item, ItemState, StateChange, Visibility
from liggaren.capture.states import may_move
from liggaren.ledger.models import Record
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.moderation import registrar_acts, secrecy, services
from liggaren.moderation.factories import decision, incoming, plant
from liggaren.moderation.models import Provision, RegistrationRequest, Removal
from liggaren.moderation.registration_states import REGISTRATION_MOVES, SECRECY_MOVES, RegistrationState
from liggaren.moderation.states import REMOVAL_MOVES, RemovalState
from liggaren.moderation.tests import decisions
from liggaren.moderation.tests.deciding import carried_out, decide
from liggaren.people.factories import Cast, cast
from liggaren.people.models import Municipality

R, G, V = RemovalState, RegistrationState, Visibility
EVERY_ITEM = list(product(ItemState, Visibility))


def entries() -> int:
    return Record.objects.count()


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def placed(people: Cast) -> Item:
    return decisions.place(people)[1]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "visibility"), EVERY_ITEM)
def test_an_items_place_moves_by_its_table_whatever_may_be_read(
    placed: Item, state: ItemState, visibility: Visibility
) -> None:
    for after in ItemState:
        Item.objects.filter(pk=placed.pk).update(state=state, visibility=visibility)
        placed.refresh_from_db()
        before, changes = entries(), StateChange.objects.count()
        with transaction.atomic():
            moved = moving.move_many([placed], after, at=clock.now())
        placed.refresh_from_db()
        allowed = may_move(state, after)
        assert bool(moved) == allowed and placed.state == (after if allowed else state)
        assert placed.visibility == visibility
        assert entries() - before == StateChange.objects.count() - changes == int(allowed)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "visibility"), EVERY_ITEM)
def test_what_may_be_read_moves_by_its_table_wherever_the_item_is(
    people: Cast, placed: Item, state: ItemState, visibility: Visibility
) -> None:
    ways: dict[Visibility, Callable[[], object]] = {
        V.SUSPECTED: lambda: secrecy.suspect(item=placed, by=people.erik, reason="Hälsa."),
        V.RESTRICTED: lambda: secrecy.restrict(
            item=placed, provision="OSL 26:1", reason="Hälsa.", by=people.erik
        ),
        V.OPEN: lambda: secrecy.lift(item=placed, reason="Påhittat.", by=people.erik),
    }
    for after, act in ways.items():
        Item.objects.filter(pk=placed.pk).update(state=state, visibility=visibility)
        RegistrationRequest.objects.all().delete()
        placed.refresh_from_db()
        services.open_masked(item=placed, by=people.erik)
        before = entries()
        if after in SECRECY_MOVES[visibility]:
            act()
            assert entries() > before and Record.objects.filter(kind="secrecy.decided").exists()
        else:
            with pytest.raises(Refusal), transaction.atomic():
                act()
            assert entries() == before
        placed.refresh_from_db()
        assert placed.visibility == (after if after in SECRECY_MOVES[visibility] else visibility)
        assert placed.state == state


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(Visibility, Visibility)))
def test_the_machine_flags_and_lifts_its_own_flag_and_decides_nothing(
    placed: Item, before: Visibility, after: Visibility
) -> None:
    Item.objects.filter(pk=placed.pk).update(visibility=before)
    mine = {V.OPEN, V.FLAGGED}
    if {before, after} <= mine:
        capture.restrict(placed, level=after, by=None, reason="Förslag.")
    else:
        with pytest.raises(Refusal):
            capture.restrict(placed, level=after, by=None, reason="Förslag.")
    placed.refresh_from_db()
    assert placed.visibility == (after if {before, after} <= mine else before)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["state", "visibility"])
def test_the_database_knows_no_other_word_for_an_item(placed: Item, field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=placed.pk).update(**{field: "hidden"})


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(RemovalState, RemovalState)))
def test_the_database_moves_a_removal_by_the_table_alone(
    people: Cast, placed: Item, before: RemovalState, after: RemovalState
) -> None:
    account = placed.sightings.get().account
    row = decisions.row(people, account, placed, clock.now(), state=before)
    row.save()
    found = Removal.objects.filter(pk=row.pk)
    if after == before or after in REMOVAL_MOVES[before]:
        found.update(state=after)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            found.update(state=after)
        after = before
    assert found.get().state == after


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(RegistrationState, RegistrationState)))
def test_the_database_moves_a_request_by_the_table_alone(
    people: Cast, placed: Item, before: RegistrationState, after: RegistrationState
) -> None:
    secrecy.suspect(item=placed, by=people.erik)
    made = RegistrationRequest.objects.get()
    facts = {"diary_number": "", "registered_on": None, "registrar": None, "withdrawn_by": None}
    whole: dict[RegistrationState, dict[str, Any]] = {
        G.TO_REGISTER: facts, G.SENT: facts,
        G.REGISTERED: {
            **facts, "diary_number": "KFN 1", "registered_on": "2026-11-20", "registrar": people.erik
        },
        G.WITHDRAWN: {**facts, "withdrawn_by": people.erik, "withdrawn_reason": "Fel."},
    }  # fmt: skip
    found = RegistrationRequest.objects.filter(pk=made.pk)
    if before != G.TO_REGISTER:
        found.update(state=before, **whole[before])
    if after == before or after in REGISTRATION_MOVES[before]:
        found.update(state=after, **whole[after])
        assert found.get().state == after
    else:
        with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
            found.update(state=after, **whole[after])
        assert found.get().state == before


def _law() -> dict[str, Any]:
    plant()
    return {"basis": "duty_by_law", "provision": Provision.objects.get(key="olaga-hot")}


def removal_in(world: World, state: RemovalState) -> Removal:
    """A real decision, brought to the state by the same services as in use."""
    item, anna = incoming(world, "Du är en idiot."), world.cast.anna
    if state == R.OPENED:
        return services.open_removal(item=item, by=anna)
    if state == R.SECOND:
        return decide(item, anna, **_law())
    removal = decide(item, anna, way="hide" if state == R.RESTORED else "delete")
    if state == R.WITHDRAWN:
        services.withdraw(removal=removal, by=anna)
    if state == R.NOT_DONE:
        world.play.admin.switch(world.page, "refuse")
    if state in (R.DONE, R.NOT_DONE, R.RESTORED):
        removal = carried_out(removal)
        world.play.admin.switch(world.page, "refuse", None)
    if state == R.RESTORED:
        reversal = services.reverse(removal=removal, reason="Fel.", by=anna)
        assert reversal.outbox_id is not None
        actions.send(reversal.outbox_id)
        services.act_ended(outbox_id=reversal.outbox_id)
    removal.refresh_from_db()
    return removal


def about(removal: Removal) -> int:
    """Entries about the decision and its act; a look-up of the item before it is another matter."""
    names = [f"removal:{removal.pk}", f"act:{Removal.objects.get(pk=removal.pk).outbox_id}"]
    return Record.objects.filter(obj__in=names).count()


def removal_acts(world: World) -> dict[str, Callable[[Removal], object]]:
    version = "version_id"
    return {
        "decide": lambda row: services.decide_removal(
            removal=row, decision=decision(), by=world.cast.anna, **{version: row.item.latest_id or 0}
        ),
        "agree": lambda row: services.agree(
            removal=row, by=world.cast.second, **{version: row.item.latest_id or 0}
        ),
        "withdraw": lambda row: services.withdraw(removal=row, by=world.cast.anna),
        "carry": lambda row: carried_out(row) if row.outbox_id else None,
    }


@pytest.mark.clause("C6.1")
@pytest.mark.parametrize("state", list(RemovalState))
def test_each_service_moves_a_removal_by_the_table_and_enters_it_or_changes_nothing(
    world: World, state: RemovalState
) -> None:
    plant()
    Municipality.objects.update(two_deciders=True)
    moved = set()
    for name, act in removal_acts(world).items():
        row = removal_in(world, state)
        assert row.state == state
        before = about(row)
        try:
            act(row)
        except Refusal:
            assert about(row) == before, f"{name} was refused and yet entered"
        row.refresh_from_db()
        if row.state != state:
            assert RemovalState(row.state) in REMOVAL_MOVES[state], f"{name}: {state} -> {row.state}"
            assert about(row) > before, f"{name} left no entry"
            moved.add(RemovalState(row.state))
    expected = {R.OPENED: {R.DECIDED, R.WITHDRAWN}, R.SECOND: {R.DECIDED, R.WITHDRAWN},
                R.DECIDED: {R.DONE, R.WITHDRAWN}}  # fmt: skip
    assert moved == expected.get(state, set())


def request_in(world: World, state: RegistrationState) -> RegistrationRequest:
    item, erik = incoming(world, "Skyddat."), world.cast.erik
    secrecy.suspect(item=item, by=world.cast.anna)
    row = RegistrationRequest.objects.get(item=item)
    if state == G.SENT:
        registrar_acts.mark_sent(requests=[row], by=erik)
    if state == G.REGISTERED:
        number, today = f"KFN {row.pk}"[:80], dates.swedish_day(clock.now())
        registrar_acts.register_number(request=row, number=number, on=today, by=erik)
    if state == G.WITHDRAWN:
        services.open_masked(item=item, by=erik)
        secrecy.lift(item=item, reason="Fel.", by=erik)
    row.refresh_from_db()
    return row


@pytest.mark.clause("C7.2")
@pytest.mark.parametrize("state", list(RegistrationState))
def test_each_service_moves_a_request_by_the_table_and_enters_it_or_changes_nothing(
    world: World, state: RegistrationState
) -> None:
    erik, today = world.cast.erik, dates.swedish_day(clock.now())
    acts: dict[str, Callable[[RegistrationRequest], object]] = {
        "number": lambda row: registrar_acts.register_number(
            request=row, number=f"KFN 2026/{row.pk}"[:80], on=today, by=erik
        ),
        "sent": lambda row: registrar_acts.mark_sent(requests=[row], by=erik),
        "withdraw": lambda row: registrar_acts.withdraw_request(request=row, reason="Fel.", by=erik),
        "lift": lambda row: (
            services.open_masked(item=row.item, by=erik),
            secrecy.lift(item=row.item, reason="Fel.", by=erik),
        ),
    }
    moved = set()
    for name, act in acts.items():
        row = request_in(world, state)
        assert row.state == state
        before = Record.objects.filter(kind__startswith="registration.").count()
        try:
            act(row)
        except Refusal:
            assert Record.objects.filter(kind__startswith="registration.").count() == before, name
        row.refresh_from_db()
        if row.state != state:
            assert RegistrationState(row.state) in REGISTRATION_MOVES[state], (
                f"{name}: {state} -> {row.state}"
            )
            assert Record.objects.filter(kind__startswith="registration.").count() == before + 1, name
            moved.add(RegistrationState(row.state))
    expected = {G.TO_REGISTER: {G.REGISTERED, G.SENT, G.WITHDRAWN}, G.SENT: {G.REGISTERED, G.WITHDRAWN}}
    assert moved == expected.get(state, set())
