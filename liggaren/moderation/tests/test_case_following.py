"""Following a case by its link: readable aloud, unguessable, limited, and nothing about anyone."""

from __future__ import annotations

import dataclasses
import json
import secrets
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.actions.factories import World
from liggaren.capture.models import Visibility
from liggaren.capture.services import restrict
from liggaren.duties import services as duties
from liggaren.lib import clock, dates
from liggaren.moderation import (
    case_code,
    case_contacts,
    case_moving,
    case_opening,
    case_work,
    guessing,
    public,
)
from liggaren.moderation.case_factories import LAMP, Streets, lamp, streets
from liggaren.moderation.case_work import Word
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import Case, CaseMessage, GuessWindow

HERE = "192.0.2.7"


@pytest.fixture
def town(world: World) -> tuple[World, Streets]:
    return world, streets(world.cast.top)


@given(st.binary(min_size=16, max_size=16))
def test_every_secret_is_spelled_and_read_back(data: bytes) -> None:
    code = case_code.spell(data)
    assert len(code) == 47 and case_code.read(code) == code
    assert case_code.read(f"  {code.upper().replace('-', ' ')} ") == code
    assert case_code.read(f"https://kommun.example/folj/{code}/") == code


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_two_secrets_are_never_spelled_alike(one: bytes, two: bytes) -> None:
    assert (case_code.spell(one) == case_code.spell(two)) == (one == two)


@given(st.text(max_size=500))
def test_no_text_breaks_the_reading_of_a_code(text: str) -> None:
    found = case_code.read(text)
    assert found == "" or case_code.read(found) == found


def test_letters_that_sound_alike_are_understood() -> None:
    assert case_code.read("zovek-" + "babab-" * 6 + "babab") == "sovek-" + "babab-" * 6 + "babab"
    assert case_code.read("") == case_code.read("babab") == case_code.read("y" * 40) == ""


@pytest.mark.clause("C5.4")
def test_the_link_is_kept_as_its_digest_only(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    code = case_opening.code_of(case)
    kept = str(Case.objects.filter(pk=case.pk).values().get())
    assert code not in kept and case.follow_digest == case_code.digest(code)
    found = public.follow(code, visitor=HERE).case
    assert found and found.number == case.number
    new = case_work.new_link(case=case, by=world.cast.anna)
    assert new != code and public.follow(new, visitor=HERE).case
    assert public.follow(code, visitor=HERE).case is None


@pytest.mark.clause("C5.4")
def test_the_page_says_nothing_about_anyone(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets, note="Ring Backsippan på 070-174 06 13.")
    case_moving.receive(case=case, by=there.manager)
    page = public.follow(case_opening.code_of(case), visitor=HERE).case
    assert page
    said = json.dumps(dataclasses.asdict(page), default=str)
    people = (there.manager, world.cast.anna)
    assert "Backsippan" not in said and "070" not in said and LAMP not in said
    assert all(user.name not in said and user.email not in said for user in people)
    assert item.native_id not in said and str(case.pk) not in said
    assert page.unit == "Gatuenheten" and page.administration == "Teknik och service"
    assert page.next_on and [step.state for step in page.steps] == ["done", "now", "", ""]


def test_a_suspicion_hides_what_was_told_but_not_who_has_it(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets)
    restrict(item, level=Visibility.SUSPECTED, by=world.cast.anna, reason="sjukdom")
    page = public.follow(case_opening.code_of(case), visitor=HERE).case
    assert page and page.title == "Ditt ärende" and page.events == () and page.unit == "Gatuenheten"
    assert "lykta" not in json.dumps(dataclasses.asdict(page), default=str)


def test_each_state_says_where_it_stands(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    code = case_opening.code_of(case)

    def now() -> public.PublicCase:
        found = public.follow(code, visitor=HERE).case
        assert found
        return found

    assert now().headline == "Vi har tagit emot det"
    case_moving.receive(case=case, by=there.manager)
    assert now().headline == "Det är hos rätt enhet"
    day = dates.swedish_day(clock.now()) + timedelta(days=3)
    case_work.tell(case=case, word=Word("in_progress", "Lagas på torsdag", "", day), by=there.manager)
    assert now().headline == "Lagas på torsdag" and now().next_on == day
    case_work.tell(
        case=case, word=Word("waiting", "Vilken lykta?", "Skriv numret på stolpen.", day), by=there.manager
    )
    assert now().steps[2].title == "Väntar på dig" and now().text == "Skriv numret på stolpen."
    case_work.tell(case=case, word=Word("closed", "Lyktan lyser", "Ny armatur."), by=there.manager)
    assert now().is_closed and {step.state for step in now().steps} == {"done"}
    assert now().events[0].headline == "Lyktan lyser"


def test_what_is_late_is_said_and_whether_the_level_above_knows(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    code, later = case_opening.code_of(case), clock.now() + timedelta(days=6)
    with clock.frozen(later):
        page = public.follow(code, visitor=HERE).case
        assert page and page.is_late and not page.has_escalated
        duties.remind_and_escalate(later)
        page = public.follow(code, visitor=HERE).case
        assert page and page.has_escalated


def test_how_to_reach_a_unit_is_inherited_and_never_invented(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    code, disa = case_opening.code_of(case), world.cast.disa

    def email() -> str:
        found = public.follow(code, visitor=HERE).case
        assert found
        return found.email

    assert email() == ""
    home = there.streets.parent
    case_contacts.set_contact(unit=home, email="teknik@exempelkoping.example", phone="", hours="", by=disa)
    assert email() == "teknik@exempelkoping.example"
    case_contacts.set_contact(
        unit=there.streets, email="gata@exempelkoping.example", phone="", hours="", by=disa
    )
    assert email() == "gata@exempelkoping.example"
    with pytest.raises(Incomplete):
        case_contacts.set_contact(unit=home, email="ingen adress", phone="", hours="", by=disa)
    with pytest.raises(NotYours):
        case_contacts.set_contact(unit=home, email="a@b.se", phone="", hours="", by=world.cast.anna)


@pytest.mark.clause("C5.4")
def test_ten_thousand_guesses_find_nothing_and_are_limited(town: tuple[World, Streets]) -> None:
    world, there = town
    for number in range(3):
        lamp(world, there.streets, title=f"Trasig gatlykta {number}")
    real = case_opening.code_of(Case.objects.earliest("opened_at"))
    found = limited = 0
    with clock.frozen(clock.now()):  # all within one stretch, however slow the machine is
        for number in range(10_000):
            guess = case_code.spell(secrets.token_bytes(16))
            told = public.follow(guess, visitor=f"198.51.{number // 250 % 40}.{number % 5}")
            found, limited = found + (told.case is not None), limited + told.is_limited
        assert found == 0
        assert limited > 8_000, limited
        assert public.follow(real, visitor=HERE).case, "others' guesses shut out nobody who has a link"
        assert public.follow(real, visitor="198.51.0.1").is_limited, (
            "the guesser waits, also with a right code"
        )


def test_one_address_may_miss_twenty_times_in_ten_minutes(world: World) -> None:
    for _ in range(guessing.FROM_ONE):
        assert not public.follow("babab-" * 7 + "babab", visitor="2001:db8::1").is_limited
    assert public.follow("babab-" * 7 + "babab", visitor="2001:db8::2").is_limited, (
        "one network is one visitor"
    )
    assert not public.follow("babab-" * 7 + "babab", visitor="2001:db8:1::1").is_limited
    with clock.frozen(clock.now() + guessing.STRETCH):
        assert not guessing.is_limited("2001:db8::1")
    assert "2001" not in str(list(GuessWindow.objects.values_list("key", flat=True)))
    with clock.frozen(clock.now() + guessing.KEPT + guessing.STRETCH):
        guessing.forget()
    assert not GuessWindow.objects.exists()


def test_an_addition_is_kept_limited_and_never_shown(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    code = case_opening.code_of(case)
    assert public.add(code, "", visitor=HERE).problem.startswith("Skriv")
    assert "för lång" in public.add(code, "a" * 3_000_000, visitor=HERE).problem
    assert public.add("babab-" * 7 + "babab", "Hej", visitor=HERE).is_missing
    told = [public.add(code, f"Den är släckt, {number}", visitor=HERE) for number in range(7)]
    assert [one.is_kept for one in told] == [True] * 5 + [False] * 2 and told[-1].is_limited
    assert CaseMessage.objects.count() == 5
    page = public.follow(code, visitor=HERE).case
    assert page and "släckt" not in json.dumps(dataclasses.asdict(page), default=str)
    assert page.next_on is not None and page.next_on > date(2026, 1, 1)
