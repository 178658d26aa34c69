"""Where everything on an account is registered, each new item asks for it by itself, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.duties.models import Duty
from liggaren.lib import clock
from liggaren.moderation import by_order, exempting, registrar_acts, registrations, secrecy, services
from liggaren.moderation.factories import incoming
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import RegistrationMode, RegistrationRequest
from liggaren.moderation.opening import open_masked
from liggaren.notices.models import Notice

JUNE, JULY, AUGUST = (datetime(2026, month, 1, tzinfo=UTC) for month in (6, 7, 8))


def choose(world: World, mode: str) -> RegistrationMode:
    return exempting.choose_mode(account=world.account, mode=mode, reason="Beslut § 4.", by=world.cast.erik)


def since(world: World, mode: str, ago: timedelta) -> RegistrationMode:
    """An order that has held for some time."""
    row = choose(world, mode)
    row.at = clock.now() - ago
    row.save()
    return row


def requested() -> int:
    return RegistrationRequest.objects.count()


@pytest.mark.parametrize(
    ("at", "mode"),
    [
        (JUNE - timedelta(seconds=1), "exempt"), (JUNE, "always"), (JULY - timedelta(seconds=1), "always"),
        (JULY, "exempt"), (AUGUST, "decision"), (AUGUST + timedelta(days=400), "decision"),
    ],
)  # fmt: skip
def test_the_order_of_the_items_own_day_holds(at: datetime, mode: str) -> None:
    assert by_order.mode_at([(JUNE, "always"), (JULY, "exempt"), (AUGUST, "decision")], at) == mode


def test_the_times_when_all_is_registered_have_their_ends() -> None:
    orders = [(JUNE, "always"), (JULY, "exempt"), (AUGUST, "always")]
    assert by_order.spans(orders) == [(JUNE, JULY), (AUGUST, None)]


@pytest.mark.clause("G5.2")
def test_each_new_item_asks_the_registrar_by_itself_and_only_once(world: World) -> None:
    since(world, "always", timedelta(hours=1))
    item = incoming(world, "När öppnar ni?", name="Kanarienamn")
    row = RegistrationRequest.objects.get(item=item)
    assert (row.reason, row.state, row.requested_by) == ("order", "to_register", None)
    assert row.board == world.cast.board and "Kanarienamn" not in row.public_summary
    assert not exempting.exemption(item).exempt
    assert item.latest_id is not None
    services.enter(account_id=world.account.pk, version_ids=[item.latest_id])
    by_order.ask_missed()
    assert RegistrationRequest.objects.filter(item=item).count() == 1


def test_our_own_posts_are_registered_too(world: World) -> None:
    since(world, "always", timedelta(hours=1))
    world.play.admin.post(world.page, "Vi stänger tidigt i dag.")
    capture.capture_account(world.account)
    ours = Item.objects.select_related("latest").filter(is_ours=True).latest("first_seen_at")
    services.enter(account_id=world.account.pk, version_ids=[ours.latest_id])
    assert RegistrationRequest.objects.get(item=ours).direction == "upprattad"


def test_other_orders_ask_for_nothing_and_a_new_order_does_not_reach_back(world: World) -> None:
    incoming(world, "Före varje beslut.")
    for mode in ("exempt", "decision"):
        since(world, mode, timedelta(hours=1))
        incoming(world, f"Under {mode}.")
    choose(world, "always")
    by_order.ask_missed()
    assert requested() == 0


def test_what_came_while_the_order_held_is_asked_for_by_the_sweep(world: World) -> None:
    order = since(world, "always", timedelta(hours=1))
    item = world.comment("Kom in medan jobbet var borta.")
    end = choose(world, "exempt")
    end.at = item.counted_at + timedelta(seconds=1)
    end.save()
    assert order.number < end.number and requested() == 0
    services.enter_missed()
    assert RegistrationRequest.objects.get(item=item).reason == "order"


def test_one_taken_back_by_name_is_not_asked_for_again(world: World) -> None:
    since(world, "always", timedelta(hours=1))
    item = incoming(world, "Hej.")
    row = RegistrationRequest.objects.get(item=item)
    registrar_acts.withdraw_request(request=row, reason="Dubblett.", by=world.cast.erik)
    by_order.ask_missed()
    assert RegistrationRequest.objects.filter(item=item).count() == 1


def test_many_share_one_mail_and_one_duty_that_ends_with_the_last(world: World) -> None:
    since(world, "always", timedelta(hours=1))
    items = [incoming(world, text) for text in ("Ett.", "Två.", "Tre.")]
    rows = list(RegistrationRequest.objects.filter(item__in=items))
    duties = Duty.objects.filter(kind="registration.register", closed_at=None)
    assert duties.get().link == "/att-diariefora/"
    assert Notice.objects.filter(link="/att-diariefora/").count() == 1
    assert all(registrations.mail_trouble(row) == "" for row in rows)
    for number, row in enumerate(rows):
        assert duties.count() == 1
        registrar_acts.register_number(
            request=row, number=f"KFN {number}", on=clock.now().date(), by=world.cast.erik
        )
    assert duties.count() == 0
    incoming(world, "Fyra, samma dag.")
    assert duties.count() == 1


@pytest.mark.clause("C7.2")
def test_one_that_is_suspected_later_becomes_a_request_for_secrecy_and_back(world: World) -> None:
    since(world, "always", timedelta(hours=1))
    item = incoming(world, "Pojken i 7B är sjuk.")
    secrecy.suspect(item=item, by=world.cast.anna, reason="Ett barns hälsa.")
    row = RegistrationRequest.objects.get(item=item)
    assert row.reason == "secrecy" and "Ett barns hälsa." in row.protected_summary
    assert Duty.objects.filter(key=f"registration.register:{row.pk}", closed_at=None).exists()
    item.refresh_from_db()
    if sight_of(world.cast.erik, [item]).is_closed(item):
        open_masked(item=item, by=world.cast.erik)
    secrecy.lift(item=item, reason="Påhittad.", by=world.cast.erik)
    row.refresh_from_db()
    assert (row.reason, row.state) == ("order", "to_register")


def test_what_is_of_minor_importance_is_not_asked_for_by_the_sweep(world: World) -> None:
    item = incoming(world, "Hej hej!")
    exempting.say_minor(item=item, reason="Bara en hälsning.", by=world.cast.anna)
    since(world, "always", timedelta(hours=1))
    assert by_order.ask_missed() == 1  # our own post, and not the greeting
    assert not RegistrationRequest.objects.filter(item=item).exists()
