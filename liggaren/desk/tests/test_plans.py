"""Plans on screen: every page with the stranger, the form with and without script, the decision."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from liggaren.people.factories import Cast, cast
from liggaren.people.models import User
from liggaren.plans import factories, queries, services
from liggaren.plans.draft import Draft
from liggaren.plans.models import Plan

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def posted(draft: Draft, **more: Any) -> dict[str, Any]:
    """A draft as the browser sends it."""
    data = {key: value for key, value in draft.to_json().items() if isinstance(value, str)}
    data |= {"purposes": list(draft.purposes), "days": [str(day) for day in draft.days]}
    for prefix, rows in (("goal", draft.goals), ("person", draft.people)):
        for place, row in enumerate(rows):
            data |= {f"{prefix}-{place}-{name}": text for name, text in vars(row).items()}
    return {**data, "revision": "0", **more}


def opened(who: Cast) -> tuple[Client, Plan]:
    client = as_(who.anna)
    client.post(reverse("plan-new"), {"unit": who.unit.pk})
    return client, Plan.objects.get()


def _pages(plan: Plan) -> dict[str, str]:
    return {
        "plan": reverse("plan", args=[plan.pk]), "write": reverse("plan-write", args=[plan.pk]),
        "autosave": reverse("plan-autosave", args=[plan.pk]),
        "choose": reverse("plan-choose", args=[plan.pk]),
        "withdraw": reverse("plan-withdraw", args=[plan.pk]),
        "decide": reverse("approve-plan", args=[plan.pk]),
    }  # fmt: skip


@pytest.mark.parametrize("page", ["plan", "write", "autosave", "choose", "withdraw", "decide"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing(page: str, method: str) -> None:
    who = cast()
    plan = factories.sent(who)
    answer = getattr(as_(who.sara), method)(_pages(plan)[page])
    assert answer.status_code in {404, 405}
    if answer.status_code == 405:
        assert page in {"autosave", "choose", "withdraw", "plan"}


@pytest.mark.parametrize("name", ["plans", "plan-new", "approve"])
def test_lists_are_closed_to_strangers_and_ask_the_unknown_to_sign_in(name: str) -> None:
    who = cast()
    assert as_(who.sara).get(reverse(name)).status_code == 404
    assert Client().get(reverse(name))["Location"].startswith("/inloggning/")


@pytest.mark.parametrize("page", ["write", "autosave", "choose", "withdraw"])
@pytest.mark.parametrize("name", ["gustav", "cecilia", "erik"])
def test_those_who_only_read_cannot_write(page: str, name: str) -> None:
    who = cast()
    plan = factories.drafted(who)
    assert as_(getattr(who, name)).post(_pages(plan)[page], {}).status_code == 404
    assert as_(getattr(who, name)).get(_pages(plan)["plan"]).status_code == 200


@pytest.mark.clause("C1.1", "B.1", "B.4", "B.7")
def test_a_plan_is_opened_written_sent_and_read() -> None:
    who = cast()
    client, plan = opened(who)
    here = _pages(plan)
    text = client.get(here["write"]).content.decode()
    assert "Ny aktivitetsplan" in text and "Ändrat sedan" not in text
    answer = client.post(
        here["write"], posted(factories.complete(), do="send", unit=who.unit.pk), follow=True
    )
    text = answer.content.decode()
    assert "Hos verksamhetens chef" in text and "Säkras" in text and "Planen är skickad till Bertil" in text
    assert client.get(here["write"]).status_code == 302


@pytest.mark.clause("B.7", "C2.3")
def test_a_failed_sending_names_each_fault_twice_in_the_same_words_and_keeps_the_text() -> None:
    who = cast()
    client, plan = opened(who)
    draft = factories.complete(people=factories.complete().people[:1], email="anna@exempelkoping.example")
    answer = client.post(_pages(plan)["write"], posted(draft, do="send"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fel: " in text and "Två saker behöver rättas innan planen kan skickas" in text
    assert text.count("Ange en administratör till. Ett konto måste alltid ha minst två.") == 2
    assert 'href="#person-1-name"' in text and 'id="person-1-name"' in text
    assert "anna@exempelkoping.example" in text
    assert queries.draft_of(queries.newest(plan)).email == "anna@exempelkoping.example"


def test_the_draft_saves_itself_and_tells_when() -> None:
    who = cast()
    client, plan = opened(who)
    answer = client.post(_pages(plan)["autosave"], posted(Draft(purpose="Halv men"), revision=0))
    assert answer.json()["revision"] == 1 and answer.json()["message"].startswith("Sparat kl. ")
    assert queries.draft_of(queries.newest(plan)).purpose == "Halv men"


def test_two_at_once_see_both_texts_and_choose_field_by_field() -> None:
    who = cast()
    client, plan = opened(who)
    here = _pages(plan)
    mine, theirs = Draft(purpose="Annas syfte", other="Annas"), Draft(purpose="Selmas syfte", other="Selmas")
    as_(who.second).post(here["write"], posted(theirs, revision=0))
    assert "har ändrat planen" in client.post(here["autosave"], posted(mine, revision=0)).json()["message"]
    answer = client.post(here["write"], posted(mine, revision=0, do="send"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Annas syfte" in text and "Selmas syfte" in text and " checked" not in text
    form = {"mine": answer.context["mine"], "revision": answer.context["revision"]}
    assert client.post(here["choose"], form).status_code == 422
    client.post(here["choose"], {**form, "take-purpose": "mine", "take-other": "theirs"})
    saved = queries.draft_of(queries.newest(plan))
    assert (saved.purpose, saved.other) == ("Annas syfte", "Selmas")


@pytest.mark.parametrize("mine", ["", "{", "[]", "null", '{"goals": 7}'])
def test_a_broken_hidden_text_is_no_error_of_the_server(mine: str) -> None:
    who = cast()
    client, plan = opened(who)
    answer = client.post(_pages(plan)["choose"], {"mine": mine, "revision": "x"})
    assert answer.status_code == 422


@pytest.mark.parametrize(("do", "anchor"), [("add_goal", "#goal-1-metric"), ("add_person", "#person-2-name")])
def test_rows_are_added_without_script(do: str, anchor: str) -> None:
    who = cast()
    client, plan = opened(who)
    answer = client.post(_pages(plan)["write"], posted(factories.complete(), do=do))
    assert answer["Location"].endswith(anchor)
    assert f'id="{anchor[1:]}"' in client.get(_pages(plan)["write"]).content.decode()


@pytest.mark.clause("C1.2", "C1.3", "B.12", "B.13")
def test_both_managers_approve_on_screen_in_a_labelled_demonstration(settings: Any) -> None:
    settings.DEMO = True
    who = cast()
    plan = factories.sent(who)
    assert "En plan väntar på dig" in as_(who.bertil).get(reverse("approve")).content.decode()
    for manager in (who.bertil, who.cecilia):
        client = as_(manager)
        page = client.get(_pages(plan)["decide"])
        assert "utan andra faktor (demonstration)" in page.content.decode()
        digest = queries.newest(plan).digest
        answer = client.post(_pages(plan)["decide"], {"do": "approve", "digest": digest}, follow=True)
        assert "Godkänt." in answer.content.decode()
    text = as_(who.anna).get(_pages(plan)["plan"]).content.decode()
    assert text.count("Utan andra faktor (demonstration)") == 2


@pytest.mark.clause("B.12")
def test_outside_demonstrations_a_fresh_second_factor_is_demanded() -> None:
    who = cast()
    plan = factories.sent(who)
    client = as_(who.bertil)
    data = {"do": "approve", "digest": queries.newest(plan).digest}
    assert 'value="approve"' not in client.get(_pages(plan)["decide"]).content.decode()
    assert client.post(_pages(plan)["decide"], data).status_code == 422
    _prove(client, who.bertil, ago=400)
    assert client.post(_pages(plan)["decide"], data).status_code == 422
    _prove(client, who.cecilia)
    assert client.post(_pages(plan)["decide"], data).status_code == 422
    _prove(client, who.bertil)
    assert 'value="approve"' in client.get(_pages(plan)["decide"]).content.decode()
    assert client.post(_pages(plan)["decide"], data).status_code == 302
    assert queries.story(plan)[-1].second_factor


def _prove(client: Client, user: User, ago: float = 0) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_an_old_page_cannot_approve_a_changed_plan(settings: Any) -> None:
    settings.DEMO = True
    who = cast()
    plan = factories.sent(who)
    answer = as_(who.bertil).post(_pages(plan)["decide"], {"do": "approve", "digest": "0" * 64})
    assert answer.status_code == 422 and "har ändrats" in answer.content.decode()


def test_a_change_is_requested_with_words_and_refused_without() -> None:
    who = cast()
    plan = factories.sent(who)
    client = as_(who.bertil)
    assert client.post(_pages(plan)["decide"], {"do": "change", "text": " "}).status_code == 422
    client.post(_pages(plan)["decide"], {"do": "change", "text": "Vem svarar på <lördagar>?"})
    text = as_(who.anna).get(_pages(plan)["write"]).content.decode()
    assert "Ändring begärd" in text and "&lt;lördagar&gt;" in text


def test_the_one_whose_turn_is_over_is_shown_the_plan_and_others_nothing() -> None:
    who = cast()
    plan = factories.approved(who)
    assert as_(who.bertil).get(_pages(plan)["decide"])["Location"] == _pages(plan)["plan"]
    assert as_(who.anna).get(_pages(plan)["decide"]).status_code == 404


@pytest.mark.clause("C1.2")
def test_whoever_comes_too_late_is_told_who_decided_and_keeps_the_words(settings: Any) -> None:
    settings.DEMO = True
    who = cast()
    plan = factories.sent(who)
    page, digest = _pages(plan)["decide"], queries.newest(plan).digest
    bertil = as_(who.bertil)
    approve = {"do": "approve", "digest": digest}
    said = [bertil.post(page, approve, follow=True).content.decode() for _ in range(3)]
    assert "Godkänt. Planen har gått vidare" in said[0]
    for late in said[1:]:
        assert "Planen är redan godkänd av dig i dag kl. " in late and "ändrar inget" in late
    no = bertil.post(page, {"do": "refuse", "text": "Nej tack <b>"}, follow=True).content.decode()
    assert "Ditt nej gäller inte. Du skrev: ”Nej tack &lt;b&gt;”" in no
    cecilia = as_(who.cecilia)
    cecilia.post(page, approve)
    assert "redan godkänd av dig" in cecilia.post(page, approve, follow=True).content.decode()
    assert as_(who.sara).post(page, approve).status_code == 404


@pytest.mark.clause("C1.2")
def test_a_race_lost_inside_the_service_reads_the_same(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    who = cast()
    plan = factories.sent(who)
    page, approve = _pages(plan)["decide"], {"do": "approve", "digest": queries.newest(plan).digest}
    real, passed = services.approve, []

    def another_first(**words: Any) -> Any:
        if not passed:
            passed.append(real(**words))
        return real(**words)

    monkeypatch.setattr(services, "approve", another_first)
    text = as_(who.bertil).post(page, approve, follow=True).content.decode()
    assert "Planen är redan godkänd av dig i dag kl. " in text


def test_a_sent_plan_is_taken_back_by_its_author_only() -> None:
    who = cast()
    plan = factories.sent(who)
    assert as_(who.second).post(_pages(plan)["withdraw"]).status_code == 404
    assert as_(who.anna).post(_pages(plan)["withdraw"])["Location"] == _pages(plan)["write"]
    assert as_(who.anna).get(_pages(plan)["plan"] + "?version=1").status_code == 200
    assert as_(who.anna).get(_pages(plan)["plan"] + "?version=9").status_code == 404


@pytest.mark.parametrize("view", ["pagar", "godkanda", "avslutade"])
def test_the_list_has_words_when_it_is_empty(view: str) -> None:
    who = cast()
    answer = as_(who.anna).get(reverse("plans"), {"visa": view})
    assert answer.status_code == 200 and 'class="empty"' in answer.content.decode()
    assert as_(who.anna).get(reverse("plans"), {"visa": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 8])
def test_pages_ask_the_database_few_times_however_many_rows(
    count: int, django_assert_max_num_queries: Any
) -> None:
    who = cast()
    for turn in range(count):
        plan = factories.sent(who, address=f"https://lekplatsen.example/@bad{turn}")
    anna, bertil = as_(who.anna), as_(who.bertil)
    for client, address in (
        (anna, reverse("plans")),
        (anna, _pages(plan)["plan"]),
        (bertil, reverse("approve")),
    ):
        with django_assert_max_num_queries(15):
            client.get(address)


@pytest.mark.clause("C2.7", "G4.2")
def test_whoever_is_unsure_is_shown_whom_to_ask() -> None:
    who = cast()
    client, plan = opened(who)
    assert f"mailto:{who.disa.email}" in client.get(_pages(plan)["write"]).content.decode()
    account = factories.approved(who).account
    assert f"mailto:{who.disa.email}" in client.get(f"/konton/{account.pk}/start/").content.decode()


def test_ones_own_second_window_is_called_that() -> None:
    who = cast()
    client, plan = opened(who)
    client.post(_pages(plan)["write"], posted(Draft(purpose="Ett"), revision=0))
    answer = client.post(_pages(plan)["write"], posted(Draft(purpose="Två"), revision=0))
    assert "Du har skrivit i planen i två fönster" in answer.content.decode()


@pytest.mark.clause("B.12", "B.13")
def test_a_one_time_code_opens_the_approval_for_real() -> None:
    who = cast()
    plan = factories.sent(who)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(who.bertil, secret)
    client = as_(who.bertil)
    page = client.get(_pages(plan)["decide"]).content.decode()
    assert "Bekräfta med nyckel eller kod" in page
    prove = reverse("mfa_reauthenticate") + "?next=" + _pages(plan)["decide"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    answer = client.post(prove, {"code": code})
    assert answer["Location"] == _pages(plan)["decide"]
    digest = queries.newest(plan).digest
    client.post(_pages(plan)["decide"], {"do": "approve", "digest": digest})
    assert queries.story(plan)[-1].kind == "approved" and queries.story(plan)[-1].second_factor
