"""Secrecy in three steps, the request to the registrar, and that nothing secret leaves it."""

from __future__ import annotations

import itertools
import json
import logging
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from liggaren.actions.factories import World
from liggaren.capture import queries as capture
from liggaren.capture.models import Item, Restriction, Visibility
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation import registering, registrar_acts, registration_files, registrations, secrecy
from liggaren.moderation.errors import Incomplete, NotRead, NotYours
from liggaren.moderation.factories import incoming
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import OwnSlip, RegistrationRequest, SecrecyDecision
from liggaren.moderation.opening import open_masked
from liggaren.moderation.registration_states import TABLES, RegistrationState, SlipState, check, step
from liggaren.moderation.states import ForbiddenMove
from liggaren.moderation.tests.deciding import decide
from liggaren.notices.models import Notice
from liggaren.notices.services import mail as send
from liggaren.people.models import Role, Unit, UnitKind, User
from liggaren.search import queries as searching

SECRET = "KANARIEDIAGNOS"
TODAY = date(2026, 11, 20)


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, f"Pojken i 7B har {SECRET}.", name="Kanarienamn")


def suspected(item: Item, by: User) -> RegistrationRequest:
    secrecy.suspect(item=item, by=by, reason=f"Nämner {SECRET}.")
    return RegistrationRequest.objects.get(item=item)


PAIRS = [pair for kind in TABLES for pair in itertools.product(kind, kind)]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_each_pair_of_states_is_allowed_or_refused(before, after) -> None:  # type: ignore[no-untyped-def]
    allowed = after in TABLES[type(after)][before]
    if allowed:
        check("x", before, after)
    else:
        with pytest.raises(ForbiddenMove):
            check("x", before, after)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(RegistrationState, RegistrationState)))
def test_a_request_moves_only_by_the_table(before: RegistrationState, after: RegistrationState) -> None:
    row = RegistrationRequest(state=before)
    if after in TABLES[RegistrationState][before]:
        step(row, after)
        assert row.state == after
    else:
        with pytest.raises(ForbiddenMove):
            step(row, after)
        assert row.state == before


@pytest.mark.parametrize(("before", "after"), list(itertools.product(SlipState, SlipState)))
def test_an_incident_moves_only_by_the_table(before: SlipState, after: SlipState) -> None:
    row = OwnSlip(state=before)
    if after in TABLES[SlipState][before]:
        step(row, after)
    else:
        with pytest.raises(ForbiddenMove):
            step(row, after)


@pytest.mark.clause("C7.2")
@pytest.mark.clause("G5.4")
def test_a_suspicion_asks_the_registrar_in_the_same_transaction(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    item.refresh_from_db()
    assert item.visibility == "suspected" and row.state == "to_register" and row.board == world.cast.board
    assert row.direction == "inkommen" and row.evidence_entry == row.version.entry_id
    assert row.protected_party.startswith("Kanarienamn") and "Kanarienamn" not in row.public_summary
    assert registrations.is_waiting(world.cast.erik) == 1
    duty = Duty.objects.get(key=f"registration.register:{row.pk}")
    assert duty.owner_role == "registrar" and duty.link == f"/att-diariefora/{row.pk}/"
    assert Notice.objects.get(link=duty.link).user == world.cast.erik


def test_when_the_registrar_cannot_be_asked_nothing_is_suspected(
    world: World, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(row: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(registering, "_ask", fail)
    with pytest.raises(RuntimeError):
        secrecy.suspect(item=item, by=world.cast.anna)
    item.refresh_from_db()
    assert item.visibility in ("open", "flagged")
    assert not SecrecyDecision.objects.exists() and not RegistrationRequest.objects.exists()


@pytest.mark.clause("G5.4")
def test_a_removal_for_secrecy_asks_for_registration_and_joins_an_earlier_asking(
    world: World, item: Item
) -> None:
    removal = decide(item, world.cast.anna, basis="secrecy", reason="Uppgift om ett barns hälsa.")
    row = RegistrationRequest.objects.get(item=item)
    assert row.removal == removal and row.reason == "secrecy" and row.state == "to_register"


def test_a_removal_by_house_rule_asks_for_nothing(world: World, item: Item) -> None:
    decide(item, world.cast.anna)
    assert not RegistrationRequest.objects.exists()


def test_a_suspected_item_removed_later_keeps_one_request(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    open_masked(item=item, by=world.cast.anna)
    removal = decide(item, world.cast.anna, basis="secrecy")
    row.refresh_from_db()
    assert RegistrationRequest.objects.count() == 1 and row.removal == removal


def test_a_number_is_entered_by_the_boards_registrar_alone(world: World, item: Item) -> None:
    row, cast = suspected(item, world.cast.anna), world.cast
    for other in (cast.anna, cast.bertil, cast.cecilia, cast.disa, cast.frida, cast.gustav, cast.sara):
        with pytest.raises(NotYours):
            registrar_acts.register_number(request=row, number="KFN 2026/17", on=TODAY, by=other)
    registrar_acts.register_number(request=row, number=" KFN  2026/17 ", on=TODAY, by=cast.erik)
    row.refresh_from_db()
    assert (row.state, row.diary_number, row.registrar) == ("registered", "KFN 2026/17", cast.erik)
    assert Duty.objects.get(key=f"registration.register:{row.pk}").outcome == "registered"


def test_another_boards_registrar_meets_nothing(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    other = Unit.objects.create(name="Byggnadsnämnden", kind=UnitKind.BOARD, parent=world.cast.top)
    Role.objects.create(user=world.cast.sara, kind="registrar", unit=other)
    assert not registrations.requests_for(world.cast.sara).exists()
    with pytest.raises(NotYours):
        registrar_acts.register_number(request=row, number="1", on=TODAY, by=world.cast.sara)


def test_a_number_already_used_is_refused_and_names_the_other(world: World, item: Item) -> None:
    first, second = suspected(item, world.cast.anna), incoming(world, "Också skyddat.")
    again = suspected(second, world.cast.anna)
    registrar_acts.register_number(request=first, number="KFN 1", on=TODAY, by=world.cast.erik)
    with pytest.raises(registrar_acts.NumberTaken) as refused:
        registrar_acts.register_number(request=again, number="KFN 1", on=TODAY, by=world.cast.erik)
    assert refused.value.other == first and "20 november 2026" in refused.value.message
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationRequest.objects.filter(pk=again.pk).update(
            state="registered", diary_number="KFN 1", registered_on=TODAY, registrar=world.cast.erik
        )


@pytest.mark.parametrize(
    ("number", "on"),
    [
        ("", TODAY),
        (" ", TODAY),
        ("x" * 81, TODAY),
        ("1", None),
        ("1", date(1999, 1, 1)),
        ("1", date(2099, 1, 1)),
    ],
)
def test_a_bad_number_or_day_is_told(world: World, item: Item, number: str, on: date | None) -> None:
    row = suspected(item, world.cast.anna)
    with pytest.raises(Incomplete):
        registrar_acts.register_number(request=row, number=number, on=on, by=world.cast.erik)


def test_a_request_about_something_suspected_cannot_be_dismissed(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    with pytest.raises(Refusal, match="Häv misstanken"):
        registrar_acts.withdraw_request(request=row, reason="Nej.", by=world.cast.erik)
    for other in (world.cast.anna, world.cast.disa, world.cast.gustav):
        with pytest.raises(NotYours):
            secrecy.lift(item=item, reason="Nej.", by=other)
    with pytest.raises(Incomplete):
        secrecy.lift(item=item, reason=" ", by=world.cast.erik)
    with pytest.raises(NotRead):
        secrecy.lift(item=item, reason="Påhittad person.", by=world.cast.erik)
    open_masked(item=item, by=world.cast.erik)
    secrecy.lift(item=item, reason="Påhittad person.", by=world.cast.erik)
    row.refresh_from_db()
    assert row.state == "withdrawn" and row.withdrawn_by == world.cast.erik
    item.refresh_from_db()
    assert item.visibility == "open"


@pytest.mark.clause("C7.1")
def test_a_restriction_needs_the_registrar_a_law_and_a_reason(world: World, item: Item) -> None:
    with pytest.raises(ForbiddenMove):
        secrecy.restrict(item=item, provision="OSL 26:1", reason="Hälsa.", by=world.cast.erik)
    suspected(item, world.cast.anna)
    with pytest.raises(NotYours):
        secrecy.restrict(item=item, provision="OSL 26:1", reason="Hälsa.", by=world.cast.anna)
    with pytest.raises(Incomplete) as missing:
        secrecy.restrict(item=item, provision="", reason="", by=world.cast.erik)
    assert len(missing.value.problems) == 2
    with pytest.raises(NotRead):
        secrecy.restrict(item=item, provision="OSL 26 kap. 1 §", reason="Hälsa.", by=world.cast.erik)
    open_masked(item=item, by=world.cast.erik)
    secrecy.restrict(item=item, provision="OSL 26 kap. 1 §", reason="Hälsa.", by=world.cast.erik)
    assert not capture.may_read(world.cast.second, item) and capture.may_read(world.cast.erik, item)
    assert capture.visible_to(world.cast.anna).filter(pk=item.pk).exists()
    assert Restriction.objects.filter(item=item, level="restricted").exists()


def test_reading_what_is_suspected_is_in_the_ledger_before_it_shows(world: World, item: Item) -> None:
    suspected(item, world.cast.anna)
    found = capture.visible_to(world.cast.erik).select_related("latest").get(pk=item.pk)
    sight_of(world.cast.erik, [found]).cover(found)
    assert found.is_closed and found.latest is not None and found.latest.text == ""
    open_masked(item=found, by=world.cast.erik)
    assert Record.objects.filter(kind="finding.opened", obj=f"item:{item.pk}").exists()
    found = capture.visible_to(world.cast.erik).select_related("latest").get(pk=item.pk)
    sight_of(world.cast.erik, [found]).cover(found)
    assert not found.is_closed and found.latest is not None and SECRET in found.latest.text


def test_who_may_only_know_of_it_is_offered_nothing_to_open(world: World, item: Item) -> None:
    suspected(item, world.cast.anna)
    found = capture.visible_to(world.cast.disa).select_related("latest").get(pk=item.pk)
    sight_of(world.cast.disa, [found]).cover(found)
    assert not found.is_closed and not found.is_readable
    assert found.latest is not None and found.latest.text == ""
    with pytest.raises(NotYours):
        open_masked(item=found, by=world.cast.disa)


def test_age_is_an_alarm_and_the_weekend_is_counted_out(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    assert registrations.word_of(row, clock.now()) == "due"
    assert registrations.word_of(row, row.due_at + timedelta(seconds=1)) == "late"
    friday = datetime(2026, 11, 20, 22, tzinfo=clock.STOCKHOLM)
    assert registering.due(friday) == datetime(2026, 11, 23, 17, tzinfo=clock.STOCKHOLM)


def test_a_mail_that_does_not_go_out_is_seen(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    assert registrations.mail_trouble(row) == ""
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert "Erik" in registrations.mail_trouble(row)
        Notice.objects.filter(link__contains=str(row.pk)).update(mailed_at=clock.now())
        assert registrations.mail_trouble(row) == ""


def test_without_a_registrar_the_request_stands_and_says_so(world: World, item: Item) -> None:
    Role.objects.filter(kind="registrar").delete()
    assert "Ingen var registrator" in registrations.mail_trouble(suspected(item, world.cast.anna))


@pytest.mark.clause("C7.2")
def test_secret_words_are_in_no_mail_duty_ledger_log_or_public_file(
    world: World, item: Item, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        row = suspected(item, world.cast.anna)
        open_masked(item=item, by=world.cast.erik)
        secrecy.restrict(item=item, provision="OSL 26:1", reason=f"{SECRET} är hälsa.", by=world.cast.erik)
        for notice in Notice.objects.all():
            send(notice)
        public = registration_files.write([row], by=world.cast.erik)
        registrar_acts.register_number(request=row, number="KFN 9", on=TODAY, by=world.cast.erik)
    told = [f"{one.subject} {one.body} {one.message()}" for one in mail.outbox]
    kept = [json.dumps(one.facts) for one in Record.objects.exclude(kind__startswith="version")]
    duties = list(Duty.objects.values_list("title", flat=True))
    assert told and duties
    for text in (*told, *kept, *duties, public, caplog.text):
        assert SECRET not in text and "Kanarienamn" not in text
    for user in (world.cast.second, world.cast.disa, world.cast.frida, world.cast.sara):
        assert searching.search(user, SECRET).count == 0


def test_what_is_handed_to_the_diary_system_is_sent_until_it_has_a_number(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    assert registrar_acts.mark_sent(requests=[row], by=world.cast.erik) == 1
    assert registrar_acts.mark_sent(requests=[row], by=world.cast.erik) == 0
    row.refresh_from_db()
    assert row.state == "sent" and Visibility(row.item.visibility) == "suspected"
