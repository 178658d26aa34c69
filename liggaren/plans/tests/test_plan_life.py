import pytest

from liggaren.ledger.models import Record
from liggaren.lib.errors import Refusal
from liggaren.notices.models import Notice
from liggaren.people.factories import Cast, cast
from liggaren.people.queries import swedish_day
from liggaren.plans import factories, permissions, queries, services, states
from liggaren.plans.draft import PersonRow
from liggaren.plans.models import Approval, Goal, Plan, State
from liggaren.plans.tidying import tidy
from liggaren.register import queries as register
from liggaren.register.factories import adopted
from liggaren.register.models import Account

pytestmark = pytest.mark.django_db


def _approve(plan: Plan, by: object, **changes: object) -> Approval:
    digest = queries.newest(plan).digest
    return services.approve(plan=plan, by=by, **{"digest": digest, "second_factor": True, **changes})


@pytest.mark.clause("B.1", "B.2", "B.3", "B.4", "B.5", "B.6", "B.7", "B.8", "B.9", "B.10", "B.11")
def test_every_field_of_the_form_is_kept_and_sealed() -> None:
    who = cast()
    plan = factories.sent(who, other="Vi vill börja i juni.", off_hours="Jouren tittar på helger.")
    version = queries.newest(plan)
    draft = queries.draft_of(version)
    typed = factories.complete(other="Vi vill börja i juni.", off_hours="Jouren tittar på helger.")
    assert draft == tidy(typed, today=swedish_day())
    assert (draft.watch_from, draft.times_per_day, draft.hours_per_week) == ("08.00", "3", "4,5")
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


def test_a_sent_plan_cannot_be_written_by_anyone() -> None:
    who = cast()
    plan = factories.sent(who)
    for writer, refusal in ((who.anna, services.Locked), (who.second, services.NotYours)):
        with pytest.raises(refusal):
            services.save_draft(plan=plan, draft=factories.complete(), revision=1, by=writer)


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


def _approved_for(who: Cast, account: Account, **changes: object) -> Plan:
    plan = services.open_draft(unit=who.unit, by=who.anna, account=account)
    services.save_draft(plan=plan, draft=factories.complete(**changes), revision=0, by=who.anna)
    services.send(plan=plan, revision=1, by=who.anna)
    _approve(plan, who.bertil)
    _approve(plan, who.cecilia)
    plan.refresh_from_db()
    return plan
