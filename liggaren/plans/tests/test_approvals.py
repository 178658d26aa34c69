import pytest

from liggaren.duties.models import Duty
from liggaren.duties.queries import due_for
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.notices.models import Notice
from liggaren.people import services as people
from liggaren.people.factories import cast, give
from liggaren.people.models import Municipality, User
from liggaren.plans import factories, permissions, queries, services, states
from liggaren.plans.models import Approval, Plan, State
from liggaren.register import queries as register
from liggaren.register.factories import adopted
from liggaren.register.models import Account
from liggaren.register.services import AlreadyRegistered

pytestmark = pytest.mark.django_db


def _approve(plan: Plan, by: object, **changes: object) -> Approval:
    digest = queries.newest(plan).digest
    return services.approve(plan=plan, by=by, **{"digest": digest, "second_factor": True, **changes})


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
        "days": [0, 1, 2, 3, 4, 5], "from": "08.00", "to": "17.00", "times_per_day": 3, "off_hours": "",
        "free": None, "who": who.anna.pk, "deputy": who.second.pk,
    }  # fmt: skip
    assert [row.user for row in register.administrators(account)] == [who.anna, who.second]
    assert Notice.objects.filter(user=who.disa, subject="En aktivitetsplan är godkänd").exists()
    assert Duty.objects.get(kind="account.start").owner == who.anna


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


def _kinds(plan: Plan) -> list[str]:
    return list(Record.objects.filter(obj=plan.obj).order_by("pk").values_list("kind", flat=True))
