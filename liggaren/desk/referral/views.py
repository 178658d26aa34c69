"""Refer an item to the parties (`/inkorg/<item>/hanvisa/`), and keep the lists behind it (`/partier/`)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liggaren.actions.texts import signed
from liggaren.capture.models import Item
from liggaren.desk.access import role_required, staff, staff_required
from liggaren.desk.inbox import thing
from liggaren.desk.referral.forms import ElectedForm, PartyForm, ReferForm
from liggaren.desk.removal.after_forms import After
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.moderation import answering, referral_answering, referral_parties
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Elected, Party
from liggaren.moderation.permissions import remember
from liggaren.people.memory import kept_while_reading
from liggaren.people.models import User
from liggaren.register import media
from liggaren.register.models import Account


@require_http_methods(["GET", "HEAD", "POST"])
@kept_while_reading
@staff_required
def refer(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The form, its preview, and the answer."""
    by = staff(request)
    item, account = thing.find(remember(by), item_id)
    parties = referral_parties.parties()
    form = ReferForm(request.POST if request.method == "POST" else None, parties=parties)
    words: dict[str, Any] = {}
    if request.method == "POST" and "visa" in request.POST:
        words = _preview(form, account)
    elif request.method == "POST" and _sent(request, form, item, by):
        return redirect("inbox-item", item_id)
    sight_of(by, [item]).cover(item)
    words |= {
        "form": form, "item": item, "account": account, "place": media.get(account.platform).name,
        "may_reply": answering.may_reply(account), "parties": parties,
        "limit": answering.text_limit(account), "may_edit": referral_parties.may_edit(by),
    }  # fmt: skip
    return render(request, "desk/referral/refer.html", words, status=422 if form.errors else 200)


def _preview(form: ReferForm, account: Account) -> dict[str, Any]:
    text = referral_answering.filled(form.words("text"), form.chosen)
    return {
        "preview": signed(text, answering.signature(account)), "verdict": answering.judge(text, account),
    }  # fmt: skip


def _sent(request: HttpRequest, form: ReferForm, item: Item, by: User) -> bool:
    try:
        referral_answering.refer(item=item, parties=form.chosen, text=form.words("text"), by=by)
    except Incomplete as refusal:
        form.show(refusal.problems)
        return False
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, "Svaret med partiernas kanaler är på väg.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@kept_while_reading
@staff_required
def parties(request: HttpRequest) -> HttpResponse:
    """Parties, how often they have been named, and the elected. The information function edits."""
    by = staff(request)
    may_edit, known = referral_parties.may_edit(by), referral_parties.parties()
    chosen = _party(request.GET.get("parti") or request.POST.get("parti") or "")
    sent = request.POST if request.method == "POST" else None
    party = PartyForm(sent if sent and "channels" in sent else None, initial=_as_text(chosen))
    elected = ElectedForm(sent if sent and "elected_name" in sent else None, parties=known)
    if sent is not None:
        if not may_edit:
            raise Http404
        if _kept(request, elected if elected.is_bound else party, chosen, by):
            return redirect("parties")
    total, counted = referral_answering.counts(clock.now() - referral_answering.YEAR)
    words = {
        "total": total, "counted": counted, "party": party, "elected": elected, "chosen": chosen,
        "people": Elected.objects.select_related("party").order_by("name") if may_edit else (),
        "may_edit": may_edit, "known": known,
        "bound": next((form for form in (party, elected) if form.errors), None),
    }  # fmt: skip
    return render(request, "desk/referral/parties.html", words, status=422 if words["bound"] else 200)


def _party(number: str) -> Party | None:
    return Party.objects.filter(pk=int(number), ended_on=None).first() if number.isdecimal() else None


def _as_text(party: Party | None) -> dict[str, str]:
    if party is None:
        return {}
    lines = [f"{channel.name} {channel.address}" for channel in party.channels.all()]
    return {"name": party.name, "channels": "\n".join(lines)}


def _kept(request: HttpRequest, form: After, chosen: Party | None, by: User) -> bool:
    try:
        if isinstance(form, ElectedForm):
            referral_parties.add_elected(
                name=form.words("elected_name"), handle=form.words("handle"), party=form.chosen, by=by
            )
        else:
            referral_parties.set_party(
                party=chosen, name=form.words("name"), channels=form.words("channels"), by=by
            )
    except Incomplete as refusal:
        form.show(refusal.problems)
        return False
    messages.success(request, "Sparat.")
    return True


@require_POST
@role_required("information")
def end(request: HttpRequest, party_id: int) -> HttpResponse:
    """A party is no longer offered."""
    found = Party.objects.filter(pk=party_id, ended_on=None).first()
    if found is None:
        raise Http404
    referral_parties.end_party(party=found, by=staff(request))
    messages.success(request, f"{found.name} visas inte längre som val.")
    return redirect("parties")


@require_POST
@role_required("information")
def remove(request: HttpRequest, elected_id: int) -> HttpResponse:
    """Someone is no longer elected."""
    found = Elected.objects.filter(pk=elected_id).first()
    if found is None:
        raise Http404
    referral_parties.remove_elected(elected=found, by=staff(request))
    messages.success(request, "Personen är borttagen ur listan.")
    return redirect("parties")
