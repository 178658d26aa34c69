"""How an account is registered: the order that holds, those before it, and a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk.access import role_required, staff
from liggaren.desk.registration.forms import ModeForm
from liggaren.moderation import exempting, registrations
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.register import queries as register


@require_http_methods(["GET", "POST"])
@role_required("registrar", "information")
def mode(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """`/konton/<id>/diarieforing/`."""
    user, form = staff(request), ModeForm(request.POST if request.method == "POST" else None)
    account = register.visible_accounts(user).filter(pk=account_id).first()
    if account is None:
        raise Http404
    failed = False
    if request.method == "POST":
        try:
            exempting.choose_mode(
                account=account, mode=form.words("mode"), reason=form.words("mode_reason"), by=user
            )
        except NotYours as error:
            raise Http404 from error
        except Incomplete as refusal:
            form.show(refusal.problems)
            failed = True
        else:
            messages.success(request, "Beslutet är sparat.")
            return redirect("account-mode", account.pk)
    modes = list(registrations.modes_of(account))
    words = {"account": account, "modes": modes, "form": form, "failed": failed}
    return render(request, "desk/registration/mode.html", words, status=422 if failed else 200)
