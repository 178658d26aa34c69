"""Crisis mode: who may order and end it, what it raises, texts by two, and one answer to many."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from liggaren.actions.models import Outbox
from liggaren.ledger.models import Record
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import crisis, crisis_answers, crisis_snapshots, crisis_texts
from liggaren.lifecycle.models import Crisis, CrisisAccount, CrisisText
from liggaren.lifecycle.rights import NotYours
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import WatchRaise
from liggaren.moderation.permissions import reach_of
from liggaren.notices.models import Notice
from liggaren.people.factories import Cast, cast
from liggaren.register.factories import started
from liggaren.register.models import Account
from liggaren.register.public import directory

pytestmark = pytest.mark.clause("G3.5")
db = pytest.mark.django_db
TIMES: dict[str, int] = {"every": 30, "opens": 0, "closes": 1440}


def order(who: Cast, account: Account, **changed: Any) -> Crisis:
    facts = {"name": "Vattenläcka", "reason": "Huvudledningen är av.", "by": who.disa, **TIMES, **changed}
    return crisis.order(accounts=[account], **facts)


def ready(who: Cast, text: str = "Vattnet är avstängt. Läs mer på webbplatsen.") -> CrisisText:
    row = crisis_texts.write(title="Vattnet", text=text, by=who.anna)
    for person in (who.disa, who.cecilia):
        row = crisis_texts.approve(text=row, by=person)
    return row


@db
def test_the_director_and_the_information_function_order_it_and_nobody_else() -> None:
    who = cast()
    account = started(who)
    for stranger in (who.anna, who.bertil, who.erik, who.gustav, who.sara):
        with pytest.raises(NotYours):
            order(who, account, by=stranger)
    assert not Crisis.objects.exists()
    assert order(who, account, by=who.cecilia).ordered_by == who.cecilia


@db
def test_it_raises_the_watch_asks_for_a_snapshot_and_tells_without_a_word_to_the_public() -> None:
    who = cast()
    account = started(who)
    before = directory()
    found = order(who, account)
    assert WatchRaise.objects.get().every == 30
    jobs = ProcrastinateJob.objects.filter(task_name="lifecycle.crisis_snapshot")
    assert [job.args["when"] for job in jobs] == ["start"]
    assert Notice.objects.filter(is_urgent=True, user__in=[who.anna, who.second]).count() == 2
    assert directory() == before
    assert crisis.current([account])[account.pk] == found
    record = Record.objects.get(kind="crisis.ordered")
    assert record.actor == who.disa.actor and record.facts["reason"] == "Huvudledningen är av."
    with pytest.raises(Refusal, match="redan i krisläge"):
        order(who, account)


@db
def test_it_ends_by_a_decision_with_a_reason_and_gives_the_watch_back() -> None:
    who = cast()
    account = started(who)
    found = order(who, account)
    with pytest.raises(Refusal, match="Skriv varför"):
        crisis.end(crisis=found, reason=" ", by=who.disa)
    with pytest.raises(NotYours):
        crisis.end(crisis=found, reason="Lagat.", by=who.anna)
    crisis.end(crisis=found, reason="Ledningen är lagad.", by=who.cecilia)
    crisis.end(crisis=found, reason="En gång till.", by=who.disa)
    assert WatchRaise.objects.get().ends_at is not None and not crisis.current([account])
    assert Record.objects.filter(kind="crisis.ended").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Crisis.objects.update(end_reason="")
    assert order(who, account).pk != found.pk


@db
@pytest.mark.parametrize(
    "lacking", [{"name": " "}, {"reason": ""}, {"every": 7}, {"opens": 600, "closes": 600}]
)
def test_an_order_without_its_parts_is_refused_and_nothing_is_kept(lacking: dict[str, Any]) -> None:
    who = cast()
    with pytest.raises(Refusal):
        order(who, started(who), **lacking)
    assert not Crisis.objects.exists() and not WatchRaise.objects.exists()


@db
def test_a_text_needs_two_others_and_is_never_changed() -> None:
    who = cast()
    row = crisis_texts.write(title="Vattnet", text="Avstängt.", by=who.disa)
    with pytest.raises(NotYours):
        crisis_texts.approve(text=row, by=who.disa)
    row = crisis_texts.approve(text=row, by=who.cecilia)
    with pytest.raises(NotYours):
        crisis_texts.approve(text=row, by=who.cecilia)
    assert row.approved_at is None and not crisis_texts.ready()
    row = crisis_texts.approve(text=row, by=who.bertil)
    assert crisis_texts.ready() == [row]
    for changed in ({"approver_two": who.cecilia}, {"approver_one": who.disa}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CrisisText.objects.update(**changed)
    crisis_texts.withdraw(text=row, by=who.disa)
    assert not crisis_texts.ready()


@pytest.fixture
def world(committed: None) -> Any:
    from collections.abc import Iterator  # noqa: F401

    from liggaren.actions import factories
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    with running() as playground:
        registry.configure(loopback_origins=[playground.origin])
        yield factories.world(playground)
    registry.client().close()
    registry.configure()


def test_many_who_ask_the_same_get_one_text_each_by_a_row_of_its_own(world: Any) -> None:
    who = world.cast
    same = [incoming(world, f"När kommer vattnet tillbaka {n}?", name=f"Kim {n}") for n in range(3)]
    incoming(world, "Vad kostar simskolan?", name="Lo")
    found, text = order(who, world.account), ready(who)
    rows = crisis_answers.questions(found, reach_of(who.anna), "vatten")
    assert {row.item for row in rows} == set(same)
    (shown,) = crisis_answers.preview(rows, text)
    assert shown.count == 3 and text.text in shown.text
    with pytest.raises(Refusal, match="inte längre desamma"):
        crisis_answers.answer_many(crisis=found, text=text, rows=rows, expected=4, by=who.anna)
    assert not Outbox.objects.exists()
    outcome = crisis_answers.answer_many(crisis=found, text=text, rows=rows, expected=3, by=who.anna)
    assert outcome.ordered == 3 and outcome.refused == ()
    assert set(Outbox.objects.values_list("item", flat=True)) == {item.pk for item in same}
    assert len(set(Outbox.objects.values_list("key", flat=True))) == 3
    again = crisis_answers.answer_many(crisis=found, text=text, rows=rows, expected=3, by=who.anna)
    assert again.ordered == 0 and len(again.refused) == 3 and Outbox.objects.count() == 3


def test_a_text_that_is_not_ready_or_a_crisis_that_is_over_answers_nobody(world: Any) -> None:
    who = world.cast
    incoming(world, "När kommer vattnet?")
    found = order(who, world.account)
    rows = crisis_answers.questions(found, reach_of(who.anna))
    half = crisis_texts.write(title="Vattnet", text="Avstängt.", by=who.anna)
    with pytest.raises(Refusal, match="godkänd av två"):
        crisis_answers.answer_many(crisis=found, text=half, rows=rows, expected=1, by=who.anna)
    crisis.end(crisis=found, reason="Lagat.", by=who.disa)
    found.refresh_from_db()
    with pytest.raises(Refusal, match="avslutat"):
        crisis_answers.answer_many(crisis=found, text=ready(who), rows=rows, expected=1, by=who.anna)
    assert not Outbox.objects.exists()


def test_the_extra_snapshots_are_made_and_how_it_went_is_noted(world: Any) -> None:
    incoming(world, "När kommer vattnet?")
    found = order(world.cast, world.account)
    row = CrisisAccount.objects.get(crisis=found)
    for when in ("start", "end"):
        crisis_snapshots.make(crisis_account_id=row.pk, when=when)
    row.refresh_from_db()
    assert row.snapshot_start.startswith("Framställd") and row.snapshot_end.startswith("Framställd")
