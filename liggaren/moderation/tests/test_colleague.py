"""Asking a colleague: a link that works once, a bland mail, an answer that becomes a draft."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from liggaren.actions.factories import World
from liggaren.capture.models import Item, Visibility
from liggaren.capture.services import restrict
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation import (
    answering,
    colleague_asking,
    colleague_links,
    colleague_mailing,
    colleague_sight,
)
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import ColleagueQuestion, Handling
from liggaren.notices.models import Notice

TEXT = "Varför är bassängen grumlig? Min son heter Exempel, ring 070-174 06 14."
EMAIL = "bertil@exempelkoping.example"


def asked(world: World, item: Item | None = None, email: str = EMAIL) -> ColleagueQuestion:
    item = item or incoming(world, TEXT, name="Backsippan Blomqvist")
    return colleague_asking.ask(item=item, email=email, question="Vad beror det på?", by=world.cast.anna)


def state(question: ColleagueQuestion) -> str:
    return Handling.objects.get(item_id=question.item_id).state


@pytest.mark.clause("C5.1")
def test_the_answer_becomes_the_askers_draft(world: World) -> None:
    question = asked(world)
    assert state(question) == "waiting" and question.colleague == world.cast.bertil
    colleague_mailing.mail(question_id=question.pk, reminder=False)
    link = re.search(r"/fraga/([\w-]+)/", str(mail.outbox[-1].body))
    assert link
    found = colleague_asking.by_token(link.group(1))
    assert found == question and link.group(1) not in str(ColleagueQuestion.objects.values().get())
    answering.save_draft(item=question.item, text="Hej!", by=world.cast.anna)
    colleague_asking.answer(question=question, text="Det är kalk. Ofarligt.")
    draft = answering.draft(question.item, world.cast.anna)
    assert draft and draft.text == "Hej!\n\nDet är kalk. Ofarligt."
    assert state(question) == "taken"
    assert Notice.objects.filter(user=world.cast.anna, subject="Din kollega har svarat").exists()
    assert not Duty.objects.filter(kind="colleague.answer", closed_at=None).exists()
    assert {"colleague.asked", "colleague.mailed", "colleague.answered"} <= set(
        Record.objects.filter(obj=f"item:{question.item_id}").values_list("kind", flat=True)
    )


def test_the_mail_tells_nothing(world: World) -> None:
    question = asked(world)
    colleague_mailing.mail(question_id=question.pk, reminder=False)
    said = mail.outbox[-1].subject + str(mail.outbox[-1].body)
    for word in ("grumlig", "Vad beror", "Backsippan", "070", "bassäng", world.account.name):
        assert word not in said
    records = str(list(Record.objects.values_list("facts", flat=True)))
    assert "Vad beror" not in records and colleague_links.token(question.pk) not in records


def test_a_link_is_used_once(world: World) -> None:
    question = asked(world)
    colleague_asking.answer(question=question, text="Kalk.")
    with pytest.raises(Refusal, match="gäller inte längre"):
        colleague_asking.answer(question=question, text="Igen.")
    assert answering.draft(question.item, world.cast.anna).text == "Kalk."  # type: ignore[union-attr]


def test_a_guess_finds_nothing(world: World) -> None:
    asked(world)
    for guess in ("", "a", "A" * 43, "a" * 10_000, "ö"):
        assert colleague_asking.by_token(guess) is None


@pytest.mark.parametrize(
    ("email", "question", "field"),
    [
        ("", "Vad?", "email"), ("inte en adress", "Vad?", "email"), ("kim@gmail.example", "Vad?", "email"),
        ("kim@exempelkoping.example.evil.example", "Vad?", "email"),
        ("anna@exempelkoping.example", "Vad?", "email"),
        (EMAIL, "", "question"), (EMAIL, "a" * 3_000_000, "question"),
    ],
)  # fmt: skip
def test_only_the_municipalitys_own_may_be_asked(world: World, email: str, question: str, field: str) -> None:
    item = incoming(world, TEXT)
    with pytest.raises(Incomplete) as caught:
        colleague_asking.ask(item=item, email=email, question=question, by=world.cast.anna)
    assert field in {problem.field for problem in caught.value.problems}
    assert not ColleagueQuestion.objects.exists() and Handling.objects.get(item=item).state == "untaken"


def test_any_municipal_address_may_be_asked_without_an_account(world: World) -> None:
    question = asked(world, email="Tekniker@Bad.Exempelkoping.example")
    assert question.colleague is None and question.email == "tekniker@bad.exempelkoping.example"
    colleague_asking.mark_opened(question=question)
    assert Record.objects.get(kind="colleague.opened").actor == f"colleague:{question.pk}"
    with pytest.raises(Refusal, match="redan fått frågan"):
        asked(world, question.item, email="tekniker@bad.exempelkoping.example")


class Refusing:
    """A mail server that says no, for good or for now."""

    def __init__(self, code: int) -> None:
        self.code = code

    def __call__(self, message: EmailMessage, **_: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({message.to[0]: (self.code, b"no such user")})


def test_a_mail_that_bounces_is_told_to_the_asker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked(world)
    monkeypatch.setattr(EmailMessage, "send", lambda self: Refusing(550)(self))
    colleague_mailing.mail(question_id=question.pk, reminder=False)
    question.refresh_from_db()
    assert question.state == "bounced" and question.refusal == "550" and state(question) == "taken"
    assert Notice.objects.filter(user=world.cast.anna, subject__contains="kom inte fram").exists()
    assert not colleague_asking.is_open(question, clock.now())
    asked(world, question.item)  # another try is another question


def test_a_mail_that_must_wait_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked(world)
    monkeypatch.setattr(EmailMessage, "send", lambda self: Refusing(451)(self))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        colleague_mailing.mail(question_id=question.pk, reminder=False)
    question.refresh_from_db()
    assert question.state == "sent" and question.mailed_at is None


def test_silence_is_reminded_of_and_then_ends(world: World) -> None:
    question = asked(world)
    colleague_mailing.mail(question_id=question.pk, reminder=False)
    assert colleague_mailing.sweep() == (0, 0)
    with clock.frozen(clock.now() + timedelta(days=5)):
        assert colleague_mailing.sweep() == (1, 0) and colleague_mailing.sweep() == (0, 0)
        colleague_mailing.mail(question_id=question.pk, reminder=True)
    assert "väntar på ditt svar" in mail.outbox[-1].subject
    with clock.frozen(question.expires_at):
        assert colleague_mailing.sweep() == (0, 1)
        with pytest.raises(Refusal):
            colleague_asking.answer(question=question, text="För sent.")
    question.refresh_from_db()
    assert question.state == "expired" and state(question) == "taken"
    assert Notice.objects.filter(user=world.cast.anna, subject__contains="inte svarat").exists()


def test_the_item_waits_until_the_last_question_is_answered(world: World) -> None:
    one = asked(world)
    two = asked(world, one.item, email="cecilia@exempelkoping.example")
    colleague_asking.answer(question=one, text="Kalk.")
    assert state(one) == "waiting"
    colleague_asking.withdraw(question=two, by=world.cast.anna)
    assert state(one) == "taken"
    with pytest.raises(NotYours):
        colleague_asking.withdraw(question=two, by=world.cast.sara)


def test_an_answer_that_comes_when_the_item_is_done_is_kept_and_moves_nothing(world: World) -> None:
    question = asked(world)
    Handling.objects.filter(item=question.item).update(state="done")
    colleague_asking.answer(question=question, text="Kalk.")
    assert state(question) == "done"
    assert answering.draft(question.item, world.cast.anna)


@pytest.mark.clause("C7.3")
def test_a_colleague_sees_no_numbers_and_nothing_secret(world: World) -> None:
    question = asked(world)
    item = Item.objects.select_related("latest").get(pk=question.item_id)
    shown = colleague_sight.text_for(item)
    assert shown and "grumlig" in shown and "070" not in shown and "•••" in shown
    restrict(item, level=Visibility.SUSPECTED, by=world.cast.anna, reason="sjukdom")
    item.refresh_from_db()
    assert colleague_sight.text_for(item) is None
    with pytest.raises(Exception, match="sekretess|finns inte"):
        asked(world, item, email="cecilia@exempelkoping.example")


def test_masks_cover_spans_that_overlap_once() -> None:
    assert colleague_sight.covered("abcdefgh", [(2, 4), (3, 6)]) == "ab•••gh"
    assert colleague_sight.covered("abc", []) == "abc"
    assert colleague_sight.covered("abc", [(0, 3)]) == "•••"
