import pytest

from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import checklist, services
from liggaren.people.factories import Cast, cast
from liggaren.plans import factories as plans
from liggaren.register import roster
from liggaren.register import services as register
from liggaren.register.models import Account
from liggaren.register.public import directory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_page_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "page_answers", lambda address: False)


def _undone(account: Account) -> set[str]:
    return {step.code for step in services.start_checklist(account) if step.stops and not step.done}


def _finish(who: Cast, account: Account) -> None:
    services.note_page(account=account, address="exempelkoping.example/badhuset", by=who.anna)
    services.tick(account=account, code="sender", by=who.anna)
    services.tick(account=account, code="login", by=who.disa)
    register.connect(account, origin="http://127.0.0.1:1", native_id="vagen", token="t", by=who.anna)
    register.mark_alive(account)


@pytest.mark.clause("C2.1", "C2.2", "C2.3", "C2.4", "C2.5", "C2.6", "C2.8", "B.15")
def test_an_approved_account_starts_when_every_step_is_done_and_stands_in_the_directory() -> None:
    who = cast()
    account = plans.approved(who).account
    assert _undone(account) == {"page", "sender", "login", "connection"}
    with pytest.raises(services.NotReady) as refused:
        services.start(account=account, by=who.anna)
    assert len(refused.value.steps) == 4
    _finish(who, account)
    assert services.start(account=account, by=who.anna).status == "started"
    assert directory().count == 1
    assert Duty.objects.get(kind="account.start").outcome == "done"
    assert Record.objects.filter(obj=account.obj, kind="account.started").exists()


@pytest.mark.clause("C2.1")
def test_without_approval_the_first_step_stops_the_start() -> None:
    who = cast()
    lines = [register.RosterLine(who.anna, "A"), register.RosterLine(who.second, "S")]
    account = register.adopt(
        platform="playground", name="Badet", unit=who.unit, by=who.disa, administrators=lines,
        address="https://lekplatsen.example/@bad", email="konto.bad@exempelkoping.example",
    )  # fmt: skip
    _finish(who, account)
    assert _undone(account) == {"approved"}
    with pytest.raises(services.NotReady, match="godkänd"):
        services.start(account=account, by=who.anna)


@pytest.mark.clause("C2.2", "C2.3", "C2.8")
def test_the_system_sees_a_personal_address_a_missing_profile_and_a_lone_administrator() -> None:
    who = cast()
    account = plans.approved(who).account
    register.change(account=account, by=who.disa, email="anna@exempelkoping.example", address="")
    roster.dismiss(account=account, user=who.second, by=who.disa)
    roster.appoint(account=account, user=who.anna, work_profile="", by=who.disa)
    account.refresh_from_db()
    assert {"email", "profiles", "administrators", "address"} <= _undone(account)


@pytest.mark.clause("C2.4", "B.15")
def test_a_confirmed_step_names_the_person_and_is_entered_once() -> None:
    who = cast()
    account = plans.approved(who).account
    services.tick(account=account, code="login", by=who.disa)
    services.tick(account=account, code="login", by=who.anna)
    step = next(step for step in services.start_checklist(account) if step.code == "login")
    assert step.who == "Disa" and not step.by_system
    assert Record.objects.filter(kind="start.confirmed").count() == 1
    account.refresh_from_db()
    assert account.login_confirmed_at is not None


def test_no_step_that_the_system_checks_can_be_ticked_by_hand() -> None:
    who = cast()
    account = plans.approved(who).account
    for step in services.start_checklist(account):
        if step.code not in checklist.BY_HAND:
            with pytest.raises(Refusal, match="systemet"):
                services.tick(account=account, code=step.code, by=who.anna)


@pytest.mark.clause("C2.5")
@pytest.mark.parametrize("address", ["", "ftp://a.example", "https://", "javascript:alert(1)"])
def test_a_page_needs_a_web_address(address: str) -> None:
    who = cast()
    account = plans.approved(who).account
    with pytest.raises(Refusal):
        services.note_page(account=account, address=address, by=who.anna)
    with pytest.raises(Refusal, match="adress"):
        services.tick(account=account, code="page", by=who.anna)


@pytest.mark.parametrize("name", ["cecilia", "erik", "frida", "gustav", "sara"])
def test_a_stranger_neither_confirms_nor_starts(name: str) -> None:
    who = cast()
    account = plans.approved(who).account
    by = getattr(who, name)
    for attempt in (
        lambda: services.tick(account=account, code="sender", by=by),
        lambda: services.note_page(account=account, address="a.example", by=by),
        lambda: services.start(account=account, by=by),
    ):
        with pytest.raises(services.NotYours):
            attempt()


@pytest.mark.clause("G1.1")
def test_an_account_on_a_medium_without_connection_starts_when_archiving_by_hand_is_confirmed() -> None:
    who = cast()
    account = plans.approved(who, medium="podcast", address="https://podd.example/badet").account
    assert "archiving" in _undone(account)
    services.note_page(account=account, address="a.example", by=who.anna)
    for code in ("sender", "login", "archiving"):
        services.tick(account=account, code=code, by=who.anna)
    assert services.start(account=account, by=who.anna).status == "started"


def test_a_broken_connection_says_what_the_platform_answered() -> None:
    who = cast()
    account = plans.approved(who).account
    register.connect(account, origin="http://127.0.0.1:1", native_id="vagen", token="t", by=who.anna)
    register.mark_broken(account, note="Nyckeln gäller inte.")
    step = next(step for step in services.start_checklist(account) if step.code == "connection")
    assert not step.done and "Nyckeln gäller inte." in step.text
