"""What a manager reads whose decision came after another: what holds, and that theirs does not."""

from __future__ import annotations

from datetime import datetime

from liggaren.lib import clock, dates
from liggaren.people.models import User
from liggaren.plans.models import Approval, Plan, Remark, RemarkKind

YOURS = {
    "approve": "Det du nu tryckte på ändrar inget.", "change": "Din begäran om ändring gäller inte.",
    "refuse": "Ditt nej gäller inte.",
}  # fmt: skip
SENT_BACK = {
    RemarkKind.CHANGE_REQUESTED: "är tillbaka hos den som skrev den, efter begäran från",
    RemarkKind.REFUSED: "är avslagen av",
    RemarkKind.WITHDRAWN: "är tillbakadragen av",
}


def words(plan: Plan, user: User, do: str, text: str) -> str:
    """The whole notice; `text` is what the person wrote, given back so that it is not lost."""
    said = f" Du skrev: ”{text[:1_000]}”" if text and do != "approve" else ""
    return f"{_decided(plan, user)} {YOURS.get(do, YOURS['approve'])}{said}"


def _decided(plan: Plan, user: User) -> str:
    approval = Approval.objects.filter(version__plan=plan).select_related("user").order_by("-at", "-pk")
    remark = Remark.objects.filter(version__plan=plan).select_related("user").order_by("-at", "-pk").first()
    mine, newest = approval.filter(user=user).first(), approval.first()
    last = mine or newest
    if remark and (last is None or remark.at > last.at):
        kind = RemarkKind(remark.kind)
        return f"Planen {SENT_BACK[kind]} {_who(remark.user, user)} {_when(remark.at)}."
    if last is None:
        return "Planen väntar inte på något godkännande nu."
    return f"Planen är redan godkänd av {_who(last.user, user)} {_when(last.at)}."


def _who(person: User, reader: User) -> str:
    return "dig" if person.pk == reader.pk else person.name


def _when(at: datetime) -> str:
    day = "i dag" if dates.swedish_day(at) == dates.swedish_day(clock.now()) else f"den {dates.long_date(at)}"
    return f"{day} kl. {dates.clock_time(at)}"
