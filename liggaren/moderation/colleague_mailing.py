"""When the mail to a colleague leaves, comes back, is repeated, and when waiting ends (C5.1)."""

from __future__ import annotations

import uuid

from django.db import transaction

from liggaren.lib import clock
from liggaren.moderation import case_times, colleague_links
from liggaren.moderation.case_states import ColleagueState, step
from liggaren.moderation.colleague_asking import REMIND_AFTER, end_waiting, enter
from liggaren.moderation.models import ColleagueQuestion
from liggaren.notices import services as notices

Q = ColleagueState


@transaction.atomic
def mail(*, question_id: uuid.UUID, reminder: bool) -> None:
    """Send the mail. An address that the server refuses for good ends the waiting, and the asker is told.

    Raises what the queue should try again for.
    """
    row = _locked(question_id)
    if row.state != Q.SENT or clock.now() >= row.expires_at:
        return
    if code := colleague_links.send(row, reminder=reminder):
        row.refusal = code
        _stop(row, Q.BOUNCED, "Mejlet till din kollega kom inte fram")
        return
    row.mailed_at = clock.now()
    row.save(update_fields=["mailed_at"])
    enter(row, "colleague.reminded" if reminder else "colleague.mailed", "system")


def _locked(question_id: uuid.UUID) -> ColleagueQuestion:
    found = ColleagueQuestion.objects.select_for_update(of=("self",)).select_related("asked_by")
    return found.get(pk=question_id)


def _stop(row: ColleagueQuestion, state: ColleagueState, subject: str) -> None:
    step(row, state)
    row.save()
    end_waiting(row, str(state))
    notices.tell(
        user=row.asked_by, subject=subject, link=f"/inkorg/{row.item_id}/",
        body="Fråga någon annan, eller svara själv. Inlägget är ditt igen.",
    )  # fmt: skip
    enter(row, f"colleague.{state.value}", "system", code=row.refusal or None)


def sweep(*, limit: int = 200) -> tuple[int, int]:
    """Remind those who have not answered for two working days, end what has run out; how many of each."""
    from liggaren.moderation.tasks import mail_colleague

    now = clock.now()
    waiting = ColleagueQuestion.objects.filter(state=Q.SENT)
    ended = list(waiting.filter(expires_at__lte=now).values_list("pk", flat=True)[:limit])
    silent = waiting.filter(expires_at__gt=now, reminded_at=None, mailed_at__isnull=False)
    late = [
        row.pk for row in silent.order_by("asked_at")[:limit]
        if case_times.due(row.asked_at, REMIND_AFTER) <= now
    ]  # fmt: skip
    for question_id in ended:
        _expire(question_id)
    for question_id in late:
        with transaction.atomic():
            ColleagueQuestion.objects.filter(pk=question_id).update(reminded_at=now)
            mail_colleague.defer(question_id=str(question_id), reminder=True)
    return len(late), len(ended)


@transaction.atomic
def _expire(question_id: uuid.UUID) -> None:
    row = _locked(question_id)
    if row.state == Q.SENT:
        _stop(row, Q.EXPIRED, "Din kollega har inte svarat")
