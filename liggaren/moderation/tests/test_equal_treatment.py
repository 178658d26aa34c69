"""Whether like cases are treated alike: each figure equals the list it opens, few cases are never shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liggaren.moderation import decided, equal_treatment, how_long, like_cases, targets
from liggaren.moderation.decided import OUTCOMES, Choice
from liggaren.moderation.models import Removal
from liggaren.moderation.tests import decisions
from liggaren.people.factories import Cast, cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G5.5", "C6.1")]
START, END = datetime(2026, 6, 30, 22, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)
AT = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def half(people: Cast) -> Choice:
    """The half-year, for everything under the top unit."""
    everything = (people.top.pk, people.board.pk, people.administration.pk, people.unit.pk)
    return Choice(START, END, everything)


@pytest.fixture
def many(people: Cast) -> list[Removal]:
    """Decisions of every outcome, ground and decider."""
    account, item = decisions.place(people)
    kinds: list[dict[str, Any]] = [
        {}, {"way": "hide"}, {"way": "counter_reply"}, {"way": "noted", "gone_at": None},
        {"way": "by_hand", "up": timedelta(days=2)}, {"state": "not_done", "gone_at": None},
        {"category": "sprak", "obvious": False, "decided_by": people.disa},
        {"category": "sprak", "way": "hide", "legal_basis": "data_protection"},
        {"state": "withdrawn"}, {"decided_at": None, "state": "opened", "gone_at": None},
    ]  # fmt: skip
    made = decisions.decided(people, account, item, AT, *kinds)
    return made + decisions.decided(
        people, account, item, datetime(2026, 3, 1, tzinfo=UTC), {}, {"way": "hide"}
    )


@pytest.mark.parametrize("dimension", list(equal_treatment.DIMENSIONS))
def test_every_figure_is_as_long_as_the_list_it_opens(
    half: Choice, many: list[Removal], dimension: str
) -> None:
    goals = targets.every_target()
    groups = equal_treatment.figures(half, dimension, goals)
    assert sum(group.now.number for group in groups) == 8
    for group in groups:
        chosen = half if dimension == "time" else narrowed(half, dimension, group.key)
        if dimension == "time" and not group.now.number:
            continue
        assert decided.select(chosen, goals).count() == group.now.number
        for outcome in OUTCOMES:
            found = decided.select(narrowed(chosen, "outcome", outcome), goals).count()
            assert found == group.now.outcomes[outcome]
        assert decided.select(narrowed(chosen, "over", True), goals).count() == group.now.over
        assert decided.select(narrowed(chosen, "obvious", False), goals).count() == group.now.not_obvious


def narrowed(choice: Choice, name: str, value: Any) -> Choice:
    from dataclasses import replace

    return replace(choice, **{name: value})


def test_the_period_before_stands_beside_and_what_was_taken_back_is_not_counted(
    half: Choice, many: list[Removal]
) -> None:
    whole = equal_treatment.whole(half, targets.every_target())
    assert whole.now.number == 8 and whole.before.number == 2
    assert whole.now.outcomes == {"removed": 3, "hidden": 2, "countered": 1, "noted": 1, "pending": 1}
    assert whole.now.median == timedelta(hours=1) and whole.now.tail is None and whole.now.over == 1


def test_few_cases_are_never_turned_into_per_cent(people: Cast, half: Choice) -> None:
    account, item = decisions.place(people)
    decisions.decided(people, account, item, AT, *[{}] * 19)
    goals = targets.every_target()
    assert equal_treatment.whole(half, goals).now.share("removed") is None
    decisions.decided(people, account, item, AT, {"way": "hide"})
    assert equal_treatment.whole(half, goals).now.share("removed") == 0.95


def test_like_cases_that_ended_differently_are_found_and_a_platforms_limits_explain_some(
    people: Cast, half: Choice
) -> None:
    account, item = decisions.place(people)
    decisions.decided(people, account, item, AT, {}, {}, {"category": "reklam"}, {"category": "reklam"})
    assert like_cases.unlike(half) == []
    other, there = decisions.place(people, "Biblioteken")
    type(other).objects.filter(pk=other.pk).update(platform="x")
    decisions.decided(people, other, there, AT, {"way": "counter_reply"})
    found = like_cases.unlike(half)
    assert [(group.category, group.on_one_platform) for group in found] == [("personangrepp", False)]
    decisions.decided(people, account, item, AT, {"way": "noted", "gone_at": None})
    assert [group.on_one_platform for group in like_cases.unlike(half)] == [True]


def test_only_accounts_within_the_readers_units_are_counted(
    people: Cast, half: Choice, many: list[Removal]
) -> None:
    outside = narrowed(half, "units", (people.top.pk,))
    assert equal_treatment.whole(outside, targets.every_target()).now.number == 0


def test_how_long_things_stayed_up_is_counted_in_steps(half: Choice, many: list[Removal]) -> None:
    found = how_long.stayed(half, targets.every_target())
    assert dict(found.steps) == {
        "en kvart": 0, "en timme": 4, "fyra timmar": 0, "ett dygn": 0, "längre än ett dygn": 1,
    }  # fmt: skip
    assert found.longest == timedelta(days=2) and found.deciders == 2 and found.by_two == 0


@pytest.mark.parametrize("read", ["figures", "whole", "unlike", "stayed"])
def test_the_number_of_queries_is_the_same_whatever_the_number_of_decisions(
    half: Choice, many: list[Removal], read: str
) -> None:
    goals = targets.every_target()
    with CaptureQueriesContext(connection) as seen:
        if read == "figures":
            equal_treatment.figures(half, "account", goals)
        elif read == "whole":
            equal_treatment.whole(half, goals)
        elif read == "unlike":
            like_cases.unlike(half)
        else:
            how_long.stayed(half, goals)
    assert len(seen) == (2 if read == "figures" else 1)  # an account's names are read apart
