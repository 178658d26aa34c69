"""Who may know that an item exists, and who may read it. Strangers: nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from liggaren.capture import factories, queries, services
from liggaren.capture.factories import Said, captured
from liggaren.capture.models import Item, Visibility
from liggaren.ledger import queries as ledger
from liggaren.lib.errors import Refusal
from liggaren.people.factories import Cast, give, user
from liggaren.people.models import Role, RoleKind, Unit, UnitKind
from liggaren.register.models import Account, Administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]

EVERYONE = ("anna", "second", "bertil", "cecilia", "disa", "erik", "frida", "gustav", "sara")
KNOW = {"anna", "second", "bertil", "cecilia", "disa", "erik", "frida", "gustav"}
READ = {
    Visibility.OPEN: KNOW,
    Visibility.FLAGGED: KNOW,
    Visibility.SUSPECTED: {"anna", "erik", "gustav"},  # anna administers the account
    Visibility.RESTRICTED: {"erik", "gustav", "bertil"},  # bertil manages the unit and has it removed (C7.1)
}


@pytest.fixture
def item(account: Account, cast: Cast) -> Item:
    Administrator.objects.create(account=account, user=cast.anna)
    (item,) = captured(account, Said("1", "Hemligt"))
    return item


@pytest.mark.parametrize("level", Visibility)
@pytest.mark.parametrize("name", EVERYONE)
def test_everyone_in_the_cast_knows_and_reads_what_the_level_says(
    cast: Cast, item: Item, name: str, level: Visibility
) -> None:
    services.restrict(item, level=level, by=cast.erik, reason="prövat")
    person = getattr(cast, name)
    known = queries.visible_to(person).filter(pk=item.pk).first()
    assert (known is not None) == (name in KNOW)
    assert (known is not None and known.is_readable) == (name in READ[level])
    assert queries.may_read(person, item) == (name in READ[level])


@pytest.mark.clause("C7.1")
def test_who_marked_it_and_still_administers_reads_on_and_a_colleague_does_not(
    cast: Cast, item: Item
) -> None:
    Administrator.objects.create(account=item.sightings.get().account, user=cast.second)
    services.restrict(item, level=Visibility.SUSPECTED, by=cast.anna, reason="prövat")
    services.restrict(item, level=Visibility.RESTRICTED, by=cast.erik, reason="prövat")
    assert queries.may_read(cast.anna, item) and not queries.may_read(cast.second, item)
    Administrator.objects.filter(user=cast.anna).update(
        valid_to=date(2026, 1, 2), valid_from=date(2026, 1, 1)
    )
    assert not queries.may_read(cast.anna, item)


def test_a_visitor_knows_nothing(item: Item) -> None:
    assert not queries.visible_to(AnonymousUser()).exists()
    assert not queries.readable_to(AnonymousUser()).exists()


def test_another_units_people_know_nothing(cast: Cast, item: Item) -> None:
    other = Unit.objects.create(name="Skolan", kind=UnitKind.UNIT, parent=cast.top)
    outsider = user("Olle")
    give(outsider, RoleKind.COMMUNICATOR, other)
    assert not queries.visible_to(outsider).exists()


def test_an_item_seen_on_two_units_accounts_is_known_to_both(cast: Cast, item: Item) -> None:
    other = Unit.objects.create(name="Skolan", kind=UnitKind.UNIT, parent=cast.top)
    outsider = user("Olle")
    give(outsider, RoleKind.COMMUNICATOR, other)
    captured(factories.account(cast, unit=other), Said("1", "Hemligt"))
    assert queries.visible_to(outsider).count() == 1


def test_a_role_that_has_ended_opens_nothing(cast: Cast, item: Item) -> None:
    Role.objects.filter(user=cast.bertil).update(valid_to=date(2026, 1, 1))
    assert not queries.visible_to(cast.bertil).exists()


def test_a_restriction_is_entered_in_the_ledger_without_its_reason(cast: Cast, item: Item) -> None:
    row = services.restrict(item, level=Visibility.RESTRICTED, by=cast.erik, reason="uppgift om hälsa")
    record = ledger.record(row.entry_id)
    assert (record.kind, record.actor) == ("item.visibility_set", f"user:{cast.erik.pk}")
    assert "hälsa" not in str(record.facts)


@pytest.mark.parametrize("level", [Visibility.SUSPECTED, Visibility.RESTRICTED])
def test_the_machine_may_flag_but_not_restrict(item: Item, level: Visibility) -> None:
    services.restrict(item, level=Visibility.FLAGGED, by=None, reason="mönster")
    with pytest.raises(Refusal):
        services.restrict(item, level=level, by=None, reason="mönster")


def test_the_machine_may_not_lift_a_persons_restriction(cast: Cast, item: Item) -> None:
    services.restrict(item, level=Visibility.RESTRICTED, by=cast.erik, reason="prövat")
    with pytest.raises(Refusal):
        services.restrict(item, level=Visibility.OPEN, by=None, reason="inget mönster")


def test_a_restriction_needs_a_reason(cast: Cast, item: Item) -> None:
    with pytest.raises(Refusal):
        services.restrict(item, level=Visibility.RESTRICTED, by=cast.erik, reason=" ")


def test_a_thread_shows_that_a_restricted_item_exists(cast: Cast, account: Account, item: Item) -> None:
    captured(account, Said("2", "svar", parent="1"))
    services.restrict(item, level=Visibility.RESTRICTED, by=cast.erik, reason="prövat")
    shown = queries.thread(Item.objects.get(native_id="2"), cast.disa)
    assert {one.native_id: one.is_readable for one in shown} == {"1": False, "2": True}
    assert queries.thread(item, cast.sara) == []
