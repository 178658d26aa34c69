"""What went away without our decision is asked about, once, and answered by the look-up or by a person."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item, ItemState
from liggaren.duties.models import Duty
from liggaren.lib import clock
from liggaren.moderation import disappearance_duties, disappearing, services
from liggaren.moderation.disappearance_models import DISAPPEARANCE_MOVES, Disappearance, DisappearanceState
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.states import ForbiddenMove
from liggaren.moderation.tests.deciding import carried_out, decide

pytestmark = pytest.mark.clause("G5.5")


def gone(world: World, item: Item) -> Item:
    """Its author takes it away, and the next visit finds out."""
    world.play.admin.delete(item.native_id)
    capture.capture_account(world.account)
    item.refresh_from_db()
    return item


@pytest.mark.parametrize(("before", "after"), list(product(DisappearanceState, DisappearanceState)))
def test_every_pair_of_states_is_allowed_or_refused_by_the_table(before: Any, after: Any) -> None:
    row = Disappearance(state=before)
    if after in DISAPPEARANCE_MOVES[before]:
        disappearing.move(row, after)
        assert row.state == after
    else:
        with pytest.raises(ForbiddenMove):
            disappearing.move(row, after)


def test_an_item_that_goes_away_is_asked_about_once(world: World) -> None:
    item = gone(world, incoming(world, "Hej"))
    assert item.state == ItemState.DELETED
    for _ in range(2):
        disappearing.went_away(item_id=item.pk)
    row = Disappearance.objects.get()
    assert (row.state, row.guess, row.account) == ("open", "author", world.account)


def test_the_event_of_the_look_up_asks_by_its_job(world: World) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    gone(world, incoming(world, "Hej"))
    assert ProcrastinateJob.objects.filter(task_name="moderation.went_away").exists()


@pytest.mark.clause("C6.1")
def test_what_we_decided_on_is_never_asked_about(world: World) -> None:
    plant()
    item = incoming(world, "Du är en idiot")
    carried_out(decide(item, world.cast.anna))
    item.refresh_from_db()
    assert item.state == ItemState.DELETED and disappearing.went_away(item_id=item.pk) is None
    assert disappearing.ask_missed() == 0 and not Disappearance.objects.exists()


def test_what_went_with_the_thread_that_we_removed_is_answered_by_the_look_up(world: World) -> None:
    plant()
    above = incoming(world, "Du är en idiot")
    under = world.comment("Håller med", under=above.native_id)
    services.enter(account_id=world.account.pk, version_ids=[under.latest_id or 0])
    carried_out(decide(above, world.cast.anna))
    under = gone(world, under)
    row = disappearing.went_away(item_id=under.pk)
    assert row is not None and (row.state, row.cause, row.answered_by) == ("settled", "thread", None)


def test_a_person_answers_and_the_ledger_keeps_who(world: World) -> None:
    item = gone(world, incoming(world, "Hej"))
    row = disappearing.went_away(item_id=item.pk)
    assert row is not None
    with pytest.raises(Incomplete):
        disappearing.answer_disappearance(disappearance=row, cause="", words="", by=world.cast.anna)
    for stranger in (world.cast.sara, world.cast.erik):
        with pytest.raises(NotYours):
            disappearing.answer_disappearance(disappearance=row, cause="unknown", words="", by=stranger)
    done = disappearing.answer_disappearance(
        disappearance=row, cause="colleague", words="Selma tog bort den i appen.", by=world.cast.anna
    )
    assert (done.state, done.cause, done.answered_by) == ("answered", "colleague", world.cast.anna)
    with pytest.raises(ForbiddenMove):
        disappearing.answer_disappearance(disappearance=row, cause="author", words="", by=world.cast.second)
    disappearing.went_away(item_id=item.pk)
    row.refresh_from_db()
    assert row.cause == "colleague"


def test_an_item_that_returns_closes_its_question_and_may_go_again(world: World) -> None:
    item = incoming(world, "Hej")
    Item.objects.filter(pk=item.pk).update(state=ItemState.MISSING)
    disappearing.went_away(item_id=item.pk)
    Item.objects.filter(pk=item.pk).update(state=ItemState.PRESENT)
    assert disappearing.ask_missed() == 1
    assert Disappearance.objects.get().state == "returned"
    Item.objects.filter(pk=item.pk).update(state=ItemState.UNAVAILABLE)
    again = disappearing.went_away(item_id=item.pk)
    assert again is not None and again.guess == "platform" and Disappearance.objects.count() == 2


def test_the_sweep_asks_about_what_no_event_told_of(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gone(world, incoming(world, "Hej"))
    monkeypatch.setattr(disappearing, "SETTLE", timedelta(0))
    assert disappearing.ask_missed() == 1 and disappearing.ask_missed() == 0


def test_after_three_days_it_is_one_duty_for_the_account_until_all_are_answered(world: World) -> None:
    rows = [disappearing.went_away(item_id=gone(world, incoming(world, f"Hej {n}")).pk) for n in range(3)]
    assert disappearance_duties.ask_by_duty() == 0
    Disappearance.objects.update(seen_at=clock.now() - timedelta(days=4))
    for _ in range(2):
        assert disappearance_duties.ask_by_duty() == 1
    duty = Duty.objects.get(kind="disappearance.answer")
    assert duty.closed_at is None and str(world.account.pk) in duty.link
    for row in rows:
        assert row is not None
        disappearing.answer_disappearance(disappearance=row, cause="unknown", words="", by=world.cast.anna)
    disappearance_duties.ask_by_duty()
    duty.refresh_from_db()
    assert duty.closed_at is not None
