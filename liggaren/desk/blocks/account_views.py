"""The blocks of one account: the number demanded, the senders counted, and what has been decided."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liggaren.desk.access import staff, staff_required
from liggaren.desk.blocks.forms import LimitForm
from liggaren.moderation import blocking, breach_counts
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import Block
from liggaren.people.memory import kept_while_reading
from liggaren.register import queries as register


@require_http_methods(["GET", "POST"])
@kept_while_reading
@staff_required
def of_account(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """`/konton/<id>/blockeringar/`: for those who work with the account, and read-only for reviewers."""
    user = staff(request)
    account = register.visible_accounts(user).select_related("unit").filter(pk=account_id).first()
    if account is None:
        raise Http404
    form = LimitForm(request.POST if request.method == "POST" else None)
    try:
        now = breach_counts.demand(account, user)
        if request.method == "POST" and form.is_valid():
            blocking.set_required(account=account, number=form.cleaned_data["number"] or 0, by=user)
            messages.success(request, "Antalet är sparat. Det gäller nya beslut.")
            return redirect("account-blocks", account.pk)
    except NotYours as error:
        raise Http404 from error
    except Incomplete as refusal:
        form.show(refusal.problems)
    blocks = Block.objects.filter(account=account).select_related("decided_by").order_by("-decided_at")
    words = {
        "account": account, "now": now, "form": form, "senders": breach_counts.counted(account),
        "blocks": list(blocks[:50]),
    }  # fmt: skip
    return render(request, "desk/blocks/account.html", words, status=422 if form.errors else 200)
