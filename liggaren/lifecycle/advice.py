"""Advice from the information function: asked from any screen, answered once, found by all (G4.2)."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from liggaren.capture.unsearchable import blanked
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.lib.swedish import query_terms, search_terms, tsquery_text
from liggaren.lifecycle.models import AdviceQuestion, Guidance
from liggaren.lifecycle.rights import NotYours
from liggaren.notices.services import tell, tell_all
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, Unit, User
from liggaren.search.queries import Terms

LONGEST = 5_000
ANSWER_WITHIN = timedelta(days=3)


def is_adviser(user: User) -> bool:
    """The information function answers and publishes."""
    return people.has_role(user, RoleKind.INFORMATION)


def screen_of(path: str) -> str:
    """The path of a screen of ours, without what was searched or chosen there; empty for anything else."""
    plain = path.partition("?")[0].partition("#")[0].strip()
    return plain[:200] if re.fullmatch(r"/(?!/)[\w/.-]*", plain) else ""


@transaction.atomic
def ask(*, text: str, screen: str = "", by: User) -> AdviceQuestion:
    """Put a question to the information function, with a duty to answer. Raises Refusal for no words, or too
    many.
    """
    row = AdviceQuestion.objects.create(
        asked_by=by, asked_at=clock.now(), screen=screen_of(screen), text=_words(text, "Skriv din fråga")
    )
    advisers = people.users_with(RoleKind.INFORMATION)
    tell_all(users=advisers, subject="En fråga till informationsfunktionen", link="/rad/fragor/",
             body="Någon behöver råd. Frågan läser du i Liggaren.")  # fmt: skip
    duties.open_duty(
        kind="advice.answer", key=f"advice.{row.pk}", title="Svara på en fråga om råd",
        link=f"/rad/fragor/{row.pk}/", due_at=row.asked_at + ANSWER_WITHIN,
        owner_role=RoleKind.INFORMATION, unit=_top(),
    )  # fmt: skip
    ledger.append(kind="advice.asked", actor=by.actor, obj=f"advice:{row.pk}")
    return row


def _top() -> Unit:
    return next(unit for unit in people.every_unit().values() if unit.parent_id is None)


def _words(text: str, ask_for: str) -> str:
    found = clean(text).text.strip()
    if not found or len(found) > LONGEST:
        raise Refusal(f"{ask_for}, högst {LONGEST} tecken.", "advice_text")
    return found


@transaction.atomic
def answer(*, question: AdviceQuestion, text: str, by: User) -> AdviceQuestion:
    """Answer the one who asked. An answer may be written again until it is published. Raises NotYours,
    Refusal.
    """
    row = AdviceQuestion.objects.select_for_update().get(pk=question.pk)
    if not is_adviser(by) or row.guidance_id is not None:
        raise NotYours
    row.answer, row.answered_by, row.answered_at = _words(text, "Skriv svaret"), by, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    duties.close(f"advice.{row.pk}", "done", by=by)
    tell(user=row.asked_by, subject="Du har fått svar från informationsfunktionen",
         body="Svaret läser du i Liggaren.", link=f"/rad/fragor/{row.pk}/")  # fmt: skip
    ledger.append(kind="advice.answered", actor=by.actor, obj=f"advice:{row.pk}")
    return row


@transaction.atomic
def publish(*, question: AdviceQuestion, title: str, text: str, by: User) -> Guidance:
    """Make an answered question guidance for all, under a title, in words that name nobody.

    Raises NotYours; Refusal with the names and numbers to take away.
    """
    row = AdviceQuestion.objects.select_for_update().get(pk=question.pk)
    if not is_adviser(by) or row.answered_at is None or row.guidance_id is not None:
        raise NotYours
    title, text = " ".join(_words(title, "Skriv en rubrik").split())[:150], _words(text, "Skriv rådet")
    if named := names_in(f"{title}\n{text}"):
        raise Refusal(f"Ta bort det som pekar ut någon: {', '.join(named)}.", "advice_names")
    row.guidance = Guidance.objects.create(title=title, text=text, published_by=by, published_at=clock.now())
    row.save(update_fields=["guidance"])
    _index(row.guidance)
    ledger.append(kind="guidance.published", actor=by.actor, obj=f"guidance:{row.guidance.pk}")
    return row.guidance


def names_in(text: str) -> list[str]:
    """Names of people who sign in, and personal numbers, addresses and telephones: what guidance never
    holds.
    """
    known = {user.name for user in User.objects.all() if "@" not in user.name}
    found = [name for name in sorted(known) if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I)]
    if blanked(text) != text:
        found.append("nummer eller adress till en person")
    return found


def _index(row: Guidance) -> None:
    terms = search_terms(f"{row.title}\n{row.text}")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE lifecycle_guidance SET terms = array_to_tsvector(%s::text[]) WHERE id = %s",
            [terms, row.pk],
        )


@transaction.atomic
def withdraw(*, guidance: Guidance, by: User) -> None:
    """No longer given as advice; found by nobody. Raises NotYours."""
    if not is_adviser(by):
        raise NotYours
    guidance.withdrawn_at = clock.now()
    guidance.save(update_fields=["withdrawn_at"])
    ledger.append(kind="guidance.withdrawn", actor=by.actor, obj=f"guidance:{guidance.pk}")


def find(q: str) -> QuerySet[Guidance]:
    """Guidance with all the words, newest first; all of it where there are no words."""
    found = Guidance.objects.filter(withdrawn_at__isnull=True).defer("terms").order_by("-published_at", "-pk")
    return found.filter(terms=Terms(tsquery_text(q))) if query_terms(q) else found


def waiting() -> QuerySet[AdviceQuestion]:
    """The queue: questions without an answer, the oldest first."""
    found = AdviceQuestion.objects.filter(answered_at__isnull=True).select_related("asked_by")
    return found.order_by("asked_at", "pk")


def readable(user: User) -> QuerySet[AdviceQuestion]:
    """One's own questions; the information function reads every one."""
    mine = Q() if is_adviser(user) else Q(asked_by=user)
    return AdviceQuestion.objects.filter(mine).select_related("asked_by", "answered_by", "guidance")
