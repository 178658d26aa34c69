"""Incidents of our own, the exemption's conditions, and the account's mode."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib.errors import Refusal
from liggaren.moderation import exempting, registrar_acts, secrecy, slipping
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.exempting import Facts, judge
from liggaren.moderation.factories import incoming

WHOLE = Facts("open", True, "Inkommen.", "I går.", True, "exempt")


@pytest.fixture
def ours(world: World) -> Item:
    capture.capture_account(world.account)
    return Item.objects.get(native_id=world.post, is_ours=True)


@pytest.mark.clause("G5.2")
def test_an_item_that_meets_every_condition_needs_no_registration() -> None:
    assert judge(WHOLE).exempt and len(judge(WHOLE).conditions) == 6


@pytest.mark.clause("G5.2")
@pytest.mark.parametrize(
    "missing",
    [
        {"visibility": "flagged"}, {"visibility": "suspected"}, {"visibility": "restricted"},
        {"searchable": False}, {"direction": ""}, {"came": ""}, {"listed": False}, {"mode": "always"},
        {"mode": "decision"},
    ],
)  # fmt: skip
def test_each_condition_alone_ends_the_exemption(missing: dict[str, object]) -> None:
    verdict = judge(replace(WHOLE, **missing))  # type: ignore[arg-type]
    assert not verdict.exempt and verdict.failing == 1


def test_the_exemption_is_read_from_the_item_as_it_stands(world: World) -> None:
    item = incoming(world, "När öppnar ni?")
    assert exempting.exemption(item).exempt
    secrecy.suspect(item=item, by=world.cast.anna)
    item.refresh_from_db()
    assert not exempting.exemption(item).exempt


def test_minor_importance_is_a_persons_word_with_a_reason(world: World) -> None:
    item = incoming(world, "Hej hej!")
    with pytest.raises(Incomplete):
        exempting.say_minor(item=item, reason=" ", by=world.cast.anna)
    with pytest.raises(NotYours):
        exempting.say_minor(item=item, reason="Bara en hälsning.", by=world.cast.sara)
    exempting.say_minor(item=item, reason="Bara en hälsning.", by=world.cast.anna)
    assert Record.objects.filter(kind="item.called_minor", obj=f"item:{item.pk}").exists()
    other = incoming(world, "Hemligt.")
    secrecy.suspect(item=other, by=world.cast.anna)
    with pytest.raises(Refusal):
        exempting.say_minor(item=other, reason="Liten.", by=world.cast.anna)


def test_a_mode_is_chosen_by_registrar_or_information_and_numbered(world: World) -> None:
    for other in (world.cast.anna, world.cast.sara, world.cast.gustav):
        with pytest.raises(NotYours):
            exempting.choose_mode(account=world.account, mode="always", reason="Beslut.", by=other)
    first = exempting.choose_mode(account=world.account, mode="always", reason="Beslut.", by=world.cast.erik)
    second = exempting.choose_mode(account=world.account, mode="exempt", reason="Ordnat.", by=world.cast.disa)
    assert (first.number, second.number) == (1, 2)
    assert Record.objects.filter(kind="account.registration_mode_set").count() == 2
    with pytest.raises(Incomplete):
        exempting.choose_mode(account=world.account, mode="kanske", reason="", by=world.cast.erik)


@pytest.mark.clause("G5.3")
def test_our_own_slip_is_removed_registered_assessed_and_corrected(world: World, ours: Item) -> None:
    slip = slipping.report_slip(item=ours, what="Ett barns namn.", by=world.cast.anna)
    ours.refresh_from_db()
    assert ours.visibility == "suspected" and slip.request.direction == "upprattad"
    duty = Duty.objects.get(key=f"slip.assess:{slip.pk}")
    assert duty.due_at == slip.discovered_at + timedelta(hours=72) and "barn" not in duty.title
    assert slipping.report_slip(item=ours, what="Igen.", by=world.cast.anna) == slip
    with pytest.raises(Refusal, match="återstår"):
        slipping.close_slip(slip=slip, by=world.cast.anna)
    with pytest.raises(Incomplete) as missing:
        slipping.assess_slip(slip=slip, authority_told=None, people_told=None, words="", by=world.cast.anna)
    assert len(missing.value.problems) == 3
    slipping.assess_slip(
        slip=slip, authority_told=True, people_told=True, words="Liten krets.", by=world.cast.disa
    )
    slipping.correct_slip(slip=slip, words="Vi tog bort ett inlägg.", place="Sidan", by=world.cast.anna)
    registrar_acts.register_number(
        request=slip.request, number="KFN 4", on=date(2026, 11, 20), by=world.cast.erik
    )
    Item.objects.filter(pk=ours.pk).update(state="deleted")
    closed = slipping.close_slip(slip=slip, by=world.cast.anna)
    assert closed.state == "closed" and all(one.done for one in slipping.steps(closed))
    duty.refresh_from_db()
    assert duty.outcome == "assessed"
    with pytest.raises(Refusal):
        slipping.withdraw_slip(slip=slip, reason="Nej.", by=world.cast.anna)


def test_an_incident_is_only_about_our_own_and_for_those_who_work_with_it(world: World, ours: Item) -> None:
    with pytest.raises(Refusal, match="inte publicerat av oss"):
        slipping.report_slip(item=incoming(world, "Hej."), what="Något.", by=world.cast.anna)
    with pytest.raises(NotYours):
        slipping.report_slip(item=ours, what="Något.", by=world.cast.sara)
    with pytest.raises(Incomplete):
        slipping.report_slip(item=ours, what=" ", by=world.cast.anna)
    slip = slipping.report_slip(item=ours, what="Något.", by=world.cast.anna)
    for other in (world.cast.sara, world.cast.gustav, world.cast.frida):
        with pytest.raises(NotYours):
            slipping.correct_slip(slip=slip, words="x", place="y", by=other)
    with pytest.raises(Incomplete):
        slipping.withdraw_slip(slip=slip, reason="", by=world.cast.anna)
    assert slipping.withdraw_slip(slip=slip, reason="Fel bild.", by=world.cast.anna).state == "withdrawn"
