import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from liggaren.duties.models import Duty
from liggaren.duties.queries import due_for
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.notices.models import Notice
from liggaren.people import services as people
from liggaren.people.factories import Cast, cast, give
from liggaren.people.models import Municipality, User
from liggaren.plans import factories, permissions, queries, services, states
from liggaren.plans.draft import PersonRow
from liggaren.plans.models import Approval, Goal, Plan, PlanVersion, State, Step
from liggaren.register import queries as register
from liggaren.register.factories import adopted
from liggaren.register.models import Account
from liggaren.register.services import AlreadyRegistered

pytestmark = pytest.mark.django_db


def _approve(plan: Plan, by: object, **changes: object) -> Approval:
    digest = queries.newest(plan).digest
    return services.approve(plan=plan, by=by, **{"digest": digest, "second_factor": True, **changes})


def _kinds(plan: Plan) -> list[str]:
    return list(Record.objects.filter(obj=plan.obj).order_by("pk").values_list("kind", flat=True))


@pytest.mark.clause("C1.1", "C1.2", "C1.3", "C1.4", "B.12", "B.13", "B.14")
def test_two_managers_approve_and_the_register_knows_by_itself() -> None:
    who = cast()
    plan = factories.approved(who)
    account = plan.account
    assert plan.state == State.APPROVED and account.status == "planned"
    assert _kinds(plan) == ["plan.opened", "plan.sent", "plan.approved_by_manager", "plan.approved"]
    facts = register.working_facts(account)
    assert {facts.approver_one_id, facts.approver_two_id} == {who.bertil.pk, who.cecilia.pk}
    assert facts.watch == {
        "days": [0, 1, 2, 3, 4, 5], "from": "08.00", "to": "17.00", "times_per_day": 3, "off_hours": ""
    }  # fmt: skip
    assert [row.user for row in register.administrators(account)] == [who.anna, who.second]
    assert Notice.objects.filter(user=who.disa, subject="En aktivitetsplan är godkänd").exists()
    assert Duty.objects.get(kind="account.start").owner == who.anna


@pytest.mark.clause("B.1", "B.2", "B.3", "B.4", "B.5", "B.6", "B.7", "B.8", "B.9", "B.10", "B.11")
def test_every_field_of_the_form_is_kept_and_sealed() -> None:
    who = cast()
    plan = factories.sent(who, other="Vi vill börja i juni.", off_hours="Jouren tittar på helger.")
    version = queries.newest(plan)
    draft = queries.draft_of(version)
    assert draft == factories.complete(other="Vi vill börja i juni.", off_hours="Jouren tittar på helger.")
    record = Record.objects.get(kind="plan.sent")
    assert record.digests == {"plan": version.digest} == {"plan": draft.digest(plan.pk, 1)}
    assert Goal.objects.get().target == 200
    assert [row.email for row in version.administrators.order_by("place")] == [
        row.email for row in draft.people
    ]


@pytest.mark.clause("B.7")
def test_a_plan_with_one_administrator_is_not_sent() -> None:
    who = cast()
    plan = factories.drafted(who, people=(factories.complete().people[0],))
    with pytest.raises(services.NotReady) as refused:
        services.send(plan=plan, revision=1, by=who.anna)
    assert any("minst två" in problem.message for problem in refused.value.problems)
    assert queries.newest(plan).sent_at is None


def test_an_unknown_administrator_becomes_a_person_without_a_way_in() -> None:
    who = cast()
    row = PersonRow("Ny Person", "nyperson@exempelkoping.example")
    plan = factories.approved(who, people=(factories.complete().people[0], row))
    user = register.administrators(plan.account)[1].user
    assert user.name == "Ny Person" and not user.has_usable_password()


def test_two_who_write_at_once_both_keep_their_words() -> None:
    who = cast()
    plan = factories.drafted(who)
    services.save_draft(plan=plan, draft=factories.complete(purpose="Selmas"), revision=1, by=who.second)
    with pytest.raises(services.Conflict) as conflict:
        services.save_draft(plan=plan, draft=factories.complete(purpose="Annas"), revision=1, by=who.anna)
    assert conflict.value.theirs.purpose == "Selmas" and conflict.value.who == "Selma"
    assert queries.draft_of(queries.newest(plan)).purpose == "Selmas"
    services.save_draft(
        plan=plan, draft=factories.complete(purpose="Båda"), revision=conflict.value.revision, by=who.anna
    )
    same = factories.complete(purpose="Båda")
    assert services.save_draft(plan=plan, draft=same, revision=1, by=who.anna).revision == 3


def test_a_plan_opened_with_words_has_its_name_in_lists() -> None:
    who = cast()
    plan = services.open_draft(unit=who.unit, by=who.anna, draft=factories.complete())
    services.send(plan=plan, revision=0, by=who.anna)
    plan.refresh_from_db()
    assert (plan.name, plan.medium) == ("Badhuset Vågen", "playground")


def test_a_half_written_draft_is_saved_as_it_is() -> None:
    who = cast()
    plan = factories.drafted(who, email="anna", watch_from="kl", goals=())
    assert queries.draft_of(queries.newest(plan)).watch_from == "kl"


@pytest.mark.clause("C1.2", "C1.3")
def test_nobody_approves_alone_whatever_roles_they_hold() -> None:
    who = cast()
    give(who.bertil, "director", who.administration)
    plan = factories.sent(who)
    _approve(plan, who.bertil)
    with pytest.raises(services.MayNotApprove, match="redan godkänt"):
        _approve(plan, who.bertil)
    _approve(plan, who.cecilia)


@pytest.mark.clause("C1.2")
@pytest.mark.parametrize("name", ["anna", "second", "cecilia", "disa", "erik", "frida", "gustav", "sara"])
def test_only_the_units_manager_takes_the_first_step(name: str) -> None:
    who = cast()
    plan = factories.sent(who)
    with pytest.raises(services.NotYours):
        _approve(plan, getattr(who, name))


@pytest.mark.clause("C1.3")
@pytest.mark.parametrize("name", ["anna", "second", "bertil", "disa", "erik", "frida", "gustav", "sara"])
def test_only_the_director_takes_the_second_step(name: str) -> None:
    who = cast()
    plan = factories.sent(who)
    _approve(plan, who.bertil)
    with pytest.raises(services.NotYours):
        _approve(plan, getattr(who, name))


@pytest.mark.clause("C1.2")
def test_an_approver_who_is_the_author_is_refused_unless_the_municipality_says_so() -> None:
    who = cast()
    give(who.anna, "unit_manager", who.unit)
    plan = factories.sent(who)
    with pytest.raises(services.MayNotApprove, match="skrivit planen"):
        _approve(plan, who.anna)
    Municipality.objects.update(author_may_approve=True)
    assert _approve(plan, who.anna).user == who.anna


def test_approving_twice_is_refused() -> None:
    who = cast()
    plan = factories.approved(who)
    for again in (who.bertil, who.cecilia):
        with pytest.raises(states.NoSuchStep, match="väntar inte"):
            _approve(plan, again)
    assert Account.objects.count() == 1


def test_a_plan_changed_since_it_was_shown_is_refused() -> None:
    who = cast()
    plan = factories.sent(who)
    shown = queries.newest(plan).digest
    services.withdraw(plan=plan, by=who.anna)
    services.save_draft(plan=plan, draft=factories.complete(purpose="Nytt"), revision=0, by=who.anna)
    services.send(plan=plan, revision=1, by=who.anna)
    with pytest.raises(services.ChangedSinceShown):
        _approve(plan, who.bertil, digest=shown)
    with pytest.raises(services.ChangedSinceShown):
        _approve(plan, who.bertil, digest="")
    _approve(plan, who.bertil)


def test_a_sent_plan_cannot_be_written_by_anyone() -> None:
    who = cast()
    plan = factories.sent(who)
    for writer, refusal in ((who.anna, services.Locked), (who.second, services.NotYours)):
        with pytest.raises(refusal):
            services.save_draft(plan=plan, draft=factories.complete(), revision=1, by=writer)


@pytest.mark.clause("C1.2", "C1.3")
@pytest.mark.parametrize("role", ["unit_manager", "director"])
def test_a_vacant_role_means_that_nothing_is_sent_or_approved(role: str) -> None:
    who = cast()
    plan = factories.drafted(who)
    holder = who.bertil if role == "unit_manager" else who.cecilia
    people.end_role(role=holder.roles.get(), by=None)
    with pytest.raises(services.Vacant, match="inte besatt"):
        services.send(plan=plan, revision=1, by=who.anna)


def test_one_person_in_both_roles_cannot_be_sent_to() -> None:
    who = cast()
    people.end_role(role=who.cecilia.roles.get(), by=None)
    give(who.bertil, "director", who.administration)
    plan = factories.drafted(who)
    with pytest.raises(services.Vacant, match="Två personer"):
        services.send(plan=plan, revision=1, by=who.anna)


def test_a_role_that_ended_after_the_sending_approves_nothing() -> None:
    who = cast()
    plan = factories.sent(who)
    people.end_role(role=who.bertil.roles.get(), by=None)
    with pytest.raises(services.NotYours):
        _approve(plan, who.bertil)


@pytest.mark.clause("B.12")
def test_a_deputy_approves_and_is_named_as_such() -> None:
    who = cast()
    own = who.bertil.roles.get()
    give(who.sara, "unit_manager", who.unit, deputy_for=own)
    people.end_role(role=own, by=None)
    plan = factories.sent(who)
    approval = _approve(plan, who.sara)
    assert approval.deputy_for == who.bertil
    assert queries.story(plan)[-1].deputy_for == "Bertil"
    record = Record.objects.get(kind="plan.approved_by_manager")
    assert record.facts["deputy_for"] == who.bertil.actor


def test_without_a_second_factor_only_a_demonstration_goes_on(settings: object) -> None:
    who = cast()
    plan = factories.sent(who)
    with pytest.raises(services.MayNotApprove, match="andra faktor"):
        _approve(plan, who.bertil, second_factor=False)
    settings.DEMO = True  # type: ignore[attr-defined]
    assert _approve(plan, who.bertil, second_factor=False).second_factor is False
    assert queries.story(plan)[-1].second_factor is False


def test_a_requested_change_opens_the_next_version_and_keeps_the_first() -> None:
    who = cast()
    plan = factories.sent(who)
    with pytest.raises(Refusal, match="Skriv vad"):
        services.request_change(plan=plan, by=who.bertil, text="  ")
    services.request_change(plan=plan, by=who.bertil, text="Vem svarar på lördagar?")
    plan.refresh_from_db()
    assert plan.state == State.CHANGE_REQUESTED
    assert queries.newest(plan).number == 2
    assert Notice.objects.filter(user=who.anna, subject__startswith="Ändring begärd").exists()
    services.send(plan=plan, revision=0, by=who.anna)
    assert [row.kind for row in queries.story(plan)] == ["sent", "change_requested", "sent"]


def test_a_refused_plan_goes_nowhere() -> None:
    who = cast()
    plan = factories.sent(who)
    services.refuse(plan=plan, by=who.bertil, text="Vi har redan ett konto.")
    with pytest.raises(states.NoSuchStep):
        _approve(plan, who.bertil)
    with pytest.raises(services.Locked):
        services.send(plan=plan, revision=0, by=who.anna)


def test_an_address_taken_between_sending_and_approval_is_refused_and_nothing_is_half_done() -> None:
    who = cast()
    plan = factories.sent(who)
    _approve(plan, who.bertil)
    adopted(who, address="http://LEKPLATSEN.example/@badhuset/")
    with pytest.raises(AlreadyRegistered, match="redan i registret"):
        _approve(plan, who.cecilia)
    plan.refresh_from_db()
    assert plan.state == State.WITH_DIRECTOR and plan.account is None
    assert Approval.objects.count() == 1


def test_an_adopted_account_gets_its_plan_and_a_newer_plan_replaces_it() -> None:
    who = cast()
    account = adopted(who)
    first = _approved_for(who, account)
    second = _approved_for(who, account, purpose="Nytt syfte")
    first.refresh_from_db()
    account.refresh_from_db()
    assert (first.state, second.state) == (State.SUPERSEDED, State.APPROVED)
    assert register.working_facts(account).version == 2
    assert account.purpose == "Nytt syfte" and queries.approved_plan(account) == second


def _approved_for(who: Cast, account: Account, **changes: object) -> Plan:
    plan = services.open_draft(unit=who.unit, by=who.anna, account=account)
    services.save_draft(plan=plan, draft=factories.complete(**changes), revision=0, by=who.anna)
    services.send(plan=plan, revision=1, by=who.anna)
    _approve(plan, who.bertil)
    _approve(plan, who.cecilia)
    plan.refresh_from_db()
    return plan


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_every_pair_of_states_is_allowed_or_refused_as_the_table_says(before: State, after: State) -> None:
    plan = Plan(state=before)
    if after in states.ALLOWED[before]:
        states.move(plan, after)
        assert plan.state == after
    else:
        with pytest.raises(states.NoSuchStep):
            states.move(plan, after)
        assert plan.state == before


@pytest.mark.clause("G4.3")
def test_plans_are_seen_and_written_where_a_role_reaches() -> None:
    who = cast()
    plan = factories.drafted(who)
    for seer in (who.anna, who.second, who.bertil, who.cecilia, who.disa, who.gustav):
        assert plan in permissions.visible_to(seer)
    assert plan not in permissions.visible_to(who.sara)
    assert [permissions.may_write(user, plan) for user in (who.second, who.disa, who.gustav, who.sara)] == [
        True, True, False, False
    ]  # fmt: skip
    with pytest.raises(services.NotYours):
        services.open_draft(unit=who.unit, by=who.sara)
    with pytest.raises(services.NotYours):
        services.open_draft(unit=who.administration, by=who.anna)


def test_each_waiting_plan_is_one_duty_of_the_one_whose_turn_it_is() -> None:
    who = cast()
    plan = factories.sent(who)
    assert _due(who.bertil) == ["plan.approve"] and not _due(who.cecilia)
    _approve(plan, who.bertil)
    assert _due(who.cecilia) == ["plan.approve"] and not _due(who.bertil)
    services.request_change(plan=plan, by=who.cecilia, text="Vem svarar på lördagar?")
    assert _due(who.anna) == ["plan.change"] and not _due(who.cecilia)
    services.send(plan=plan, revision=0, by=who.anna)
    assert _due(who.bertil) == ["plan.approve"] and not _due(who.anna)
    services.withdraw(plan=plan, by=who.anna)
    assert not _due(who.bertil)


def _due(user: User) -> list[str]:
    return list(due_for(user, clock.now()).values_list("kind", flat=True))


def test_a_plan_waits_only_for_the_one_who_decides_next() -> None:
    who = cast()
    plan = factories.sent(who)
    assert permissions.waiting_for(who.bertil) == [plan] and not permissions.waiting_for(who.cecilia)
    _approve(plan, who.bertil)
    assert permissions.waiting_for(who.cecilia) == [plan] and not permissions.waiting_for(who.bertil)


@pytest.mark.clause("C1.2", "C1.3")
@pytest.mark.parametrize(
    "change",
    [
        "fields = '{}'",
        "digest = repeat('0', 64)",
        "number = 9",
        "sent_at = NULL, digest = ''",
        "revision = 9",
    ],
)
def test_plain_sql_cannot_change_what_was_sent(change: str) -> None:
    who = cast()
    factories.sent(who)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        _sql(f"UPDATE plans_planversion SET {change}")  # noqa: S608


@pytest.mark.parametrize(
    "statement",
    ["UPDATE plans_planversion SET approved_at = NULL", "UPDATE plans_planversion SET saved_at = now()",
     "DELETE FROM plans_planversion"],
)  # fmt: skip
def test_plain_sql_cannot_touch_an_approved_version(statement: str) -> None:
    factories.approved(cast())
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql(statement)


@pytest.mark.parametrize("table", ["approval", "remark", "goal", "planadministrator"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_decided_is_only_added_to(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _sql(statement.format(f"plans_{table}"))


def test_the_database_refuses_one_person_in_two_steps() -> None:
    who = cast()
    plan = factories.sent(who)
    first = _approve(plan, who.bertil)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            version=queries.newest(plan), step=Step.DIRECTOR, user=who.bertil, name="B", second_factor=True,
            digest="x", entry_id=first.entry_id, at=first.at,
        )  # fmt: skip


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_versions_are_numbered_once() -> None:
    who = cast()
    plan = factories.drafted(who)
    version = queries.newest(plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(plan=plan, number=1, written_by=who.anna, saved_at=version.saved_at)
