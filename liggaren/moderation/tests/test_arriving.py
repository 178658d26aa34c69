"""What stood there before us has no deadline, and what we answered in the platform's own app is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liggaren.actions.factories import World
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Version
from liggaren.lib import clock
from liggaren.moderation import services
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Handling
from liggaren.moderation.states import HandlingState
from liggaren.register.models import WorkingFacts


@pytest.fixture
def promised(world: World) -> World:
    """The account promises an answer within a day."""
    WorkingFacts.objects.create(
        account=world.account, version=1, reply_hours=24, watch={}, plan_ref="1", made_at=clock.now(),
        approver_one_id=world.cast.bertil.pk, approver_two_id=world.cast.cecilia.pk, approval_entry_id=1,
    )  # fmt: skip
    return world


def enter_everything(world: World) -> None:
    services.enter(
        account_id=world.account.pk, version_ids=list(Version.objects.values_list("pk", flat=True))
    )


@pytest.mark.clause("C5.1")
def test_what_was_asked_before_the_account_was_entered_has_no_deadline(promised: World) -> None:
    long_ago = clock.now() - timedelta(days=90)
    native_id = promised.play.admin.comment(promised.post, "Gick bussen i somras?", at=long_ago)
    capture.capture_account(promised.account)
    enter_everything(promised)
    row = Handling.objects.get(item__native_id=native_id)
    assert row.due_at is None and row.state == HandlingState.UNTAKEN


@pytest.mark.clause("C5.2")
def test_a_question_with_our_answer_in_its_thread_comes_in_as_answered(promised: World) -> None:
    native_id = promised.play.admin.comment(promised.post, "När öppnar ni?")
    reply_from_the_app(promised, native_id)
    capture.capture_account(promised.account)
    enter_everything(promised)
    assert Handling.objects.get(item__native_id=native_id).state == HandlingState.ANSWERED


@pytest.mark.clause("C5.2")
def test_an_answer_given_in_the_platforms_own_app_ends_the_handling(promised: World) -> None:
    item = incoming(promised, "När öppnar ni?")
    reply_from_the_app(promised, item.native_id)
    capture.capture_account(promised.account)
    enter_everything(promised)
    row = Handling.objects.get(item=item)
    assert row.state == HandlingState.ANSWERED and row.changed_by is None
    assert Item.objects.filter(parent=item, is_ours=True).count() == 1


def test_a_citizens_reply_does_not_answer_for_us(promised: World) -> None:
    item = incoming(promised, "När öppnar ni?")
    promised.play.admin.comment(item.native_id, "Klockan tio tror jag.")
    capture.capture_account(promised.account)
    enter_everything(promised)
    assert Handling.objects.get(item=item).state == HandlingState.UNTAKEN


def reply_from_the_app(world: World, native_id: str) -> None:
    """As when an administrator answers without Liggaren: the playground's own page writes under the item."""
    from liggaren.playground import items, pages

    store = world.play.admin.store
    items.add_reply(store, pages.page_of(store, world.page), items.live(store, native_id), "Klockan 10.")
