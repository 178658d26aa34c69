"""A case: number, receiver, receipt, and the answer that tells its sender."""

from __future__ import annotations

import itertools
import threading

import pytest
from django.db import connection

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture.models import Restriction, Visibility
from liggaren.capture.services import restrict
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib import clock, dates
from liggaren.moderation import (
    case_moving,
    case_opening,
)
from liggaren.moderation.case_factories import LAMP, Streets, lamp, streets, wish
from liggaren.moderation.case_states import CASE_MOVES, COLLEAGUE_MOVES, CaseState, ColleagueState, step
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Case, CaseSeries, Handling
from liggaren.moderation.states import ForbiddenMove
from liggaren.notices.models import Notice

C = CaseState


@pytest.fixture
def town(world: World) -> tuple[World, Streets]:
    return world, streets(world.cast.top)


def fields(caught: pytest.ExceptionInfo[Incomplete]) -> set[str]:
    return {problem.field for problem in caught.value.problems}


@pytest.mark.parametrize(("old", "new"), [*itertools.product(CaseState, CaseState)])
def test_every_pair_of_a_cases_states(old: CaseState, new: CaseState) -> None:
    case = Case(state=old)
    if new in CASE_MOVES[old]:
        step(case, new)
        assert case.state == new
    else:
        with pytest.raises(ForbiddenMove):
            step(case, new)


@pytest.mark.parametrize(("old", "new"), [*itertools.product(ColleagueState, ColleagueState)])
def test_every_pair_of_a_questions_states(old: ColleagueState, new: ColleagueState) -> None:
    assert (new in COLLEAGUE_MOVES[old]) == ((old, new) in {
        (ColleagueState.SENT, ColleagueState.ANSWERED), (ColleagueState.SENT, ColleagueState.EXPIRED),
        (ColleagueState.SENT, ColleagueState.BOUNCED), (ColleagueState.SENT, ColleagueState.WITHDRAWN),
        (ColleagueState.BOUNCED, ColleagueState.WITHDRAWN),
    })  # fmt: skip


@pytest.mark.clause("C5.3")
def test_a_case_gets_a_number_a_receiver_and_a_receipt(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets)
    year = dates.swedish_day(clock.now()).year
    assert case.number == f"{year}-0001" and case.state == C.RECEIVED
    assert Handling.objects.get(item=item).state == "case"
    assert Duty.objects.get(kind="case.receive").unit == there.streets
    assert Notice.objects.filter(user=there.manager, link=f"/arenden/{case.pk}/").count() == 1
    received = case_moving.receive(case=case, by=there.manager)
    assert received.state == C.ASSIGNED and received.next_on
    assert not Duty.objects.filter(kind="case.receive", closed_at=None).exists()
    assert Duty.objects.filter(kind="case.word", closed_at=None).count() == 1
    second, _ = lamp(world, there.streets)
    assert second.number == f"{year}-0002"


@pytest.mark.clause("C5.2", "C5.4")
def test_the_sender_is_told_in_the_thread_with_number_and_link(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets)
    row = Outbox.objects.get(act="reply")
    code = case_opening.code_of(case)
    assert case.number in row.text and f"/folj/{code}/" in row.text and "Gatuenheten" in row.text
    assert code not in str(list(Record.objects.values_list("facts", flat=True)))
    actions.send(row.pk)
    said = [world.play.admin.text(one) for one in world.play.admin.replies(item.native_id)]
    assert len(said) == 1 and f"/folj/{code}/" in said[0]


def test_a_reply_longer_than_the_platform_takes_uses_no_number(town: tuple[World, Streets]) -> None:
    world, there = town
    item = incoming(world, LAMP)
    with pytest.raises(Incomplete) as caught:
        case_opening.open_case(
            item=item, wish=wish(there.streets, reply=case_opening.READY + "a" * 150_000), by=world.cast.anna
        )
    assert fields(caught) == {"reply"} and "för lång" in caught.value.message
    assert not Case.objects.exists() and not CaseSeries.objects.filter(last__gt=0).exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "Ring 070-174 06 11 om lyktan"}, "title"),
        ({"title": "Backsippan Blomqvist och lyktan"}, "title"),
        ({"title": "a" * 121}, "title"),
        ({"unit": None}, "unit"),
        ({"reply": "Hej, vi tittar på det."}, "reply"),
        ({"reply": ""}, "why_silent"),
        ({"note": "a" * 4_001}, "note"),
        ({"reply": "a" * 3_000_000}, "reply"),
    ],
)
def test_what_is_missing_or_says_who_wrote_is_refused_in_words(
    town: tuple[World, Streets], changed: dict[str, object], field: str
) -> None:
    world, there = town
    item = incoming(world, LAMP, name="Backsippan Blomqvist")
    with pytest.raises(Incomplete) as caught:
        case_opening.open_case(
            item=item,
            wish=wish(**{"unit": there.streets, **changed}),
            by=world.cast.anna,  # type: ignore[arg-type]
        )
    assert field in fields(caught)
    assert not Case.objects.exists()


def test_an_item_that_vanished_is_not_answered_but_may_be_a_case(town: tuple[World, Streets]) -> None:
    world, there = town
    item = incoming(world, LAMP)
    type(item).objects.filter(pk=item.pk).update(state="deleted")
    item.refresh_from_db()
    with pytest.raises(Incomplete) as caught:
        case_opening.open_case(item=item, wish=wish(there.streets), by=world.cast.anna)
    assert fields(caught) == {"reply"}
    silent = wish(there.streets, reply="", why_silent="Kommentaren är borta.")
    assert case_opening.open_case(item=item, wish=silent, by=world.cast.anna).number
    assert not Outbox.objects.exists()


def test_what_may_be_secret_or_is_unread_is_never_sent_on(town: tuple[World, Streets]) -> None:
    world, there = town
    item = incoming(world, LAMP)
    restrict(item, level=Visibility.FLAGGED, by=None, reason="kan vara skyddat")
    item.refresh_from_db()
    with pytest.raises(Exception, match="Öppna texten"):
        case_opening.open_case(item=item, wish=wish(there.streets), by=world.cast.anna)
    restrict(item, level=Visibility.SUSPECTED, by=world.cast.anna, reason="sjukdom")
    item.refresh_from_db()
    with pytest.raises(Exception, match="sekretess|Sidan finns inte"):
        case_opening.open_case(item=item, wish=wish(there.streets), by=world.cast.anna)
    assert Restriction.objects.count() == 2 and not Case.objects.exists()


def test_one_item_has_one_case(town: tuple[World, Streets]) -> None:
    world, there = town
    case, item = lamp(world, there.streets)
    with pytest.raises(case_opening.HasCase) as caught:
        case_opening.open_case(item=item, wish=wish(there.parks), by=world.cast.second)
    assert caught.value.case == case


def test_two_at_once_get_two_numbers_that_follow(town: tuple[World, Streets]) -> None:
    world, there = town
    items = [incoming(world, f"{LAMP} {number}") for number in range(4)]
    begin, failed = threading.Barrier(4), []

    def make(item: object) -> None:
        try:
            begin.wait(10)
            case_opening.open_case(item=item, wish=wish(there.streets), by=world.cast.anna)  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert sorted(Case.objects.values_list("number", flat=True))[-1].endswith("-0004")
