"""The information text: proposed from facts, kept by version, compared with what the platform shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from liggaren.actions.factories import World
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import account_notice
from liggaren.lifecycle.models import AccountNotice, NoticeCheck
from liggaren.lifecycle.rights import NotYours
from liggaren.people.factories import cast
from liggaren.playground.store import Store
from liggaren.register.factories import started


@pytest.fixture
def world(committed: None) -> Iterator[Any]:
    from liggaren.actions import factories
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    with running() as playground:
        registry.configure(loopback_origins=[playground.origin])
        yield factories.world(playground)
    registry.client().close()
    registry.configure()


def show(world: World, text: str) -> None:
    """The page's text on the platform, as its owner would write it."""
    store: Store = world.play.admin.store
    with store.writing() as connection:
        connection.execute("UPDATE page SET description = ? WHERE id = ?", (text, world.page))


@pytest.mark.django_db
def test_the_proposal_says_all_that_a_visitor_must_know() -> None:
    who = cast()
    text = account_notice.propose(started(who))
    for words in (
        "Badhuset Vågen",
        "Exempelköpings kommun",
        "alla läsa",
        "allmän handling",
        "tar vi bort",
        "24",
    ):
        assert words in text


@pytest.mark.django_db
def test_other_words_are_another_version_and_the_same_are_none() -> None:
    who = cast()
    account = started(who)
    first = account_notice.write(account=account, text="Det här är kommunens konto.", by=who.anna)
    assert (
        account_notice.write(account=account, text="Det här är kommunens konto. \r\n", by=who.anna) == first
    )
    second = account_notice.write(account=account, text="Det här är badhusets konto.", by=who.anna)
    assert (first.version, second.version) == (1, 2) and account_notice.standing(account).notice == second
    with pytest.raises(NotYours):
        account_notice.write(account=account, text="Nej.", by=who.erik)
    with pytest.raises(Refusal):
        account_notice.write(account=account, text="x" * 3001, by=who.anna)
    assert AccountNotice.objects.count() == 2


@pytest.mark.django_db
def test_what_cannot_be_read_is_confirmed_by_a_named_person_who_says_where() -> None:
    who = cast()
    account = started(who, platform="instagram", address="https://instagram.com/badhuset")
    account_notice.write(account=account, text="Kommunens konto.", by=who.anna)
    assert account_notice.check(account=account, by=who.anna).result == "unreadable"
    assert not account_notice.standing(account).is_in_place
    with pytest.raises(Refusal, match="var på kontot"):
        account_notice.confirm(account=account, where=" ", by=who.anna)
    account_notice.confirm(account=account, where="Under Om", by=who.anna)
    assert account_notice.standing(account).is_in_place
    assert Record.objects.filter(kind="account_notice.checked").count() == 2


def test_a_profile_with_the_text_is_in_place_whatever_stands_beside_it(world: World) -> None:
    by = world.cast.anna
    account_notice.write(account=world.account, text="Kommunens konto.\nAllt blir allmän handling.", by=by)
    show(world, "Välkommen till badet. Kommunens konto. Allt blir  allmän handling.")
    assert account_notice.check(account=world.account, by=by).result == "in_place"


def test_a_profile_that_differs_is_shown_word_by_word(world: World) -> None:
    by = world.cast.anna
    account_notice.write(account=world.account, text="Kommunens konto för alla.", by=by)
    show(world, "Badets konto för alla.")
    found = account_notice.check(account=world.account, by=by)
    pieces = account_notice.difference("Kommunens konto för alla.", found.found)
    assert found.result == "differs"
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("missing", "Kommunens"), ("extra", "Badets"), ("same", "konto för alla."),
    ]  # fmt: skip


def test_a_platform_that_does_not_answer_says_nothing_of_the_text(world: World) -> None:
    by = world.cast.anna
    account_notice.write(account=world.account, text="Kommunens konto.", by=by)
    world.play.admin.switch(world.page, "down")
    with pytest.raises(Refusal, match="Vi vet inte"):
        account_notice.check(account=world.account, by=by)
    assert not NoticeCheck.objects.exists() and not Duty.objects.filter(kind="account.notice").exists()
