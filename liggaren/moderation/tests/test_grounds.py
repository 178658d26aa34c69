"""Categories and provisions as data, and the pure deciders on a decision."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from liggaren.actions.platforms import Act, Capability
from liggaren.moderation import grounds
from liggaren.moderation.factories import decision, plant
from liggaren.moderation.judging import Decision, Standing, choices, judge, needs_second
from liggaren.moderation.models import Appeal, Category, Handling, Provision, Removal, Reversal
from liggaren.moderation.sentences import button, counter_reply, proposed_halves, sentence, thing, told_of
from liggaren.moderation.states import (
    APPEAL_MOVES,
    HANDLING_MOVES,
    REMOVAL_MOVES,
    REVERSAL_MOVES,
    TABLES,
    ForbiddenMove,
    move,
)


def can(act: Act, possible: bool = True) -> Capability:
    return Capability(act, possible, False, f"{act} här", "källa", date(2026, 6, 12))


TODAY = date(2026, 11, 24)
EVERYTHING = choices(can(act) for act in Act)


@pytest.mark.django_db
@pytest.mark.clause("C6.3", "C6.4", "C6.5", "C6.6", "C6.7", "C6.8", "C6.9", "C6.10")
def test_the_seven_categories_and_something_else_are_there() -> None:
    plant()
    assert list(Category.objects.values_list("clause", flat=True)) == [
        f"C6.{number}" for number in range(3, 11)
    ]
    assert [row.key for row in Category.objects.filter(needs_words=True)] == ["annat"]


@pytest.mark.django_db
@pytest.mark.clause("C6.10")
def test_a_category_may_change_its_words_and_is_never_removed() -> None:
    plant()
    row = Category.objects.get(key="sprak")
    row.name = "Svordomar"
    row.save()
    plant()
    assert Category.objects.get(key="sprak").name == "Svordomar"
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        row.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE moderation_category CASCADE")


@pytest.mark.django_db
def test_each_provision_says_where_it_is_read_and_how_sure_we_are() -> None:
    plant()
    rows = list(Provision.objects.prefetch_related("categories"))
    assert len(rows) == len(grounds.PROVISIONS)
    assert all(row.source and row.certainty and row.categories.count() for row in rows)
    duties = {row.key for row in rows if row.is_duty}
    assert {"olaga-hot", "hets-mot-folkgrupp", "uppvigling", "barnpornografibrott"} <= duties
    assert not duties & {
        "fortal",
        "forolampning",
    }  # no duty by law: house rules or data protection bear those


@pytest.mark.parametrize(
    ("row", "moves"),
    [
        (Handling(), HANDLING_MOVES),
        (Removal(), REMOVAL_MOVES),
        (Reversal(), REVERSAL_MOVES),
        (Appeal(), APPEAL_MOVES),
    ],
)
def test_every_pair_of_states_is_allowed_or_refused_by_the_table(row: Any, moves: dict[Any, Any]) -> None:
    for old, new in product(moves, moves):
        row.state = old
        if new in moves[old]:
            move(row, new)
            assert row.state == new
        else:
            with pytest.raises(ForbiddenMove):
                move(row, new)


def test_every_state_has_a_row_in_its_table() -> None:
    assert all(set(moves) == set(states) for states, moves in TABLES.items())


@pytest.mark.clause("C6.11", "C6.13")
def test_the_ways_come_from_what_the_platform_can_do_with_its_date() -> None:
    ways = {choice.way: choice for choice in choices([can(Act.DELETE), can(Act.HIDE, possible=False)])}
    assert ways["delete"].possible and ways["delete"].checked == date(2026, 6, 12)
    assert not ways["hide"].possible and ways["hide"].note == "hide här"
    assert not ways["reject"].possible  # nothing is known of it
    assert ways["by_hand"].possible and ways["noted"].possible


@pytest.mark.django_db
def test_nothing_filled_in_is_asked_for_in_the_pages_order() -> None:
    fields = [problem.field for problem in judge(Decision(), EVERYTHING, TODAY)]
    assert fields == ["category", "basis", "obvious", "reason", "way"]
    assert judge(decision(), EVERYTHING, TODAY) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"category": "annat"}, "category_words"),
        ({"basis": "duty_by_law"}, "provision"),
        ({"basis": "duty_by_law", "provision": "forolampning"}, "provision"),
        ({"basis": "whatever"}, "basis"),
        ({"way": "explode"}, "way"),
        ({"reason": " \n"}, "reason"),
        ({"way": "counter_reply", "distance": "Vi står inte bakom det."}, "rule"),
        ({"way": "counter_reply", "rule": "Det är inte tillåtet."}, "distance"),
    ],
)
def test_each_lack_names_its_field(changed: dict[str, Any], field: str) -> None:
    plant()
    for name, model in (("category", Category), ("provision", Provision)):
        if name in changed:
            changed = {**changed, name: model.objects.get(key=changed[name])}
    assert [problem.field for problem in judge(decision(**changed), EVERYTHING, TODAY)] == [field]


@pytest.mark.django_db
def test_what_cannot_apply_to_the_thing_as_it_stands_is_not_possible_and_says_why() -> None:
    able = [can(Act.REJECT), can(Act.HIDE), can(Act.DELETE), can(Act.REPLY)]

    def barred(**standing: bool) -> set[str]:
        return {str(way.way) for way in choices(able, Standing(**standing)) if not way.possible}

    assert barred() == {"reject"}
    assert barred(is_hidden=True) == {"reject", "hide"}
    assert barred(is_held=True) == {"counter_reply"}
    (problem,) = judge(decision(way="reject"), choices(able, Standing()), TODAY)
    assert problem.message == "Det går inte här. Det syns redan för alla."


@pytest.mark.django_db
def test_an_impossible_way_is_refused_with_the_platforms_note() -> None:
    (problem,) = judge(decision(way="reject"), choices([can(Act.REJECT, possible=False)]), TODAY)
    assert problem.field == "way" and "reject här" in problem.message


@pytest.mark.django_db
def test_a_second_decider_is_asked_for_law_where_the_municipality_says_so_and_always_in_an_emergency() -> (
    None
):
    law = decision(basis="duty_by_law", provision=Provision.objects.filter(is_duty=True).first())
    assert needs_second(law, two_deciders=True) and not needs_second(law, two_deciders=False)
    assert not needs_second(decision(), two_deciders=True)
    assert needs_second(decision(emergency_reason="Valvet svarar inte"), two_deciders=False)


@pytest.mark.django_db
def test_the_sentence_says_all_of_the_decision() -> None:
    plant()
    provision = Provision.objects.get(key="olaga-hot")
    said = sentence(
        decision(basis="duty_by_law", provision=provision, police=True),
        kind="comment", sender="Backsippan", place="Torget",
    )  # fmt: skip
    assert said == (
        "Du beslutar att ta bort Backsippans kommentar från Torget. Grunden är skyldighet enligt lag, "
        "olaga hot (4 kap. 5 § brottsbalken). Kategorin är personangrepp, förtal eller förolämpning. "
        "Det är uppenbart. Det är eller ska bli polisanmält."
    )
    assert button("delete", "Torget") == "Ta bort från Torget"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Backsippan", "Backsippans kommentar"),
        ("Simfena 12", "Simfena 12:s kommentar"),
        ("Nils", "Nils kommentar"),
        ("Lo 👋", "kommentaren från Lo 👋"),
        ("", "kommentaren"),
    ],
)
def test_whose_it_is_in_swedish(name: str, words: str) -> None:
    assert thing("comment", name) == words


def test_others_read_who_has_decided() -> None:
    assert told_of("Du beslutar att dölja det. Skäl.", "Selma") == "Selma har beslutat att dölja det. Skäl."


@pytest.mark.clause("C6.12")
def test_a_counter_reply_has_both_halves() -> None:
    distance, rule = proposed_halves("Exempelköpings kommun")
    assert "står inte bakom" in distance and "inte tillåtna" in rule
    assert counter_reply(distance, rule) == f"{distance}\n\n{rule}"
