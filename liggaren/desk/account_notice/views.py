"""One page: the text, how it stands on the platform, write, check, confirm."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk.access import staff_required
from liggaren.desk.accounts.finding import seen
from liggaren.lib.errors import Refusal
from liggaren.lifecycle import account_notice
from liggaren.lifecycle.rights import NotYours, may_start
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User
from liggaren.register.models import Account


@kept_while_reading
@staff_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Read by all who see the account; written, checked and confirmed by those who run it."""
    user, account = seen(request, account_id)
    fault = ""
    if request.method == "POST":
        try:
            _act(request, account, user)
        except NotYours as strange:
            raise Http404 from strange
        except Refusal as refused:
            fault = refused.message
        else:
            return redirect("account-notice", account_id=account.pk)
    return _show(request, account, user, fault)


def _act(request: HttpRequest, account: Account, user: User) -> None:
    do = request.POST.get("gor", "")
    if do == "skriv":
        account_notice.write(account=account, text=request.POST.get("text", ""), by=user)
    elif do == "prova":
        account_notice.check(account=account, by=user)
    elif do == "bekrafta":
        account_notice.confirm(account=account, where=request.POST.get("var", ""), by=user)
    else:
        raise Http404


def _show(request: HttpRequest, account: Account, user: User, fault: str) -> HttpResponse:
    standing = account_notice.standing(account)
    text, check = standing.notice.text if standing.notice else "", standing.check
    differs = check is not None and check.result == "differs"
    typed = request.POST.get("text") if request.POST.get("gor") == "skriv" else None
    context = {
        "account": account, "standing": standing, "runs": may_start(user, account), "fault": fault,
        "do": request.POST.get("gor", ""), "readable": account.platform in account_notice.GIVES_TEXT,
        "written": typed if typed is not None else text or account_notice.propose(account),
        "pieces": account_notice.difference(text, check.found) if check and differs else [],
        "where": request.POST.get("var", ""),
    }  # fmt: skip
    return render(request, "desk/account_notice/notice.html", context, status=422 if fault else 200)
