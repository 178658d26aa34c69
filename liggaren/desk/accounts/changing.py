"""Changing an account: adopt one that exists, its plain facts, and who runs it (B.16, C2.8)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.desk.access import role_required, staff, staff_required
from liggaren.desk.accounts.finding import run, seen
from liggaren.desk.accounts.forms import AccountForm, AdministratorForm, AdoptForm
from liggaren.people import queries as people
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import RoleKind, Unit, User
from liggaren.register import queries, roster, services


@kept_while_reading
@role_required("information")
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest) -> HttpResponse:
    """Enter an account that exists already; what it lacks becomes dated duties."""
    user = staff(request)
    units = Unit.objects.filter(people.holding(), pk__in=people.reach(user, [RoleKind.INFORMATION])).order_by(
        "pk"
    )
    form = AdoptForm(request.POST or None, units=units, domains=_domains())
    if request.method == "POST" and form.is_valid():
        try:
            account = services.adopt(by=user, **form.cleaned_data)
        except services.AlreadyRegistered as taken:
            form.add_error("address", taken.message)
        else:
            messages.success(request, f"{account.name} är övertaget. Det som saknas står nedan, med datum.")
            return redirect("account", account_id=account.pk)
    context = {"form": form, "title": "Ta över ett konto som redan finns", "button": "Ta över kontot"}
    return render(request, "desk/accounts/form.html", context, status=422 if form.errors else 200)


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The account's plain facts: name, address, e-mail address, purpose."""
    user, account = run(request, account_id)
    names = ("name", "address", "email", "purpose")
    initial = {name: getattr(account, name) for name in names}
    form = AccountForm(request.POST or None, initial=initial, domains=_domains(), account=account)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(account=account, by=user, **form.cleaned_data)
        except services.AlreadyRegistered as taken:
            form.add_error("address", taken.message)
        else:
            messages.success(request, "Sparat.")
            return redirect("account", account_id=account.pk)
    context = {
        "form": form,
        "account": account,
        "title": f"Ändra {account.name}",
        "button": "Spara ändringarna",
    }
    return render(request, "desk/accounts/form.html", context, status=422 if form.errors else 200)


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Put a person on the roster, or change their work profile."""
    user, account = run(request, account_id)
    initial = {"email": request.GET.get("epost", "")}
    form = AdministratorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        profile = form.cleaned_data["work_profile"]
        roster.appoint(account=account, user=form.user, work_profile=profile, by=user)
        messages.success(request, f"{form.user.name} är administratör för {account.name}.")
        return redirect("account", account_id=account.pk)
    context = {
        "form": form, "account": account, "title": f"Utse en administratör för {account.name}",
        "button": "Utse administratören",
    }  # fmt: skip
    return render(request, "desk/accounts/form.html", context, status=422 if form.errors else 200)


@kept_while_reading
@staff_required
@require_POST
def dismiss(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take a person off the roster: the login is due for change and the information function is told."""
    user, account = run(request, account_id)
    person = _on_roster(request, account_id)
    roster.dismiss(account=account, user=person, by=user)
    messages.warning(
        request, f"{person.name} är inte längre administratör. Inloggningen ska bytas inom ett dygn."
    )
    if seen_still(user, account_id):
        return redirect("account", account_id=account.pk)
    return redirect("accounts")


def _on_roster(request: HttpRequest, account_id: UUID) -> User:
    wanted = request.POST.get("person", "")
    _, account = seen(request, account_id)
    found = next((row.user for row in queries.administrators(account) if str(row.user_id) == wanted), None)
    if found is None:
        raise Http404
    return found


def seen_still(user: User, account_id: UUID) -> bool:
    """Whether someone who may have taken themselves off still sees the account."""
    return queries.visible_accounts(user).filter(pk=account_id).exists()


def _domains() -> list[str]:
    return people.municipality().mail_domains.split()
