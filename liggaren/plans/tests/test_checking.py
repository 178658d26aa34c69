from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.plans import reading
from liggaren.plans.checking import Surroundings, problems
from liggaren.plans.draft import TEXTS, Draft, GoalRow, PersonRow, from_json
from liggaren.plans.factories import complete
from liggaren.plans.tidying import tidy

TODAY = date(2026, 11, 24)
AROUND = Surroundings(
    today=TODAY,
    media={"playground", "facebook"},
    domains=["exempelkoping.example"],
    own_words=["Badhuset Vågen"],
)
ANNA = PersonRow("Anna", "anna@exempelkoping.example", "070-174 06 10", "Anna")


def _wrong(**changes: object) -> dict[str, str]:
    return {found.field: found.message for found in problems(complete(**changes), AROUND)}


def test_a_complete_draft_has_nothing_to_mend() -> None:
    assert not _wrong()


def test_an_empty_draft_names_every_part_of_the_form() -> None:
    found = problems(Draft(), AROUND)
    assert {problem.part for problem in found} == {"konto", "varfor", "mal", "folk", "bevak"}


@pytest.mark.clause("B.7")
@pytest.mark.parametrize("people", [(ANNA,), (ANNA, PersonRow()), ()])
def test_a_plan_with_fewer_than_two_administrators_cannot_go(people: tuple[PersonRow, ...]) -> None:
    found = _wrong(people=people)
    assert any("minst två" in text for text in found.values())


@pytest.mark.clause("B.7")
@pytest.mark.parametrize(
    "twin",
    [
        replace(ANNA, name="Anna B"),
        replace(ANNA, email="ANNA@Exempelkoping.example"),
        replace(ANNA, name="Någon", email="anna+fb@exempelkoping.example"),
        replace(ANNA, email="anna2@exempelkoping.example", phone=""),
    ],
)
def test_the_same_administrator_twice_is_refused(twin: PersonRow) -> None:
    assert "samma person" in _wrong(people=(ANNA, twin))["person-1-email"]


def test_two_of_the_same_name_with_different_telephones_are_two() -> None:
    other = PersonRow("Anna", "anna.k@exempelkoping.example", "070-174 06 12")
    assert not _wrong(people=(ANNA, other))


@pytest.mark.clause("C2.3")
@pytest.mark.parametrize(
    "email",
    ["anna.andersson@exempelkoping.example", "anna@exempelkoping.example", "ANNA@exempelkoping.example"],
)
def test_a_personal_municipal_address_is_refused_with_an_explanation(email: str) -> None:
    text = _wrong(email=email)["email"]
    assert "egen adress" in text and "när någon slutar" in text


@pytest.mark.clause("B.1", "B.2")
def test_medium_and_address_are_read_and_an_address_may_come_later() -> None:
    assert not _wrong(address="")
    assert "medium" in _wrong(medium="fax")
    assert "address" in _wrong(address="badhuset")
    taken = problems(complete(), replace(AROUND, taken_by="Badet på Facebook"))
    assert "Badet på Facebook" in taken[0].message


@pytest.mark.clause("B.4", "B.5")
def test_purpose_and_target_group_are_asked_for() -> None:
    assert {"purpose", "target_group"} <= set(_wrong(purpose="", target_group=""))


@pytest.mark.clause("C1.5", "B.6")
def test_a_goal_needs_metric_baseline_target_and_a_day_to_come() -> None:
    assert "goal-0-metric" in _wrong(goals=(GoalRow(),))
    found = _wrong(goals=(GoalRow("", "få", "många", "snart"),))
    assert set(found) == {"goal-0-metric", "goal-0-baseline", "goal-0-target", "goal-0-date"}
    assert "inte har varit" in _wrong(goals=(GoalRow("Följare", "0", "200", "2026-11-24"),))["goal-0-date"]


@pytest.mark.clause("B.8", "B.9", "B.10", "C3.4")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"daily": ""}, "daily"),
        ({"daily_email": "", "daily_phone": ""}, "daily_email"),
        ({"days": ()}, "days"),
        ({"watch_from": "morgon"}, "watch_from"),
        ({"watch_to": "07.00"}, "watch_to"),
        ({"times_per_day": "ofta"}, "times_per_day"),
        ({"times_per_day": "0"}, "times_per_day"),
        ({"posts_per_week": ""}, "posts_per_week"),
        ({"hours_per_week": "200"}, "hours_per_week"),
        ({"hours_per_week": "1e9"}, "hours_per_week"),
        ({"hours_per_week": "1000000000"}, "hours_per_week"),
        ({"times_per_day": "2,5"}, "times_per_day"),
        ({"times_per_day": "97"}, "times_per_day"),
        ({"posts_per_week": "501"}, "posts_per_week"),
        ({"reply_hours": "721"}, "reply_hours"),
        ({"off_from": "10", "off_to": "12", "off_times": "1,5"}, "off_times"),
        ({"goals": (GoalRow("Svar", "20", "1e999", "2027-06-30"),)}, "goal-0-target"),
        ({"goals": (GoalRow("Svar", "1" * 12, "2", "2027-06-30"),)}, "goal-0-baseline"),
        ({"goals": (GoalRow("Svar", "20", "90", "9999-12-31"),)}, "goal-0-date"),
        ({"reply_hours": "-1"}, "reply_hours"),
    ],
)
def test_daily_work_watch_and_hours_are_asked_for(changes: dict[str, object], field: str) -> None:
    assert field in _wrong(**changes)


@pytest.mark.parametrize(
    ("text", "value"),
    [("4", 4), ("4,5", 4.5), ("48 213", 48213), ("Tre gånger per dag", 3), ("en", 1), ("-2", -2),
     ("ofta", None), ("", None), ("9" * 40, None), ("1e9", None), ("1E-3", None), ("10^6", None)],
)  # fmt: skip
def test_numbers_are_read_generously(text: str, value: float | None) -> None:
    assert reading.number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026-12-31", date(2026, 12, 31)), ("20261231", date(2026, 12, 31)),
     ("31/12 2026", date(2026, 12, 31)),
     ("31.12.2026", date(2026, 12, 31)), ("den 31 december 2026", date(2026, 12, 31)),
     ("1 juli", date(2027, 7, 1)), ("31 dec", date(2026, 12, 31)), ("2026-02-30", None), ("snart", None),
     ("5 x 2026", None)],
)  # fmt: skip
def test_days_are_read_in_the_usual_forms(text: str, value: date | None) -> None:
    assert reading.day(text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("8", "08.00"), ("08:30", "08.30"), ("kl. 8.05", "08.05"), ("0800", "08.00"), ("24", "24.00"),
     ("24.30", None), ("9.75", None), ("åtta", None)],
)  # fmt: skip
def test_times_are_read_in_the_usual_forms(text: str, value: str | None) -> None:
    assert reading.time_of_day(text) == value


@given(st.dictionaries(st.sampled_from([*TEXTS, "goals", "people", "days", "purposes", "x"]), st.recursive(
    st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5)))  # fmt: skip
def test_any_saved_form_can_be_read_again_and_judged(value: dict[str, object]) -> None:
    draft = from_json(value)
    assert from_json(draft.to_json()) == draft
    problems(draft, AROUND)


@given(st.text(max_size=30))
def test_reading_never_fails(text: str) -> None:
    reading.number(text)
    reading.day(text, today=TODAY)
    reading.time_of_day(text)


def test_what_is_sealed_can_be_read_in_one_way_only() -> None:
    goal = GoalRow("Följare", "48 213", "tolv", "30 juni")
    typed = complete(goals=(goal, GoalRow()), watch_from="kl 8", reply_hours="ett", hours_per_week="4,50")
    found = tidy(typed, today=TODAY)
    assert found.goals == (GoalRow("Följare", "48213", "12", "2027-06-30"),)
    assert (found.watch_from, found.reply_hours, found.hours_per_week) == ("08.00", "1", "4,5")
    assert tidy(found, today=TODAY) == found
