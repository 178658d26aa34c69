"""My own page, and one click per role in demonstrations."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk import access, demo_door
from liggaren.desk.sign_in.forms import KEYS, KeysForm
from liggaren.people.models import Role, User


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, how I sign in, and which single keys are on."""
    off = request.session.get("keys_off", "")
    form = KeysForm(request.POST or None, initial={"off": [key for key, _ in KEYS if key in off]})
    if request.method == "POST" and form.is_valid():
        request.session["keys_off"] = " ".join(form.cleaned_data["off"])
        messages.success(request, "Sparat. Dina tangenter gäller nu.")
        return redirect("me")
    ways = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    return render(
        request, "desk/sign_in/me.html", {"form": form, "roles": access.roles(request), "ways": ways}
    )


@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Choose a person and come in as them. Raises Http404 outside demonstrations and for other machines."""
    if not demo_door.is_open(request):
        raise Http404
    if request.method == "POST":
        user = _person(request.POST.get("person", ""))
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("start")
    return render(request, "desk/sign_in/demo.html", {"people": demo_door.people()})


def _person(number: str) -> User:
    known = Role.objects.filter(user_id=int(number) if number.isdigit() else 0, user__is_active=True)
    role = known.select_related("user").first()
    if role is None:
        raise Http404
    return role.user
