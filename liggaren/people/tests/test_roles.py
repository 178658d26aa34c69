from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from liggaren.lib.errors import Refusal
from liggaren.people import queries, services
from liggaren.people.factories import cast, give, user
from liggaren.people.models import Municipality, Role, Unit, User

pytestmark = pytest.mark.django_db


def test_the_code_runs_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("liggaren_application",)


def test_a_user_signs_in_by_an_address_in_any_case_and_exists_once() -> None:
    anna = user("Anna")
    assert services.enter_user(email=" ANNA@exempelkoping.example ", name="Anna", by=None) == anna
    assert not anna.has_usable_password()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="x", email="Anna@Exempelkoping.example")


def test_a_period_ends_before_its_last_day_and_follows_the_swedish_midnight() -> None:
    who = cast()
    Role.objects.filter(user=who.anna).update(valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1))
    assert queries.has_role(who.anna, "communicator", who.unit, date(2026, 6, 30))
    assert not queries.has_role(who.anna, "communicator", who.unit, date(2026, 7, 1))
    assert not queries.has_role(who.anna, "communicator", who.unit, datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert not queries.has_role(who.anna, "communicator", who.unit, date(2025, 12, 31))


def test_a_central_role_counts_below_and_a_manager_only_at_the_own_unit() -> None:
    who = cast()
    assert queries.has_role(who.disa, "information", who.unit)
    assert queries.has_role(who.erik, "registrar", who.unit)
    assert not queries.has_role(who.cecilia, "director", who.unit)
    assert not queries.has_role(who.sara, "information")


def test_deputies_are_named_as_such_and_come_last() -> None:
    who = cast()
    own = who.bertil.roles.get()
    give(who.sara, "unit_manager", who.unit, deputy_for=own)
    found = queries.holders("unit_manager", who.unit)
    assert [(role.user, role.deputy_for) for role in found] == [(who.bertil, None), (who.sara, own)]
    assert str(found[1]).startswith("ersättare för")


def test_someone_who_has_left_holds_no_role() -> None:
    who = cast()
    who.bertil.is_active = False
    who.bertil.save()
    assert not queries.holders("unit_manager", who.unit)
    assert not queries.roles_of(who.bertil)
    assert not queries.reach(who.bertil)


def test_reach_follows_the_tree_downwards() -> None:
    who = cast()
    assert queries.reach(who.cecilia) == {who.administration.pk, who.unit.pk}
    assert queries.reach(who.anna) == {who.unit.pk}
    assert who.top.pk in queries.reach(who.gustav)
    assert not queries.reach(who.sara)


def test_a_unit_cannot_lie_under_itself_and_a_broken_tree_still_ends() -> None:
    who = cast()
    with pytest.raises(services.TreeWithCycle):
        services.move_unit(unit=who.administration, parent=who.unit, by=None)
    Unit.objects.filter(pk=who.top.pk).update(parent=who.unit)
    assert len(queries.ancestors(who.unit)) == 4
    assert who.unit.pk in queries.below([who.top.pk])


@pytest.mark.clause("G4.3")
def test_the_board_is_the_authority_above() -> None:
    who = cast()
    assert queries.board_of(who.unit) == who.board
    assert queries.board_of(who.top) == who.top
    assert queries.administration_of(who.unit) == who.administration
    assert queries.administration_of(who.board) is None


def test_one_person_holds_one_role_at_one_unit_once_at_a_time() -> None:
    who = cast()
    with pytest.raises(Refusal, match="redan"):
        services.give_role(user=who.anna, kind="communicator", unit=who.unit, by=None)
    services.end_role(role=who.anna.roles.get(), by=None)
    services.give_role(user=who.anna, kind="communicator", unit=who.unit, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(
            user=who.sara,
            kind="auditor",
            unit=who.top,
            valid_from=date(2026, 2, 1),
            valid_to=date(2026, 1, 1),
        )


def test_there_is_one_municipality() -> None:
    cast()
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.create(pk=2, name="Annan", web="https://annan.example")
