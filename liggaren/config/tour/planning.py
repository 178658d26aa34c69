"""Chapter one: a plan, two managers, a start (C1, C2, B)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from liggaren.config.tour.steps import Steps
from liggaren.config.tour.town import Town
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import account_notice
from liggaren.lifecycle import services as lifecycle
from liggaren.notices.models import Notice
from liggaren.people import queries as people
from liggaren.people.models import RoleKind
from liggaren.people.services import give_role
from liggaren.plans import queries as planned
from liggaren.plans import services as plans
from liggaren.plans.draft import Draft, GoalRow, PersonRow
from liggaren.plans.models import Plan
from liggaren.playground.serve import Playground
from liggaren.register import public, queries
from liggaren.register import services as register
from liggaren.register.models import Account, Status

PAGE = "badhuset-vagen"


def plan_and_start(steps: Steps, town: Town, platform: Playground) -> Account:
    """An account with an approved plan, connected and started."""
    plan = _send(steps, town, platform)
    _approve(steps, town, plan)
    account = Account.objects.get(name="Badhuset Vågen")
    _start(steps, town, platform, account)
    account.refresh_from_db()
    return account


def _draft(platform: Playground) -> Draft:
    next_year = (clock.now() + timedelta(days=200)).date().isoformat()
    return Draft(
        medium="playground",
        name="Badhuset Vågen",
        address=f"{platform.origin}/sidor/{PAGE}",
        email="badhuset.sociala@exempelkoping.example",
        purposes=("service",),
        purpose="Svara på besökarnas frågor där de ställs.",
        target_group="Barnfamiljer och motionssimmare.",
        why_medium="De frågar redan där.",
        website="Öppettider och priser länkas från inläggen.",
        goal_text="Kortare väntan på svar.",
        goals=(GoalRow("Besvarade frågor inom ett dygn, procent", "40", "90", next_year),),
        people=(PersonRow("Lovanna", "lovanna@exempelkoping.example", "070-174 06 05", "Lovanna på Vågen"),),
        daily="Lovanna",
        daily_email="lovanna@exempelkoping.example",
        days=(0, 1, 2, 3, 4),
        watch_from="08:00",
        watch_to="16:30",
        times_per_day="2",
        posts_per_week="3",
        reply_hours="24",
        off_hours="Kontaktcenter ser igenom inkorgen på lördagar.",
        hours_per_week="4",
        signature="/Lovanna, Badhuset Vågen",
    )


def _send(steps: Steps, town: Town, platform: Playground) -> Plan:
    draft = _draft(platform)
    plan = plans.open_draft(unit=town.unit, by=town.communicator, draft=draft)
    refusal = _refused(lambda: plans.send(plan=plan, revision=_revision(plan), by=town.communicator))
    steps.add("B.7", "en plan med en enda administratör kan inte skickas", refusal, bool(refusal))
    both = (*draft.people, PersonRow("Torsvante", "torsvante@exempelkoping.example", "", "Torsvante Vågen"))
    personal = replace(draft, people=both, email="lovanna@exempelkoping.example")
    plans.save_draft(plan=plan, draft=personal, revision=_revision(plan), by=town.communicator)
    refusal = _refused(lambda: plans.send(plan=plan, revision=_revision(plan), by=town.communicator))
    steps.add("C2.3", "en persons egen kommunadress går inte för kontot", refusal, bool(refusal))
    whole = replace(draft, people=both)
    plans.save_draft(plan=plan, draft=whole, revision=_revision(plan), by=town.communicator)
    version = plans.send(plan=plan, revision=_revision(plan), by=town.communicator)
    plan.refresh_from_db()
    steps.add(
        "C1.1", "planen är hos verksamhetens chef, låst och beseglad",
        f"Läge {plan.get_state_display()}, version {version.number}, summa {version.digest[:12]}.",
        plan.state == "with_manager" and version.entry_id is not None,
    )  # fmt: skip
    return plan


def _approve(steps: Steps, town: Town, plan: Plan) -> None:
    digest = planned.newest(plan).digest

    def approve(by: object) -> None:
        plans.approve(plan=plan, by=by, digest=digest, second_factor=False)  # type: ignore[arg-type]

    refusal = _refused(lambda: approve(town.communicator))
    steps.add("C1.2", "den som skrev planen kan inte godkänna den", refusal, bool(refusal))
    approve(town.manager)
    _make_deputy(town)
    refusal = _refused(lambda: approve(town.manager))
    nothing = not Account.objects.exists()
    steps.add(
        "C1.2", "ett godkännande räcker inte, och samma person kan inte ge båda",
        f"{refusal} Konton i registret: {Account.objects.count()}.", bool(refusal) and nothing,
    )  # fmt: skip
    approve(town.director)
    plan.refresh_from_db()
    entered = Account.objects.filter(name="Badhuset Vågen").count()
    told = Notice.objects.filter(user=town.information).count()
    steps.add(
        "C1.3", "två chefer har godkänt: planen är fryst och kontot står i registret",
        f"Läge {plan.get_state_display()}, {entered} konto i registret.",
        plan.state == "approved" and entered == 1,
    )  # fmt: skip
    steps.add("C1.4", "informationsfunktionen får veta det av sig själv", f"{told} besked.", told > 0)


def _make_deputy(town: Town) -> None:
    """The manager now also stands in for the director: still only one person."""
    role = people.roles_of(town.director)[0]
    give_role(user=town.manager, kind=RoleKind.DIRECTOR, unit=role.unit, deputy_for=role, by=None)


def _start(steps: Steps, town: Town, platform: Playground, account: Account) -> None:
    refusal = _refused(lambda: lifecycle.start(account=account, by=town.communicator))
    steps.add("C2.1", "kontot kan inte startas före stegen i checklistan", refusal, bool(refusal))
    register.connect(
        account, origin=platform.origin, native_id=PAGE, token=platform.admin.token(PAGE), profile="full",
        by=town.information,
    )  # fmt: skip
    register.check_connection(account, by=town.information)
    account.refresh_from_db()
    account = register.change(
        account=account, by=town.communicator, public_page="https://exempelkoping.example/badhuset"
    )
    for code in ("page", "sender", "login"):
        lifecycle.tick(account=account, code=code, by=town.communicator)
    account_notice.write(account=account, text=account_notice.propose(account), by=town.communicator)
    account_notice.confirm(account=account, where="Sidans presentation", by=town.communicator)
    left = [step.title for step in lifecycle.start_checklist(account) if not step.done]
    steps.add(
        "C2.2-C2.8",
        "varje steg är prövat eller bekräftat av en namngiven",
        f"Kvar: {', '.join(left) or 'inget'}.",
        not left,
    )
    lifecycle.start(account=account, by=town.communicator)
    account.refresh_from_db()
    shown = [found.name for _, group in public.directory().groups for found in group]
    started = account.status == Status.STARTED and len(queries.administrators(account)) >= 2
    steps.add(
        "G1.2", "kontot är startat och syns genast i den öppna förteckningen",
        f"Läge {account.get_status_display()}. Förteckningen: {', '.join(shown)}.",
        started and "Badhuset Vågen" in shown,
    )  # fmt: skip


def _revision(plan: Plan) -> int:
    return planned.newest(plan).revision


def _refused(attempt: object) -> str:
    """The refusal's words, or an empty string where the attempt went through."""
    try:
        attempt()  # type: ignore[operator]
    except Refusal as refusal:
        return str(getattr(refusal, "problems", "") and refusal.problems[0].message) or refusal.message  # type: ignore[attr-defined]
    return ""
