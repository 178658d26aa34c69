"""Proposals hold no text, flag what may be secret and never act; opening is in the ledger first."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Visibility
from liggaren.ledger import queries as ledger
from liggaren.moderation import finding_signs, services
from liggaren.moderation.errors import NotYours
from liggaren.moderation.factories import incoming
from liggaren.moderation.masking import MASK, sight_of
from liggaren.moderation.models import Examination, Finding, Handling, Opening
from liggaren.moderation.tasks import enter_items, reopen_edited, sweep_inbox

NUMBER = "198501012382"
SECRET = f"Kalle {NUMBER} i 4B har adhd, ring 070-174 06 05"


def arrive(world: World, text: str) -> Item:
    """A comment captured, read for signs and entered, as the job does."""
    item = world.comment(text)
    enter_items.func(account_id=str(world.account.pk), version_ids=[item.latest_id])
    item.refresh_from_db()
    return item


@pytest.mark.clause("C7.3", "C7.4")
def test_a_named_person_beside_a_sensitive_word_is_flagged_before_the_inbox_shows_it(world: World) -> None:
    item = arrive(world, SECRET)
    assert item.visibility == Visibility.FLAGGED
    assert Handling.objects.get(item=item).urgency == Handling.Urgency.SECRECY
    rules = set(Finding.objects.filter(version=item.latest).values_list("rule", flat=True))
    assert rules == {"pnr-1", "ord-halsa", "tel-1"}


@pytest.mark.clause("C7.3")
def test_a_finding_never_acts(world: World) -> None:
    arrive(world, SECRET)
    assert not Outbox.objects.exists()
    assert world.acts() == []


@pytest.mark.clause("G4.1")
def test_no_copy_of_the_text_is_kept_with_the_finding_or_in_the_ledger(world: World) -> None:
    item = arrive(world, SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(f::text, ' ') FROM moderation_finding f")
        kept = cursor.fetchone()[0]
        cursor.execute(
            "SELECT string_agg(r.facts::text, ' ') FROM ledger_record r WHERE r.kind IN ('signs.found',"
            " 'item.visibility_set')"
        )
        facts = cursor.fetchone()[0]
    for word in (NUMBER, "Kalle", "070-174"):
        assert word not in kept and word not in facts
    assert item.latest is not None


def test_reading_the_same_version_twice_makes_nothing_new(world: World) -> None:
    item = arrive(world, SECRET)
    number = Finding.objects.count()
    assert services.find_signs([item.latest_id or 0]) == 0
    assert Finding.objects.count() == number


def test_an_ordinary_question_is_read_and_left_open(world: World) -> None:
    item = arrive(world, "När öppnar utebadet?")
    assert item.visibility == Visibility.OPEN
    assert Examination.objects.filter(version=item.latest).exists()
    assert not Finding.objects.filter(version__item=item).exists()


def test_a_new_text_is_read_when_its_author_changes_it(world: World) -> None:
    item = arrive(world, "När öppnar utebadet?")
    world.play.admin.edit(item.native_id, SECRET)
    capture.capture_account(world.account)
    item.refresh_from_db()
    reopen_edited.func(version_ids=[item.latest_id])
    item.refresh_from_db()
    assert item.visibility == Visibility.FLAGGED
    assert Handling.objects.get(item=item).urgency == Handling.Urgency.SECRECY


def test_the_nightly_sweep_reads_what_no_job_has_read(world: World) -> None:
    item = incoming(world, SECRET)
    assert not Finding.objects.filter(version__item=item).exists()
    sweep_inbox.func(timestamp=0)
    item.refresh_from_db()
    assert item.visibility == Visibility.FLAGGED


def test_a_text_that_fails_costs_only_itself_and_its_words_stay_out_of_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(text: str, *rest: object) -> tuple[object, ...]:
        if NUMBER in text:
            raise ValueError(text)
        return ()

    monkeypatch.setattr(finding_signs, "read_signs", fail)
    bad, good = world.comment(SECRET), world.comment("Hej")
    with caplog.at_level(logging.ERROR):
        services.find_signs([bad.latest_id or 0, good.latest_id or 0])
    assert list(Examination.objects.values_list("version_id", flat=True)) == [good.latest_id]
    assert NUMBER not in caplog.text and str(bad.latest_id) in caplog.text


@pytest.mark.clause("G4.1")
def test_opening_is_in_the_ledger_before_anything_is_shown(world: World) -> None:
    item, anna = arrive(world, SECRET), world.cast.anna
    version = item.latest
    assert version is not None
    shut = sight_of(anna, [item])
    assert shut.is_closed(item) and shut.text(version) == ""
    opening = services.open_masked(item=item, by=anna)
    record = ledger.record(opening.entry_id)
    assert (record.kind, record.actor, record.obj) == ("finding.opened", anna.actor, f"item:{item.pk}")
    opened = sight_of(anna, [item])
    assert not opened.is_closed(item) and opened.text(version) == SECRET
    assert sight_of(world.cast.second, [item]).is_closed(item)


def test_a_stranger_opens_nothing(world: World) -> None:
    item = arrive(world, SECRET)
    with pytest.raises(NotYours):
        services.open_masked(item=item, by=world.cast.sara)
    assert not Opening.objects.exists()


def test_what_was_opened_before_a_change_is_masked_again(world: World) -> None:
    item, anna = arrive(world, SECRET), world.cast.anna
    services.open_masked(item=item, by=anna)
    world.play.admin.edit(item.native_id, f"{SECRET} och 070-174 06 06")
    capture.capture_account(world.account)
    item.refresh_from_db()
    assert sight_of(anna, [item]).is_closed(item)


@pytest.mark.clause("C7.4")
def test_a_person_who_calls_every_proposal_wrong_lifts_the_flag(world: World) -> None:
    item, anna = arrive(world, "Kalle gillar adhd-podden"), world.cast.anna
    assert item.visibility == Visibility.FLAGGED
    (finding,) = Finding.objects.filter(version=item.latest)
    with pytest.raises(services.NotRead):
        services.judge_finding(finding=finding, verdict="wrong", by=anna)
    services.open_masked(item=item, by=anna)
    services.judge_finding(finding=finding, verdict="wrong", by=anna)
    item.refresh_from_db()
    assert item.visibility == Visibility.OPEN
    assert Handling.objects.get(item=item).urgency == Handling.Urgency.ORDINARY
    finding.refresh_from_db()
    assert finding.judged_by == anna and finding.judged_at is not None
    with pytest.raises(NotYours):
        services.judge_finding(finding=finding, verdict="right", by=world.cast.sara)


def test_the_machine_does_not_flag_again_what_a_person_has_opened_up(world: World) -> None:
    item, anna = arrive(world, "Kalle gillar adhd-podden"), world.cast.anna
    (finding,) = Finding.objects.filter(version=item.latest)
    services.open_masked(item=item, by=anna)
    services.judge_finding(finding=finding, verdict="wrong", by=anna)
    Examination.objects.all().delete()
    services.find_missed_signs()
    item.refresh_from_db()
    assert item.visibility == Visibility.OPEN


def test_what_was_called_wrong_is_shown_to_everyone(world: World) -> None:
    item = arrive(world, "Hälsa badet på 070-174 06 05")
    version = item.latest
    assert version is not None
    assert sight_of(world.cast.second, [item]).text(version) == f"Hälsa badet på {MASK}"
    (finding,) = Finding.objects.filter(version=version)
    services.judge_finding(finding=finding, verdict="wrong", by=world.cast.anna)
    assert "070-174 06 05" in sight_of(world.cast.second, [item]).text(version)


@pytest.mark.clause("G4.1")
def test_numbers_that_point_out_a_person_are_not_search_terms(world: World) -> None:
    item = world.comment(SECRET, name="Kim 070-174 06 06")
    with connection.cursor() as cursor:
        cursor.execute("SELECT terms::text FROM capture_version WHERE id = %s", [item.latest_id])
        terms = cursor.fetchone()[0]
    assert "'kalle'" in terms and "'kim'" in terms
    for part in (NUMBER, "'174'", "'070'", "'06'", "'05'"):
        assert part not in terms
