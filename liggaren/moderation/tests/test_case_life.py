"""A case's life: sent on without circles, told of in the open and in the thread, chased, closed, reopened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.duties import services as duties
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib import clock, dates
from liggaren.moderation import (
    case_messages,
    case_moving,
    case_queries,
    case_vocabulary,
    case_work,
    colleague_asking,
    purge_leftovers,
)
from liggaren.moderation.case_factories import Streets, lamp, streets
from liggaren.moderation.case_permissions import case_for, visible_cases
from liggaren.moderation.case_states import CaseState
from liggaren.moderation.case_work import Word
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Case, CaseEvent, CaseMessage, CaseWord, ColleagueQuestion
from liggaren.moderation.states import ForbiddenMove
from liggaren.notices.models import Notice

C = CaseState


@pytest.fixture
def town(world: World) -> tuple[World, Streets]:
    return world, streets(world.cast.top)


def fields(caught: pytest.ExceptionInfo[Incomplete]) -> set[str]:
    return {problem.field for problem in caught.value.problems}


@pytest.mark.clause("C5.3")
def test_a_wrong_receiver_sends_on_with_history_and_circles_end(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    with pytest.raises(NotYours):
        case_moving.send_on(case=case, unit=there.parks, reason="Inte vårt.", by=there.gardener)
    case_moving.send_on(case=case, unit=there.parks, reason="Lyktan står i parken.", by=there.manager)
    case.refresh_from_db()
    assert case.unit == there.parks and case.state == C.RECEIVED
    case_moving.receive(case=case, by=there.gardener)
    with pytest.raises(case_moving.Circle) as caught:
        case_moving.send_on(case=case, unit=there.streets, reason="Nej, gatan.", by=there.gardener)
    assert "Gatuenheten har redan skickat ärendet vidare" in caught.value.message
    case_moving.dispute(case=case, reason="Lyktan står på gatan.", by=there.gardener)
    assert Duty.objects.filter(kind="case.decide", closed_at=None).count() == 1
    with pytest.raises(Exception, match="avgöra"):
        case_moving.receive(case=case, by=there.gardener)
    with pytest.raises(NotYours):
        case_moving.decide_receiver(case=case, unit=there.streets, reason="x", by=there.gardener)
    case_moving.decide_receiver(case=case, unit=there.streets, reason="Gatan är er.", by=world.cast.disa)
    case.refresh_from_db()
    assert case.unit == there.streets and case.decided and case.disputed_at is None
    with pytest.raises(Exception, match="har avgjort"):
        case_moving.send_on(case=case, unit=there.parks, reason="Nej.", by=there.manager)
    kinds = list(case.events.values_list("kind", flat=True))
    assert kinds == ["opened", "sent_on", "received", "disputed", "decided"]
    assert not Duty.objects.filter(kind="case.decide", closed_at=None).exists()


@pytest.mark.clause("C5.4", "C4.6")
def test_a_word_is_told_in_the_thread_by_choice(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets, reply="", why_silent="Prövas.")
    case_moving.receive(case=case, by=there.manager)
    word = Word("in_progress", "Lagas på torsdag", "Vi byter armaturen.", _in(3), in_thread=True)
    told = case_work.tell(case=case, word=word, by=there.manager)
    assert told.thread == "wanted" and not Outbox.objects.exists()  # the unit may not speak as the account
    assert Duty.objects.get(kind="case.thread", closed_at=None).owner == world.cast.anna
    with pytest.raises(NotYours):
        case_work.write_in_thread(told=told, text="Hej", by=there.manager)
    case_work.write_in_thread(told=told, text=case_work.thread_text(told), by=world.cast.anna)
    row = Outbox.objects.get()
    assert "Lagas på torsdag" in row.text and case.number in row.text and "/folj/" in row.text
    assert not Duty.objects.filter(kind="case.thread", closed_at=None).exists()
    case_work.write_in_thread(told=told, text="En gång till", by=world.cast.anna)
    assert Outbox.objects.count() == 1


def test_a_word_for_the_thread_may_be_left_out(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets, reply="", why_silent="Prövas.")
    case_moving.receive(case=case, by=there.manager)
    told = case_work.tell(
        case=case, word=Word("in_progress", "Lagas", "", _in(3), in_thread=True), by=there.manager
    )
    case_work.write_in_thread(told=told, text="", by=world.cast.anna)
    told.refresh_from_db()
    assert told.thread == "dropped" and not Outbox.objects.exists()


def _in(days: int) -> date:
    return dates.swedish_day(clock.now()) + timedelta(days=days)


@pytest.mark.parametrize(
    ("word", "field"),
    [
        (Word("", "Lagas", "", date(2026, 12, 1)), "state"),
        (Word("in_progress", "", "", date(2026, 12, 1)), "headline"),
        (Word("waiting", "Vilken lykta", "", date(2026, 12, 1)), "text"),
        (Word("closed", "Lagad", ""), "text"),
        (Word("in_progress", "Lagas", ""), "next_on"),
        (Word("in_progress", "Lagas", "", date(2020, 1, 1)), "next_on"),
        (Word("in_progress", "Tack Backsippan Blomqvist", "", date(2026, 12, 1)), "headline"),
        (Word("in_progress", "Lagas", "a" * 2_001, date(2026, 12, 1)), "text"),
    ],
)
def test_a_word_that_is_not_whole_is_refused(town: tuple[World, Streets], word: Word, field: str) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    case_moving.receive(case=case, by=there.manager)
    with clock.frozen(datetime(2026, 11, 24, 12, tzinfo=UTC)), pytest.raises(Incomplete) as caught:
        case_work.tell(case=case, word=word, by=there.manager)
    assert field in fields(caught)
    assert case.events.count() == 2


@pytest.mark.clause("C5.3")
def test_what_is_late_is_chased_and_escalated(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    later = clock.now() + timedelta(days=6)
    _, escalated = duties.remind_and_escalate(later)
    assert escalated >= 1
    late = Notice.objects.filter(subject__startswith="Försenat", link=f"/arenden/{case.pk}/")
    assert there.manager.pk in set(late.values_list("user_id", flat=True)) and late.count() >= 2
    assert all("lykta" not in notice.subject + notice.body for notice in Notice.objects.all())


def test_a_case_closes_with_an_answer_and_opens_again(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    case_moving.receive(case=case, by=there.manager)
    case_work.tell(case=case, word=Word("closed", "Lyktan lyser", "Ny armatur."), by=there.manager)
    case.refresh_from_db()
    assert case.state == C.CLOSED and case.closed_at
    assert not Duty.objects.filter(key__startswith="case.", closed_at=None).exists()
    with pytest.raises(ForbiddenMove):
        case_work.tell(case=case, word=Word("closed", "Igen", "Igen."), by=there.manager)
    case_work.reopen(case=case, text="Den slocknade igen.", by=world.cast.anna)
    case.refresh_from_db()
    assert case.state == C.ASSIGNED and case.closed_at is None
    assert Notice.objects.filter(user=there.manager, subject__contains="öppet igen").exists()


def test_a_message_changes_nothing_until_a_person_has_read_it(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    case_moving.receive(case=case, by=there.manager)
    case_work.tell(case=case, word=Word("closed", "Lyktan lyser", "Ny armatur."), by=there.manager)
    kept = case_messages.keep(case=case, text="Den är släckt igen. Ring 070-174 06 12.")
    case.refresh_from_db()
    assert case.state == C.CLOSED
    assert Duty.objects.filter(kind="case.message", closed_at=None).count() == 1
    with pytest.raises(NotYours):
        case_messages.open_masked(message=kept, by=there.gardener)
    case_messages.open_masked(message=kept, by=there.manager)
    assert Record.objects.filter(kind="case.message_opened").count() == 1
    case_messages.reopen_for(message=kept, text="Den är släckt igen.", by=there.manager)
    case.refresh_from_db()
    kept.refresh_from_db()
    assert case.state == C.ASSIGNED and kept.outcome == CaseMessage.Outcome.REOPENED
    assert not Duty.objects.filter(kind="case.message", closed_at=None).exists()
    records = str(list(Record.objects.filter(obj=f"case:{case.pk}").values_list("facts", flat=True)))
    assert "släckt" not in records and "070" not in records


@pytest.mark.clause("G4.3")
def test_only_those_whose_work_it_is_see_a_case(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    cast = world.cast
    for user in (cast.anna, cast.disa, cast.gustav, there.manager):
        assert case_for(user, case.pk) == case
    for user in (cast.sara, cast.bertil, cast.erik, there.gardener):
        with pytest.raises(NotYours):
            case_for(user, case.pk)
    assert not visible_cases(cast.sara).exists()
    with pytest.raises(NotYours):
        case_moving.receive(case=case, by=cast.anna)
    with pytest.raises(NotYours):
        case_moving.receive(case=case, by=cast.gustav)


@pytest.mark.clause("C5.3")
def test_the_vocabulary_proposes_in_any_inflection_and_a_person_chooses(town: tuple[World, Streets]) -> None:
    world, there = town
    for word, unit in (("gatlykta", there.streets), ("trasig", there.streets), ("gräsmatta", there.parks)):
        case_vocabulary.add_word(word=word, unit=unit, by=world.cast.disa)
    item = incoming(world, "Gatlyktorna vid gräsmattan är trasiga")
    found = case_queries.proposals(item)
    assert [(one.unit, one.words) for one in found] == [
        (there.streets, ("gatlykta", "trasig")), (there.parks, ("gräsmatta",)),
    ]  # fmt: skip
    assert case_queries.proposals(incoming(world, "När öppnar badet?")) == ()
    with pytest.raises(NotYours):
        case_vocabulary.add_word(word="hål", unit=there.streets, by=world.cast.anna)
    with pytest.raises(Incomplete):
        case_vocabulary.add_word(word="Gatlykta", unit=there.streets, by=world.cast.disa)
    case_vocabulary.remove_word(word=CaseWord.objects.get(word="gatlykta"), by=world.cast.disa)
    assert CaseWord.objects.count() == 2


def test_the_list_says_what_waits_for_whom(town: tuple[World, Streets]) -> None:
    world, there = town
    case, _ = lamp(world, there.streets)
    assert case_queries.counts(there.manager) == {"att-gora": 1, "oppna": 1, "avslutade": 0}
    assert case_queries.counts(world.cast.anna) == {"att-gora": 0, "oppna": 1, "avslutade": 0}
    case_moving.receive(case=case, by=there.manager)
    assert case_queries.counts(there.manager)["att-gora"] == 0
    case_moving.dispute(case=case, reason="Inte vårt.", by=there.manager)
    assert case_queries.counts(world.cast.disa)["att-gora"] == 1
    assert CaseEvent.objects.filter(kind="disputed", is_public=True).count() == 0


def test_a_purge_empties_what_was_written_about_the_item(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets, note="SPÅR i anteckningen", reply="", why_silent="SPÅR i skälet")
    case_moving.receive(case=case, by=there.manager)
    case_work.tell(case=case, word=Word("in_progress", "SPÅR", "SPÅR", _in(3)), by=there.manager)
    case_messages.keep(case=case, text="SPÅR från följsidan")
    colleague_asking.ask(
        item=item, email="bertil@exempelkoping.example", question="SPÅR i frågan", by=world.cast.anna
    )
    with transaction.atomic():
        purge_leftovers.empty(item, by=("user:1", "user:2"), reason="prov", keep=None)
    for model in (Case, CaseEvent, CaseMessage, ColleagueQuestion):
        assert "SPÅR" not in str(list(model.objects.values())), model.__name__
    assert "gatlykta" not in Case.objects.get().title
