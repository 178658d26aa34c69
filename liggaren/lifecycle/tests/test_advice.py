"""Advice: asked from a screen, answered, and made guidance that names nobody and is found in Swedish."""

from __future__ import annotations

import pytest

from liggaren.duties.models import Duty
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import advice
from liggaren.lifecycle.models import AdviceQuestion, Guidance
from liggaren.lifecycle.rights import NotYours
from liggaren.notices.models import Notice
from liggaren.people.factories import Cast, cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G4.2")]


def asked(who: Cast) -> AdviceQuestion:
    return advice.ask(text="Får vi visa bilder på barn?", screen="/inkorg/?vy=mina", by=who.anna)


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/inkorg/?vy=mina#x", "/inkorg/"), ("//ond.example/", ""), ("https://ond.example", ""), ("", ""),
     ("/sok/?q=Anna Andersson", "/sok/"), ("/å ä/", ""), ("javascript:alert(1)", "")],
)  # fmt: skip
def test_the_screen_is_a_path_of_ours_and_nothing_that_was_searched(path: str, kept: str) -> None:
    assert advice.screen_of(path) == kept


def test_a_question_is_a_duty_of_the_information_function_until_it_is_answered() -> None:
    who = cast()
    row = asked(who)
    assert row.screen == "/inkorg/" and list(advice.waiting()) == [row]
    duty = Duty.objects.get(kind="advice.answer")
    assert duty.owner_role == "information" and "barn" not in duty.title
    with pytest.raises(NotYours):
        advice.answer(question=row, text="Ja.", by=who.bertil)
    advice.answer(question=row, text="Ja, med samtycke.", by=who.disa)
    duty.refresh_from_db()
    assert duty.closed_by == who.disa and not advice.waiting()
    told = Notice.objects.get(user=who.anna)
    assert "samtycke" not in told.body + told.subject


def test_the_asker_and_the_information_function_read_it_and_nobody_else() -> None:
    who = cast()
    row = asked(who)
    assert list(advice.readable(who.anna)) == [row] == list(advice.readable(who.disa))
    assert not advice.readable(who.second) and not advice.readable(who.bertil)


@pytest.mark.parametrize("text", ["Fråga Anna.", "Mejla eva@hem.example.", "Gäller 850101-2382."])
def test_guidance_that_points_out_a_person_is_refused(text: str) -> None:
    who = cast()
    row = advice.answer(question=asked(who), text="Ja.", by=who.disa)
    with pytest.raises(Refusal, match="pekar ut"):
        advice.publish(question=row, title="Bilder", text=text, by=who.disa)
    assert not Guidance.objects.exists()


def test_guidance_is_found_by_other_forms_of_its_words_until_withdrawn() -> None:
    who = cast()
    row = advice.answer(question=asked(who), text="Ja.", by=who.disa)
    found = advice.publish(question=row, title="Bilder på barn", text="Fråga vårdnadshavaren.", by=who.disa)
    for words in ("bild", "barnen", "vårdnadshavare", "BILDERNA", ""):
        assert list(advice.find(words)) == [found], words
    assert not advice.find("badhus")
    with pytest.raises(NotYours):
        advice.publish(question=row, title="Igen", text="Igen.", by=who.disa)
    with pytest.raises(NotYours):
        advice.withdraw(guidance=found, by=who.anna)
    advice.withdraw(guidance=found, by=who.disa)
    assert not advice.find("bild")


@pytest.mark.parametrize("text", ["", "  \n", "x" * 5001])
def test_a_question_without_words_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        advice.ask(text=text, by=cast().anna)
    assert not AdviceQuestion.objects.exists()
