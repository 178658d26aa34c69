from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from liggaren.custody import queries as custody
from liggaren.duties import queries as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.notices.models import Notice
from liggaren.people import services as people
from liggaren.people.factories import cast
from liggaren.register import factories, queries, roster, services, states
from liggaren.register.models import Account, AccountOwnership, Status, WorkingFacts

pytestmark = pytest.mark.django_db


@pytest.mark.clause("G1.2")
def test_an_address_in_another_spelling_is_refused_and_the_existing_account_named() -> None:
    who = cast()
    factories.planned(who, platform="facebook", address="https://www.facebook.com/Badhuset")
    with pytest.raises(services.AlreadyRegistered) as refused:
        factories.adopted(who, platform="facebook", name="Badet", address="http://m.fb.com/badhuset/")
    assert "Badhuset Vågen på Facebook" in refused.value.message


def test_the_database_refuses_two_accounts_with_one_address() -> None:
    who = cast()
    first = factories.planned(who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(
            name="En till", unit=who.unit, board=who.board, address_key=first.address_key,
            entered_at=clock.now(), changed_at=clock.now(), platform="playground",
        )  # fmt: skip


@pytest.mark.clause("C2.1")
def test_an_account_without_approval_cannot_start() -> None:
    who = cast()
    account = factories.planned(who)
    with pytest.raises(Refusal, match="två chefer"):
        services.start(account=account, by=who.anna)


@pytest.mark.clause("C2.1")
@pytest.mark.parametrize("status", ["planned", "adopted"])
def test_plain_sql_cannot_start_an_account_without_two_approvals(status: str) -> None:
    who = cast()
    account = factories.planned(who) if status == "planned" else factories.adopted(who)
    with (
        pytest.raises(IntegrityError, match="two approvers"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE register_account SET status = 'started' WHERE id = %s", [account.pk])


@pytest.mark.clause("C1.3")
def test_plain_sql_cannot_enter_one_approver_twice_or_a_made_up_entry() -> None:
    who = cast()
    account = factories.planned(who)
    insert = (
        "INSERT INTO register_workingfacts (account_id, version, signature, reply_hours, watch, purposes,"
        " posts_per_week, hours_per_week, plan_ref, approver_one_id, approver_two_id, approval_entry_id,"
        " made_at) VALUES (%s, 1, '', 24, '{}', '[]', 0, 0, 'x', %s, %s, %s, now())"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [account.pk, who.bertil.pk, who.bertil.pk, 1])
    other = ledger.append(kind="item.captured", actor="system", obj="item:x")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [account.pk, who.bertil.pk, who.cecilia.pk, other])
        cursor.execute("UPDATE register_account SET status = 'started' WHERE id = %s", [account.pk])


def test_approved_working_facts_never_change() -> None:
    who = cast()
    factories.started(who)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        WorkingFacts.objects.update(reply_hours=1)


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_every_pair_of_states_is_allowed_or_refused_as_the_table_says(before: Status, after: Status) -> None:
    account = Account(status=before)
    if after in states.ALLOWED[before]:
        states.move(account, after)
        assert account.status == after
    else:
        with pytest.raises(states.NoSuchStep):
            states.move(account, after)
        assert account.status == before


@pytest.mark.clause("C2.4", "C2.8")
def test_custody_opens_to_the_roster_and_closes_when_someone_leaves() -> None:
    who = cast()
    account = factories.started(who)
    assert custody.may_read(who.anna, str(account.pk))
    assert not custody.may_read(who.sara, str(account.pk))
    roster.dismiss(account=account, user=who.anna, by=who.disa)
    assert not custody.may_read(who.anna, str(account.pk))


@pytest.mark.clause("B.16")
def test_when_an_administrator_leaves_the_information_function_is_told_and_the_login_is_due_for_change() -> (
    None
):
    who = cast()
    account = factories.started(who)
    roster.dismiss(account=account, user=who.anna, by=who.disa)
    assert Notice.objects.filter(user=who.disa, subject__contains="lämnat").exists()
    kinds = set(duties.due_for(who.bertil, clock.now()).values_list("kind", flat=True))
    assert kinds == {"account.change_credentials", "account.administrators"}
    roster.appoint(account=account, user=who.sara, work_profile="Sara, bad", by=who.disa)
    kinds = set(duties.due_for(who.bertil, clock.now()).values_list("kind", flat=True))
    assert kinds == {"account.change_credentials"}


def test_an_adopted_account_has_a_dated_duty_for_each_missing_piece_until_it_is_mended() -> None:
    who = cast()
    account = factories.adopted(who, email="")
    due = {duty.kind: duty.due_at for duty in duties.due_for(who.bertil, clock.now())}
    assert set(due) == {f"account.{code}" for code in ("connection", "custody", "email", "page", "plan")}
    assert due["account.connection"] < due["account.custody"] < due["account.plan"]
    services.change(account=account, by=who.disa, email="bad.konto@exempelkoping.example")
    services.confirm_login(account=account, by=who.disa)
    kinds = {duty.kind for duty in duties.due_for(who.bertil, clock.now())}
    assert kinds == {"account.connection", "account.page", "account.plan"}


@pytest.mark.clause("G4.3")
def test_accounts_are_seen_where_a_role_reaches_and_by_their_administrators_only() -> None:
    who = cast()
    account = factories.started(who)
    other = people.enter_unit(name="Museet", kind="unit", parent=who.administration, by=None)
    outsider = people.enter_user(email="olle@exempelkoping.example", name="Olle", by=None)
    people.give_role(user=outsider, kind="communicator", unit=other, by=None)
    for seer in (who.anna, who.bertil, who.cecilia, who.disa, who.erik, who.frida, who.gustav):
        assert account in queries.visible_accounts(seer), seer
    for blind in (who.sara, outsider):
        assert account not in queries.visible_accounts(blind), blind
    roster.appoint(account=account, user=outsider, work_profile="", by=who.disa)
    assert account in queries.visible_accounts(outsider)
    assert list(queries.my_accounts(outsider)) == [account]


def test_the_old_board_keeps_its_time_when_an_account_is_transferred() -> None:
    who = cast()
    account = factories.started(who, opened_on=date(2026, 1, 1))
    other = people.enter_unit(name="Tekniska nämnden", kind="board", parent=who.top, by=None)
    services.transfer(account=account, unit=other, on=date(2026, 7, 1), by=who.disa)
    assert queries.owner(account, date(2026, 6, 30)).board == who.board
    assert queries.owner(account, date(2026, 7, 1)).board == other
    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        AccountOwnership.objects.create(
            account=account, board=who.board, unit=who.unit, valid_from=date(2026, 3, 1)
        )
