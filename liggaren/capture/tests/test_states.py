"""Whatever the platform does, our states never say more than was confirmed."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liggaren.capture import factories, services, walking
from liggaren.capture.factories import Pretend, Said
from liggaren.capture.models import Item, ItemState, StateChange
from liggaren.capture.states import MOVES, may_move
from liggaren.connectors import registry
from liggaren.people import factories as people

STEPS = ("appear", "edit", "vanish", "return", "outage", "block", "unlist")


@pytest.mark.parametrize(("before", "after"), list(itertools.product(ItemState, ItemState)))
def test_every_pair_of_states_is_allowed_or_refused_by_the_table(before: ItemState, after: ItemState) -> None:
    assert may_move(before, after) == (after in MOVES[before])
    assert not may_move(before, before)


def test_only_a_look_up_says_gone() -> None:
    listing = {ItemState.PRESENT, ItemState.MISSING}
    assert {state for state in ItemState if not may_move(state, ItemState.DELETED)} == {ItemState.DELETED}
    assert all(may_move(state, ItemState.PRESENT) for state in ItemState if state != ItemState.PRESENT)
    assert {state for state in ItemState if may_move(state, ItemState.MISSING)} == listing - {
        ItemState.MISSING
    }


class World:
    """The truth beside what we believe."""

    def __init__(self) -> None:
        self.platform = Pretend(page_size=2)
        self.account = factories.account(people.cast())
        self.gone: dict[str, Said] = {}
        self.texts: dict[str, list[str]] = {}

    def step(self, what: str, name: str) -> None:
        getattr(self, f"_{what}")(name)
        self.visit()

    def _appear(self, name: str) -> None:
        if name not in self.gone and name not in self.platform.unlisted:
            self.platform.said.setdefault(name, Said(name, "första"))

    def _edit(self, name: str) -> None:
        if said := self.platform.said.get(name):
            self.platform.said[name] = Said(name, said.text + "!")

    def _vanish(self, name: str) -> None:
        if said := self.platform.said.pop(name, None) or self.platform.unlisted.pop(name, None):
            self.gone[name] = said

    def _return(self, name: str) -> None:
        self.platform.unavailable.discard(name)
        if said := self.gone.pop(name, None) or self.platform.unlisted.pop(name, None):
            self.platform.said[name] = said

    def _outage(self, name: str) -> None:
        self.platform.down_after = len(name)  # "a" and "bb": before the second or the third page

    def _block(self, name: str) -> None:
        self._vanish(name)
        self.platform.unavailable.add(name)

    def _unlist(self, name: str) -> None:
        if said := self.platform.said.pop(name, None):
            self.platform.unlisted[name] = said

    def visit(self) -> None:
        before = dict(Item.objects.values_list("native_id", "state"))
        outcome = services.capture_account(self.account)
        self.hold(before, failed=bool(outcome.error))
        self.platform.down_after = None

    def hold(self, before: dict[str, str], *, failed: bool) -> None:
        for item in Item.objects.select_related("latest"):
            name, told = item.native_id, item.state
            if told != before.get(name, told) and told == ItemState.DELETED:
                assert name in self.gone and name not in self.platform.unavailable
            if not failed and name in self.platform.said:
                assert told == ItemState.PRESENT
                assert item.latest and item.latest.text == self.platform.said[name].text
            if not failed and name in self.gone:
                assert told in {ItemState.DELETED, ItemState.UNAVAILABLE, ItemState.PRESENT}
        assert all(may_move(ItemState(c.before), ItemState(c.after)) for c in StateChange.objects.all())


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(["a", "bb", "ccc", "dddd"])), max_size=12))
def test_no_state_says_more_than_was_confirmed(monkeypatch: Any, steps: list[tuple[str, str]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        world = World()
        monkeypatch.setattr(registry, "get", lambda key: world.platform)
        monkeypatch.setattr(
            walking.ledger, "sequence", lambda: None
        )  # it refuses to run inside a transaction
        for what, name in steps:
            world.step(what, name)
        transaction.set_rollback(True)
